#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/random.h"
#include "base/text.h"

namespace jeda {
namespace {

using Filed = tl::expected<void, std::string>;

tl::unexpected<std::string> problem(const std::string& path, int number) {
  return tl::unexpected(fmt::format("{}: {}", path, system_text(number)));
}

Filed sync(const std::string& path, int flags) {
  const Descriptor file(::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC));
  if (!file.open() || ::fsync(file.get()) != 0) return problem(path, errno);
  return {};
}

Filed sync_directory_of(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path();
  return sync(directory.empty() ? "." : directory.string(), O_DIRECTORY);
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Filed write_new(const std::string& path, std::string_view bytes, const std::function<void(int)>& before) {
  const Descriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  if (!file.open()) return problem(path, errno);
  if (before) before(file.get());
  if (!write_all(file.get(), bytes)) return problem(path, errno);
  return {};
}

}  // namespace

tl::expected<std::string, std::string> read_small_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.open()) return tl::unexpected(errno == ELOOP ? "a link, and not followed" : system_text(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_text(errno));
  if (!S_ISREG(status.st_mode)) return tl::unexpected(std::string("not a file"));
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(file.get(), bytes.data(), bytes.size());
  if (count < 0) return tl::unexpected(system_text(errno));
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

std::string name_beside(const std::string& path) {
  return fmt::format("{}.{}.part", path, random_token().value_or("0").substr(0, 12));
}

tl::expected<void, std::string> put_into_place(const std::string& from, const std::string& to, Replace replace) {
  if (auto synced = sync(from, 0); !synced) return synced;
  const unsigned flags = replace == Replace::yes ? 0 : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) != 0) return problem(to, errno);
  return sync_directory_of(to);
}

tl::expected<void, std::string> write_whole_file(const std::string& path, std::string_view bytes, Replace replace,
                                                 const std::function<void(int file)>& before) {
  const std::string part = name_beside(path);
  auto done = write_new(part, bytes, before).and_then([&] { return put_into_place(part, path, replace); });
  if (!done) ::unlink(part.c_str());
  return done;
}

}  // namespace jeda
