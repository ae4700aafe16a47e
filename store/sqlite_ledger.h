// The log of touches in SQLite, with its summaries.
#pragma once

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "store/sqlite_connection.h"

namespace jeda::store {

/// What places a touch in a log: by time, then as recorded.
struct Place {
  Time at;
  std::int64_t record = 0;  // the message or reply behind it
  int number = 0;           // among the touches of that record
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A touch of a prospect, which its company's log holds as well.
struct TouchRow {
  policy::Recipient prospect;
  Place place;
  policy::TouchKind kind = policy::TouchKind::contact;
  std::string salesperson;
  bool answer = false;
};

/// The end of one key's log: its newest place and its summary.
struct Tail {
  std::string key;
  std::optional<Place> newest;  // absent: the log is empty
  policy::History history;
  std::size_t summary_bytes = 0;
};

/// Reads and writes the table `touch`. A key is a prospect's address or a company. Errors stay in the connection.
class Ledger {
 public:
  explicit Ledger(Connection& connection);

  Tail tail(const std::string& key);

  /// Adds a touch to the log of its prospect and, where `company` is given, to that one, and keeps the tails true.
  void add(const TouchRow& touch, Tail& prospect, Tail* company);

  /// Moves a touch of a message's recipients, or changes its kind.
  void change(const std::vector<policy::Recipient>& prospects, Place from, Time to, policy::TouchKind kind);

  /// Takes the touches of a record out again: `each` of them a prospect, as often as the record touched everybody.
  void remove(const std::vector<policy::Recipient>& prospects, Place first, int each);

 private:
  struct Row {
    std::string_view key;
    const TouchRow& touch;
    bool of_prospect;
  };
  void append(Tail& tail, const Row& row);
  void insert(const Row& row, const std::optional<std::string>& summary);
  void move(const std::string& key, const Place& from, Time to, policy::TouchKind kind);
  void erase(const std::string& key, const Place& place);

  /// Makes the summaries of a key true again from `from` on.
  void refold(const std::string& key, const Place& from);
  Place summary_before(const std::string& key, const Place& from, policy::History& history);

  Connection& connection_;
  Statement select_tail_;
  Statement select_summary_;
  Statement select_after_;
  Statement insert_;
  Statement update_summary_;
  Statement move_;
  Statement erase_;
};

}  // namespace jeda::store
