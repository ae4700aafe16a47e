#include "command/setup/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/descriptor.h"
#include "base/text.h"
#include "config/settings.h"

namespace jeda::setup {
namespace {

namespace fs = std::filesystem;

tl::unexpected<std::string> failed(std::string_view what, const std::string& path, int error) {
  return tl::unexpected(fmt::format("cannot {} {}: {}", what, path, system_text(error)));
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0;
}

/// With the owner and rights of `like`, where that is there.
bool write_new(const std::string& path, const std::string& text, const struct stat* like) {
  ::unlink(path.c_str());
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) return false;
  if (like != nullptr &&
      (::fchown(file.get(), like->st_uid, like->st_gid) != 0 || ::fchmod(file.get(), like->st_mode & 07777) != 0))
    return false;
  return write_all(file.get(), text);
}

void sync_directory(const std::string& path) {
  const Descriptor directory(::open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.open()) ::fsync(directory.get());
}

/// A link to a file stays one.
std::string real_path(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

}  // namespace

OrReason<ScratchDirectory> ScratchDirectory::make() {
  const char* wanted = std::getenv("TMPDIR");
  std::string path = fmt::format("{}/jeda-setup.XXXXXX", wanted != nullptr && *wanted == '/' ? wanted : "/tmp");
  if (::mkdtemp(path.data()) == nullptr) return failed("make", path, errno);
  return ScratchDirectory(std::move(path));
}

ScratchDirectory::ScratchDirectory(ScratchDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

OrReason<void> write_file(const std::string& path, const std::string& text) {
  const std::string target = real_path(path);
  const std::string fresh = target + ".jeda-new";
  struct stat status {};
  const bool there = ::stat(target.c_str(), &status) == 0;
  if (!write_new(fresh, text, there ? &status : nullptr) || ::rename(fresh.c_str(), target.c_str()) != 0) {
    const int error = errno;
    ::unlink(fresh.c_str());
    return failed("write", path, error);
  }
  sync_directory(target);
  return {};
}

OrReason<void> put(const std::vector<FileChange>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto now = config::read_file(changes[i].path);
    auto written = now ? OrReason<void>() : tl::unexpected(now.error());
    if (now && now->text != changes[i].before)
      written = tl::unexpected(fmt::format("{} has just been changed by somebody else", changes[i].path));
    if (written) written = write_file(changes[i].path, changes[i].after);
    if (written) continue;
    std::string reason = written.error();
    while (i-- > 0)
      if (const auto restored = write_file(changes[i].path, changes[i].before); !restored)
        reason += "; and " + restored.error();
    return tl::unexpected(reason);
  }
  return {};
}

}  // namespace jeda::setup
