#include "milter/socket.h"

#include <fmt/format.h>
#include <grp.h>
#include <libmilter/mfapi.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace jeda::milter {
namespace {

using Opened = tl::expected<void, std::string>;

constexpr int backlog = 256;  // MTAs that connect in the same moment

// The path of "unix:PATH", "local:PATH" or a bare "/PATH"; absent for inet sockets.
std::optional<std::string> unix_path(std::string_view socket) {
  for (const std::string_view scheme : {"unix:", "local:"})
    if (socket.starts_with(scheme)) return std::string(socket.substr(scheme.size()));
  if (socket.starts_with('/')) return std::string(socket);
  return std::nullopt;
}

// True where somebody accepts connections there.
bool answers(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

// Takes away a socket that nobody listens on any more, as a killed daemon leaves it. Anything else there is an error.
Opened remove_stale(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return tl::unexpected(fmt::format("{} is there and is not a socket", path));
  if (answers(path)) return tl::unexpected(fmt::format("{} is in use by another process", path));
  if (::unlink(path.c_str()) != 0) return tl::unexpected(fmt::format("cannot remove {}: {}", path, system_text(errno)));
  return {};
}

// Why a Unix socket cannot be bound here, where that can be told beforehand: libmilter itself does not say.
Opened check_directory(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path)
    return tl::unexpected(
        fmt::format("{} is too long for a socket: {} bytes at most", path, sizeof address.sun_path - 1));
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::access(directory.c_str(), W_OK | X_OK) != 0)
    return tl::unexpected(fmt::format("cannot make a socket in {}: {}", directory, system_text(errno)));
  return {};
}

tl::expected<gid_t, std::string> group_id(const std::string& name) {
  std::array<char, 16384> buffer{};
  group entry{};
  group* found = nullptr;
  if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
    return tl::unexpected(fmt::format("socket_group: there is no group '{}'", name));
  return entry.gr_gid;
}

Opened set_owner(const std::string& path, const config::Settings& settings) {
  if (!settings.socket_group.empty()) {
    const auto group = group_id(settings.socket_group);
    if (!group) return tl::unexpected(group.error());
    if (::chown(path.c_str(), static_cast<uid_t>(-1), *group) != 0)
      return tl::unexpected(
          fmt::format("cannot give {} to group {}: {}", path, settings.socket_group, system_text(errno)));
  }
  if (settings.socket_mode && ::chmod(path.c_str(), static_cast<mode_t>(*settings.socket_mode)) != 0)
    return tl::unexpected(fmt::format("cannot set the mode of {}: {}", path, system_text(errno)));
  return {};
}

Opened bind_socket(const std::string& socket) {
  std::string text = socket.starts_with('/') ? "unix:" + socket : socket;
  errno = 0;
  if (smfi_setconn(text.data()) != MI_SUCCESS) return tl::unexpected(fmt::format("{}: not a socket address", socket));
  smfi_setbacklog(backlog);
  if (smfi_opensocket(false) == MI_SUCCESS) return {};
  return tl::unexpected(
      fmt::format("cannot listen on {}: {}", socket, errno ? system_text(errno) : "libmilter refused it"));
}

}  // namespace

Opened open_socket(const config::Settings& settings) {
  const std::optional<std::string> path = unix_path(settings.socket);
  if (!path) return bind_socket(settings.socket);
  // Until mode and group are set, only we can connect.
  const mode_t old = ::umask(settings.socket_mode || !settings.socket_group.empty() ? 0177 : 0007);
  auto opened = check_directory(*path)
                    .and_then([&] { return remove_stale(*path); })
                    .and_then([&] { return bind_socket(settings.socket); })
                    .and_then([&] { return set_owner(*path, settings); });
  ::umask(old);
  return opened;
}

void close_socket(const config::Settings& settings) {
  if (const std::optional<std::string> path = unix_path(settings.socket)) ::unlink(path->c_str());
}

}  // namespace jeda::milter
