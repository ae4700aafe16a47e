#include "store/sqlite/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace jeda::store {
namespace {

constexpr std::size_t chunk = 256 * 1024;
constexpr std::size_t spared = 32;  // so many times the log must be free, or the room is left to the database

bool has_room(int file, std::size_t bytes) {
  struct statvfs disk {};
  if (::fstatvfs(file, &disk) != 0) return false;
  return disk.f_bavail * disk.f_frsize / spared >= bytes;
}

void fill(int file, std::size_t size, std::size_t bytes) {
  const std::vector<char> zeros(chunk);
  while (size < bytes) {
    const std::size_t part = std::min(chunk, bytes - size);
    const ssize_t written = ::pwrite(file, zeros.data(), part, static_cast<off_t>(size));
    if (written <= 0) return;
    size += static_cast<std::size_t>(written);
  }
  ::fdatasync(file);
}

}  // namespace

void make_log_room(const std::string& log_path, std::size_t bytes) {
  const int file = ::open(log_path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return;
  struct stat status {};
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && has_room(file, bytes))
    fill(file, static_cast<std::size_t>(status.st_size), bytes);
  ::close(file);
}

}  // namespace jeda::store
