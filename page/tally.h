// What goes to the record though others can cause it without end: failed logins, and refusals of who is logged in.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.h"

namespace jeda::page {

/// The first lines of a kind are recorded one by one, what follows as a number, so that no noise hides another kind's
/// lines and none swells the record. Of one kind are lines with one `who`, `what` and label; REQUIRES: there are no
/// more of these than accounts, but for a few. Safe for concurrent use.
class Tally {
 public:
  struct Line {
    std::string who;
    std::string what;
    std::string detail;
    std::string from;  // client's address; empty: several
    friend bool operator==(const Line&, const Line&) = default;
  };

  /// One by one, of a kind: `each` a minute from one address, from so many addresses a minute, and so many a day. What
  /// is beyond comes as numbers, one for each address and one for all further ones: after each minute, and once the
  /// day's lines are used up after each hour.
  static constexpr int addresses = 10;
  static constexpr int lines_of_day = 300;

  /// Counts a line. Gives what is to be recorded now: numbers of spans that ended ("LABEL: 31 more"), then the line,
  /// unless it is counted.
  std::vector<Line> count(const std::string& label, const Line& line, int each, Time now);

  /// The numbers of spans that ended.
  std::vector<Line> ended(Time now);

  /// All numbers, of spans that have not ended too.
  std::vector<Line> rest();

 private:
  struct Source {
    int recorded = 0;
    int more = 0;
  };
  struct Kind {
    Line sum;            // what its numbers are recorded as
    Time since;          // the span under way
    Time day;            // when the day's lines began to count
    int lines_left = 0;  // of the day
    std::map<std::string, Source> sources;
    int others = 0;  // from further addresses
  };
  static bool has_ended(const Kind& kind, Time now);
  static void close(Kind& kind, std::vector<Line>& lines);
  static void add(Kind& kind, int number, const std::string& from, std::vector<Line>& lines);
  void close_ended(Time now, std::vector<Line>& lines);

  std::mutex mutex_;
  std::map<std::string, Kind> kinds_;  // guarded by mutex_
};

}  // namespace jeda::page
