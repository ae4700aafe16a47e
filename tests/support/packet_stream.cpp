#include "tests/support/packet_stream.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace jeda::mta {

namespace {

using std::chrono::milliseconds;

tl::unexpected<Error> failure(Error::Kind kind, std::string message) {
  return tl::unexpected(Error{kind, std::move(message)});
}

tl::unexpected<Error> unreachable(std::string_view endpoint, int error) {
  return failure(Error::Kind::unreachable, fmt::format("{}: {}", endpoint, std::strerror(error)));
}

struct SocketAddress {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

Result<SocketAddress> unix_address(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return failure(Error::Kind::unreachable, fmt::format("'{}' is no path for a socket", path));
  }
  path.copy(address.sun_path, path.size());
  SocketAddress result;
  std::memcpy(&result.bytes, &address, sizeof address);
  result.size = sizeof address;
  return result;
}

Result<SocketAddress> inet_address(std::string_view port_at_host, int family) {
  const auto at = port_at_host.find('@');
  const std::string port(port_at_host.substr(0, at));
  const std::string host(at == std::string_view::npos ? "localhost" : port_at_host.substr(at + 1));
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return failure(Error::Kind::unreachable, fmt::format("{}: {}", port_at_host, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  SocketAddress result;
  std::memcpy(&result.bytes, found->ai_addr, found->ai_addrlen);
  result.size = found->ai_addrlen;
  return result;
}

Result<SocketAddress> resolve(std::string_view endpoint) {
  if (endpoint.starts_with('/')) return unix_address(endpoint);
  const auto colon = endpoint.find(':');
  const std::string_view scheme = endpoint.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? "" : endpoint.substr(colon + 1);
  if (scheme == "unix" || scheme == "local") return unix_address(rest);
  if (scheme == "inet") return inet_address(rest, AF_INET);
  if (scheme == "inet6") return inet_address(rest, AF_INET6);
  return failure(Error::Kind::unreachable, fmt::format("'{}' is no milter endpoint", endpoint));
}

tl::unexpected<Error> broken(std::string_view doing, int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) {
    return failure(Error::Kind::timeout, fmt::format("timed out waiting to {} the filter", doing));
  }
  return failure(Error::Kind::closed, fmt::format("cannot {} the filter: {}", doing, std::strerror(error)));
}

// The kernel ends connect(), send() and recv() after that time.
void bound_waits(int fd, milliseconds timeout) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const timeval limit{seconds.count(), std::chrono::microseconds(timeout - seconds).count()};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // refused on a Unix socket, which needs none
}

}  // namespace

Result<PacketStream> PacketStream::connect(std::string_view endpoint, milliseconds timeout) {
  const auto address = resolve(endpoint);
  if (!address) return tl::unexpected(address.error());

  const int fd = socket(address->bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return unreachable(endpoint, errno);
  PacketStream stream(fd);
  bound_waits(fd, timeout);

  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address->bytes), address->size) != 0) {
    return unreachable(endpoint, errno);
  }
  return stream;
}

PacketStream::PacketStream(PacketStream&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      out_(std::move(other.out_)),
      in_(std::move(other.in_)),
      in_begin_(std::exchange(other.in_begin_, 0)) {}

PacketStream& PacketStream::operator=(PacketStream&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(out_, other.out_);
  std::swap(in_, other.in_);
  std::swap(in_begin_, other.in_begin_);
  return *this;
}

PacketStream::~PacketStream() { close(); }

void PacketStream::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<void> PacketStream::write(char command, std::string_view head, std::string_view tail) {
  out_ += encode_number(static_cast<std::uint32_t>(1 + head.size() + tail.size()));
  out_ += command;
  out_ += head;
  return write_bytes(tail);
}

Result<void> PacketStream::write_bytes(std::string_view bytes) {
  out_ += bytes;
  return out_.size() > buffer_size ? flush() : Result<void>();
}

Result<void> PacketStream::flush() {
  std::string_view rest = out_;
  while (!rest.empty()) {
    const ssize_t count = send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return broken("write to", errno);
    }
  }
  out_.clear();
  return {};
}

Result<Packet> PacketStream::read() {
  if (auto flushed = flush(); !flushed) return tl::unexpected(flushed.error());
  if (auto filled = fill(4); !filled) return tl::unexpected(filled.error());
  const std::size_t size = decode_number(std::string_view(in_).substr(in_begin_));
  if (size == 0 || size > max_packet) {
    return failure(Error::Kind::protocol, fmt::format("a packet of {} bytes", size));
  }
  if (auto filled = fill(4 + size); !filled) return tl::unexpected(filled.error());
  Packet packet{in_[in_begin_ + 4], in_.substr(in_begin_ + 5, size - 1)};
  in_begin_ += 4 + size;
  return packet;
}

Result<void> PacketStream::fill(std::size_t wanted) {
  while (in_.size() - in_begin_ < wanted) {
    in_.erase(0, std::exchange(in_begin_, 0));
    std::array<char, 16384> chunk;
    const ssize_t count = recv(fd_, chunk.data(), chunk.size(), 0);
    if (count > 0) {
      in_.append(chunk.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      return failure(Error::Kind::closed, "the filter closed the connection");
    } else if (errno != EINTR) {
      return broken("read from", errno);
    }
  }
  return {};
}

std::string encode_number(std::uint32_t number) {
  const auto byte = [number](int shift) { return static_cast<char>((number >> shift) & 0xffU); };
  return {byte(24), byte(16), byte(8), byte(0)};
}

std::uint32_t decode_number(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace jeda::mta
