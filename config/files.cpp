#include "config/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/text.h"

namespace jeda::config {
namespace {

constexpr std::size_t largest_file = 16 * 1024 * 1024;

std::string reason(const std::string& path, int error) {
  return fmt::format("cannot read {}: {}", path, system_text(error));
}

}  // namespace

tl::expected<SourceFile, std::string> read_file(const std::string& path) {
  if (path.find('\0') != std::string::npos) return tl::unexpected<std::string>("cannot read a path with a NUL in it");
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return tl::unexpected(reason(path, errno));
  SourceFile source{path, {}};
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(reason(path, errno));
    if (count == 0) return source;
    source.text.append(buffer.data(), static_cast<std::size_t>(count));
    if (source.text.size() > largest_file) {
      return tl::unexpected(fmt::format("cannot read {}: it is larger than {} bytes", path, largest_file));
    }
  }
}

}  // namespace jeda::config
