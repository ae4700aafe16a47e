#include "store/sqlite/place.h"

#include <fcntl.h>
#include <pwd.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/text.h"
#include "store/care.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/mark.h"

namespace jeda::store {
namespace {

constexpr int file_mode = 0640;  // the daemon's user writes, its group may look

std::string directory_of(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

std::string kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a link";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

std::string user_name(uid_t user) {
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return fmt::format("user {}", user);
}

/// To whom the file belongs, or, where that cannot be seen, the directory that hides it.
uid_t owner_of(std::string path) {
  struct stat status {};
  while (::stat(path.c_str(), &status) != 0 && path != "/" && path != ".") path = directory_of(path);
  return status.st_uid;
}

Error denied(const std::string& path, int number) {
  const uid_t owner = owner_of(path);
  const std::string others = owner == 0 ? "root" : fmt::format("root or {}", user_name(owner));
  return {Error::Cause::missing,
          fmt::format("{}: {}; you are {}: run this as {}", path, system_text(number), user_name(::geteuid()), others)};
}

Error absent(const std::string& path) {
  if (!identify(mark_file_of(path)))
    return {Error::Cause::missing, fmt::format("no store at {}: `jeda store init` makes one", path)};
  return gone(path);
}

}  // namespace

std::optional<Error> refuse_what_is_no_file(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm", "-journal"}) {
    struct stat status {};
    const std::string file = path + end;
    if (::lstat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode)) continue;
    return Error{Error::Cause::corrupt, fmt::format("{}: {} is there, and no file", file, kind_of(status.st_mode))};
  }
  return std::nullopt;
}

std::optional<Error> why_not_had(const std::string& path, int mode) {
  if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0) return std::nullopt;
  const int number = errno;
  if (number == ENOENT) return absent(path);
  if (number == EACCES || number == EPERM) return denied(path, number);
  return Error{Error::Cause::missing, fmt::format("{}: {}", path, system_text(number))};
}

std::optional<Error> make_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, file_mode));
  if (!file.open()) {
    const int number = errno;
    if (number == EEXIST) return std::nullopt;  // somebody else was quicker
    if (number == EACCES || number == EPERM) return denied(path, number);
    return Error{error_cause(SQLITE_CANTOPEN, number), fmt::format("{}: {}", path, system_text(number))};
  }
  struct stat directory {};
  if (::geteuid() == 0 && ::stat(directory_of(path).c_str(), &directory) == 0) [[maybe_unused]]
    const int given = ::fchown(file.get(), directory.st_uid, directory.st_gid);
  return std::nullopt;
}

}  // namespace jeda::store
