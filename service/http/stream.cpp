#include "service/http/stream.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace jeda::http {
namespace {

constexpr std::chrono::milliseconds linger{500};
constexpr int most_lingering_reads = 64;

bool would_block() { return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

BoundedStream::BoundedStream(int socket, SSL_CTX* context, Clock::time_point deadline)
    : socket_(socket),
      plain_(context == nullptr),
      tls_(plain_ ? nullptr : SSL_new(context), SSL_free),
      deadline_(deadline) {
  if (tls_ != nullptr) SSL_set_fd(tls_.get(), socket_);
}

bool BoundedStream::await(short events) const {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waited{socket_, events, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min<std::int64_t>(left, 60000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool BoundedStream::await_tls(int result) const {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return await(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return await(POLLOUT);
    default:
      return false;
  }
}

bool BoundedStream::accept() {
  if (tls_ == nullptr) return plain_;
  while (!is_late()) {
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    if (result == 1) return true;
    if (!await_tls(result)) return false;
  }
  return false;
}

std::size_t BoundedStream::read(char* to, std::size_t size) {
  while (!is_late()) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int got = SSL_read(tls_.get(), to, static_cast<int>(size));
      if (got > 0) return static_cast<std::size_t>(got);
      if (!await_tls(got)) return 0;
      continue;
    }
    const ssize_t got = ::recv(socket_, to, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (!would_block() || !await(POLLIN)) return 0;
  }
  return 0;
}

std::size_t BoundedStream::write_some(std::string_view bytes) {
  while (!is_late()) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int put =
          SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
      if (put > 0) return static_cast<std::size_t>(put);
      if (!await_tls(put)) return 0;
      continue;
    }
    const ssize_t put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put >= 0) return static_cast<std::size_t>(put);
    if (!would_block() || !await(POLLOUT)) return 0;
  }
  return 0;
}

bool BoundedStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t put = write_some(bytes);
    if (put == 0) return false;
    bytes.remove_prefix(put);
  }
  return true;
}

void BoundedStream::finish() {
  if (tls_ != nullptr) SSL_shutdown(tls_.get());
  ::shutdown(socket_, SHUT_WR);
  deadline_ = std::min(deadline_, Clock::now() + linger);
  std::array<char, 4096> unread{};
  for (int i = 0; i < most_lingering_reads; ++i) {
    const ssize_t got = ::recv(socket_, unread.data(), unread.size(), 0);
    if (got == 0 || (got < 0 && !would_block())) return;
    if (got < 0 && !await(POLLIN)) return;
  }
}

}  // namespace jeda::http
