// The log of touches in SQLite, with its summaries.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "store/record/rows.h"
#include "store/sqlite/connection.h"

namespace jeda::store {

/// Reads and writes the table `touch`. A key is a prospect's address or a company. Errors stay in the connection.
class Ledger {
 public:
  explicit Ledger(Connection& connection);

  Tail tail(const std::string& key);

  /// Adds a touch to the log of its prospect. finish() then, before anything is read.
  void add(const TouchRow& touch, Tail& prospect);

  /// Adds it to its company's log, where that holds such.
  void add_to_company(const TouchRow& touch, Tail& company);

  /// Makes the summaries true again where touches came late. Their tails are then spent.
  void finish(const Tail& tail);

  /// Moves the touches of a message's recipients to another moment.
  void move(const std::vector<policy::Recipient>& prospects, Place from, Time to);

  /// Takes the touches of a record out again: `each` of them a prospect, as often as the record touched everybody.
  void remove(const std::vector<policy::Recipient>& prospects, Place first, int each);

  /// Takes single touches out of logs, by their keys.
  void take_out(const std::map<std::string, std::vector<Place>>& places);

  /// Puts the log of one prospect into another's. The addresses stay as they were written.
  void join(const std::string& key, const std::string& into);

 private:
  void append(Tail& tail, const TouchRow& row);
  void insert(const std::string& key, const TouchRow& row, const std::optional<std::string>& summary);
  void erase(const std::string& key, const Place& place);

  /// Makes the summaries of a key true again from `from` on.
  void refold(const std::string& key, const Place& from);
  Place summary_before(const std::string& key, const Place& from, policy::History& history);
  void apply_row(const std::string& key, const Rows& rows, policy::History& history);

  Connection& connection_;
  Statement select_tail_;
  Statement select_summary_;
  Statement select_after_;
  Statement insert_;
  Statement update_summary_;
  Statement move_;
  Statement erase_;
  Statement join_;
};

}  // namespace jeda::store
