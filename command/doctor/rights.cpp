#include "command/doctor/rights.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace jeda::doctor {
namespace {

constexpr std::size_t entry_room = 16384;

}  // namespace

std::optional<Account> Account::named(const std::string& name) {
  std::array<char, entry_room> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr) return {};
  Account account;
  account.user_ = entry.pw_uid;
  int count = 0;
  ::getgrouplist(entry.pw_name, entry.pw_gid, nullptr, &count);
  account.groups_.resize(static_cast<std::size_t>(count));
  ::getgrouplist(entry.pw_name, entry.pw_gid, account.groups_.data(), &count);
  return account;
}

bool Account::may(const struct stat& status, mode_t bits) const {
  if (user_ == 0) return true;
  mode_t mine = status.st_mode;
  if (status.st_uid == user_) {
    mine >>= 6;
  } else if (std::find(groups_.begin(), groups_.end(), status.st_gid) != groups_.end()) {
    mine >>= 3;
  }
  return (mine & bits) == bits;
}

bool Account::may_replace(const struct stat& directory) const {
  const bool kept = (directory.st_mode & S_ISVTX) != 0 && directory.st_uid != user_ && user_ != 0;
  return !kept && may(directory, 03);
}

std::string user_name(uid_t user) {
  std::array<char, entry_room> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr) return entry.pw_name;
  return std::to_string(user);
}

}  // namespace jeda::doctor
