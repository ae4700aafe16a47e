// Addresses that were erased on request and must not be written to.
//
// The table `forgotten` has the keyed hash of each, so that neither the store nor a copy of it tells who they are. The
// key lies in a file beside the store, `history.db.key`, which only the store's owner may read.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace jeda::store {

/// "history.db.key"
std::string key_file_of(const std::string& store_path);

/// Reads and writes the table `forgotten`. Errors stay in the connection; one of them is that there are such addresses
/// and their key is not there, or another one: then nobody can tell whether an address is among them.
class Forgotten {
 public:
  explicit Forgotten(Connection& connection);

  /// Since when an address must not be written to; absent: it is none of them. Costs nothing while there are none.
  std::optional<Time> since(const std::string& address);

  /// Puts that into the history of the address where nothing stands there, and says whether it did.
  bool put_into(policy::History& history, const std::string& address);

  /// Makes the key where there is none yet.
  void add(const std::string& address, Time since);
  void remove(const std::string& address);

  /// To be called where another connection may have written.
  void refresh() { looked_ = false; }

 private:
  bool look();
  bool is_right_key();
  void make_key();
  std::string digest(const std::string& address) const;

  Connection& connection_;
  Statement any_;
  Statement find_;
  Statement add_;
  Statement remove_;
  std::string key_;  // 32 bytes; empty: not read yet
  bool looked_ = false;
  bool any_there_ = false;
};

/// The error where the key of a store's forgotten addresses is not what it should be. Absent: it is, or there are none.
std::optional<Error> check_key(Connection& connection);

}  // namespace jeda::store
