#include "store/sqlite/sharing.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>

#include "store/sqlite/forgotten.h"
#include "store/sqlite/mark.h"

namespace jeda::store {
namespace {

constexpr mode_t key_mode = 0640;
constexpr mode_t closed_mode = 0664;
constexpr mode_t open_mode = 0660;

std::optional<gid_t> group_of_writers() {
  std::array<char, 16384> room{};
  group entry{};
  group* found = nullptr;
  if (::getgrnam_r(store_group, &entry, room.data(), room.size(), &found) != 0 || found == nullptr) return std::nullopt;
  return entry.gr_gid;
}

bool is_closed(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path();
  struct stat status {};
  return ::stat(directory.empty() ? "." : directory.c_str(), &status) == 0 && (status.st_mode & 07) == 0;
}

/// By name: SQLite's locks on a file end where any descriptor of it is closed. Its directory is this user's own.
void give(const std::string& path, gid_t group, mode_t mode) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return;
  if (status.st_gid != group && ::lchown(path.c_str(), static_cast<uid_t>(-1), group) != 0) return;
  if ((status.st_mode & 07777) != mode) [[maybe_unused]]
    const int done = ::chmod(path.c_str(), mode);
}

}  // namespace

void share(const std::string& store_path) {
  struct stat status {};
  if (::lstat(store_path.c_str(), &status) != 0 || status.st_uid != ::geteuid()) return;
  const auto group = group_of_writers();
  if (!group) return;
  const mode_t mode = is_closed(store_path) ? closed_mode : open_mode;
  for (const char* end : {"", "-wal", "-shm"}) give(store_path + end, *group, mode);
  give(mark_file_of(store_path), *group, mode);
  give(key_file_of(store_path), *group, key_mode);
}

}  // namespace jeda::store
