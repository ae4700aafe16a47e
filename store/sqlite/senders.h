// What salespeople sent, and which overrides they used, in SQLite.
#pragma once

#include <map>
#include <string>

#include "store/sqlite/ledger.h"

namespace jeda::store {

/// How long mail is kept for counting what a salesperson sent, unless a window reaches further back.
inline constexpr Duration sent_is_kept = std::chrono::hours(24 * 35);

/// Reads and writes the tables `sent` and `override_used`. Errors stay in the connection. The writer's keeps in memory
/// what it lent last: a thousand rows for each mail would be most of a decision's cost.
class Senders {
 public:
  explicit Senders(Connection& connection);

  /// Within the windows before `now`. Absent: before the newest mail, which reaches at least as far back.
  policy::SenderHistory history(std::string_view salesperson, const policy::SenderWindows& windows,
                                std::optional<Time> now);

  /// For a decision, counted before the newest mail. To be kept again once it is made, before anything is added.
  policy::SenderHistory lend(const std::string& salesperson, const policy::SenderWindows& windows);
  void keep(const std::string& salesperson, const policy::SenderWindows& windows, policy::SenderHistory history);

  /// To be called where rows changed in another way than through this: by another process, by a rollback.
  void forget() { known_.clear(); }

  /// Beside a touch of the kind contact. `sketch`, 64 bytes, may be empty.
  void add(const TouchRow& touch);

  /// Takes rows away that are older than sent_is_kept and `window`, a few at a time.
  void prune(std::string_view salesperson, Time now, Duration window);

  /// Moves a message's rows to another moment.
  void move(std::string_view salesperson, Place from, Time to, int recipients);

  /// The mail of a prospect whose log is put into another's. REQUIRES: that was not done yet.
  void join(const std::string& key, const std::string& into);

  void add_override(const std::string& salesperson, Time at, std::int64_t record, int prospects);

  /// Both, of one message.
  void remove(std::string_view salesperson, Time at, std::int64_t record);

 private:
  struct Known {
    policy::SenderWindows windows;
    policy::SenderHistory history;
  };
  void note(const TouchRow& touch);

  std::map<std::string, Known, std::less<>> known_;  // by salesperson, and true
  Statement sent_;
  Statement overrides_;
  Statement add_;
  Statement prune_;
  Statement move_;
  Statement join_;
  Statement add_override_;
  Statement remove_;
  Statement remove_override_;
};

}  // namespace jeda::store
