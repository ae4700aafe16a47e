#include "command/doctor/talk.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace jeda::doctor {
namespace {

using std::chrono::steady_clock;

bool await(int socket, short events, steady_clock::time_point end) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd wanted{socket, events, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

tl::expected<Descriptor, std::string> connect_address(int family, const sockaddr* address, socklen_t length,
                                                      steady_clock::time_point end) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) return tl::unexpected(system_text(errno));
  if (::connect(socket.get(), address, length) == 0) return socket;
  if (errno == EAGAIN) return tl::unexpected<std::string>("too many wait for it already");
  if (errno != EINPROGRESS) return tl::unexpected(system_text(errno));
  if (!await(socket.get(), POLLOUT, end)) return tl::unexpected<std::string>("no answer in time");
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return tl::unexpected(system_text(error));
  return socket;
}

}  // namespace

tl::expected<Descriptor, std::string> connect_unix(const std::string& path, std::chrono::milliseconds time) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return tl::unexpected<std::string>("its path is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return connect_address(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address,
                         steady_clock::now() + time);
}

tl::expected<Descriptor, std::string> connect_inet(const std::string& host, const std::string& port,
                                                   std::chrono::milliseconds time) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0)
    return tl::unexpected<std::string>(::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
  tl::expected<Descriptor, std::string> socket = tl::unexpected<std::string>("no address");
  for (const addrinfo* at = found; at != nullptr && !socket; at = at->ai_next)
    socket = connect_address(at->ai_family, at->ai_addr, at->ai_addrlen, steady_clock::now() + time);
  return socket;
}

bool say(const Descriptor& socket, std::string_view bytes) {
  return ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string hear(const Descriptor& socket, std::size_t least, std::chrono::milliseconds time) {
  const auto end = steady_clock::now() + time;
  std::string heard;
  std::array<char, 4096> buffer{};
  while (heard.size() < least && await(socket.get(), POLLIN, end)) {
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    heard.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return heard;
}

}  // namespace jeda::doctor
