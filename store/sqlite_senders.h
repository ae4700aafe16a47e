// What salespeople sent, and which overrides they used, in SQLite.
#pragma once

#include <string>

#include "store/sqlite_ledger.h"

namespace jeda::store {

/// How long mail is kept for counting what a salesperson sent, unless a window reaches further back.
inline constexpr Duration sent_is_kept = std::chrono::hours(24 * 35);

/// Reads and writes the tables `sent` and `override_used`. Errors stay in the connection.
class Senders {
 public:
  explicit Senders(Connection& connection);

  /// Within the windows before `now`. Absent: before the newest mail, which reaches at least as far back.
  policy::SenderHistory history(std::string_view salesperson, const policy::SenderWindows& windows,
                                std::optional<Time> now);

  /// Beside a touch of the kinds contact and held. `sketch`, 64 bytes, may be empty.
  void add(const TouchRow& touch);

  /// Takes rows away that are older than sent_is_kept and `window`, a few at a time.
  void prune(std::string_view salesperson, Time now, Duration window);

  /// The sent rows of held mail that was settled, or is held again.
  void change(std::string_view salesperson, Place from, Time to, bool counted, int recipients);

  /// The mail of a prospect whose log is put into another's. REQUIRES: that was not done yet.
  void join(const std::string& key, const std::string& into);

  void add_override(std::string_view salesperson, Time at, std::int64_t record);

  /// Both, of one message.
  void remove(std::string_view salesperson, Time at, std::int64_t record);

 private:
  Connection& connection_;
  Statement sent_;
  Statement overrides_;
  Statement add_;
  Statement prune_;
  Statement change_;
  Statement join_;
  Statement add_override_;
  Statement remove_;
  Statement remove_override_;
};

}  // namespace jeda::store
