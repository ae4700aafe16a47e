// What a user of the system may do with a file, by its mode.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace jeda::doctor {

/// A user with the groups that it has after a login. For any thread.
class Account {
 public:
  /// Absent: there is no such user.
  static std::optional<Account> named(const std::string& name);

  uid_t user() const { return user_; }

  /// `bits`: 04 read, 02 write, 01 run or enter; of a sum of these, all.
  bool may(const struct stat& status, mode_t bits) const;

  /// Whether it may remove and replace files in the directory that are somebody else's.
  bool may_replace(const struct stat& directory) const;

 private:
  uid_t user_ = 0;
  std::vector<gid_t> groups_;
};

/// Its number where it has no name. For any thread.
std::string user_name(uid_t user);

}  // namespace jeda::doctor
