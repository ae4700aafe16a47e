// What was told of prospects, and which addresses are one person's, in SQLite.
#pragma once

#include <string>
#include <vector>

#include "store/record/rows.h"
#include "store/sqlite/connection.h"

namespace jeda::store {

/// Reads and writes the tables `prospect` and `turn`. Errors stay in the connection.
class People {
 public:
  explicit People(Connection& connection);

  /// One indexed lookup, two for a linked address.
  Person behind(const std::string& key);

  /// Puts persons' keys in the place of addresses' keys; a person is kept once, at the first address.
  std::vector<policy::Recipient> behind(const std::vector<policy::Recipient>& recipients);

  /// The key of a person and of the addresses linked to it, that one first, then by name.
  std::vector<std::string> addresses(const std::string& person);

  /// What `jeda prospect` shows; absent where there is neither.
  std::optional<ProspectRecord> record(const std::string& key);

  /// REQUIRES: a person's key.
  void set_facts(const std::string& person, const policy::ProspectFacts& facts);

  /// Makes all addresses of one person another's. REQUIRES: two persons' keys.
  void link(const std::string& from, const std::string& into);

  /// Whose turn it is; the next time it is the next one's. REQUIRES: members.
  std::string take_turn(const Turns& turns);

 private:
  policy::ProspectFacts facts(const Rows& rows);

  Connection& connection_;
  Statement find_;
  Statement addresses_;
  Statement set_facts_;
  Statement erase_;
  Statement relink_;
  Statement link_;
  Statement turn_;
  Statement set_turn_;
};

}  // namespace jeda::store
