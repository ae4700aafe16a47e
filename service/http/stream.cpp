#include "service/http/stream.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace jeda::http {
namespace {

constexpr std::chrono::milliseconds linger{500};
constexpr int most_lingering_reads = 64;

}  // namespace

BoundedStream::BoundedStream(int socket, SSL_CTX* context, std::string address, Clock::time_point deadline,
                             std::size_t bytes, std::chrono::milliseconds send)
    : socket_(socket),
      address_(std::move(address)),
      tls_(context == nullptr ? nullptr : SSL_new(context), SSL_free),
      deadline_(deadline),
      bytes_left_(bytes),
      send_(send) {
  if (tls_ != nullptr) SSL_set_fd(tls_.get(), socket_);
}

BoundedStream::~BoundedStream() { ::close(socket_); }

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
  if (tls_ == nullptr) return true;
  while (true) {
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    if (result == 1) return true;
    if (!await_tls(result)) return false;
  }
}

ssize_t BoundedStream::receive(char* to, std::size_t size) {
  while (true) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int got = SSL_read(tls_.get(), to, static_cast<int>(size));
      if (got > 0) return got;
      if (!await_tls(got)) return -1;
      continue;
    }
    const ssize_t got = ::recv(socket_, to, size, 0);
    if (got >= 0) return got;
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return -1;
    if (!await(POLLIN)) return -1;
  }
}

ssize_t BoundedStream::read(char* to, size_t size) {
  if (Clock::now() >= deadline_ || bytes_left_ == 0) return -1;
  if (next_ == end_) {
    const ssize_t got = receive(buffer_.data(), buffer_.size());
    if (got <= 0) return got;
    next_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t count = std::min({size, end_ - next_, bytes_left_});
  std::memcpy(to, buffer_.data() + next_, count);
  next_ += count;
  bytes_left_ -= count;
  return static_cast<ssize_t>(count);
}

ssize_t BoundedStream::send_some(const char* from, std::size_t size) {
  while (true) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int put = SSL_write(tls_.get(), from, static_cast<int>(std::min<std::size_t>(size, 1 << 20)));
      if (put > 0) return put;
      if (!await_tls(put)) return -1;
      continue;
    }
    const ssize_t put = ::send(socket_, from, size, MSG_NOSIGNAL);
    if (put >= 0) return put;
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return -1;
    if (!await(POLLOUT)) return -1;
  }
}

ssize_t BoundedStream::write(const char* from, size_t size) {
  if (!std::exchange(sending_, true)) deadline_ = Clock::now() + send_;
  std::size_t done = 0;
  while (done < size) {
    const ssize_t put = send_some(from + done, size - done);
    if (put <= 0) return -1;
    done += static_cast<std::size_t>(put);
  }
  return static_cast<ssize_t>(size);
}

void BoundedStream::finish() {
  if (tls_ != nullptr) SSL_shutdown(tls_.get());
  ::shutdown(socket_, SHUT_WR);
  deadline_ = std::min(deadline_, Clock::now() + linger);
  for (int i = 0; i < most_lingering_reads; ++i) {
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got == 0) return;
    if (got < 0 && (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return;
    if (got < 0 && !await(POLLIN)) return;
  }
}

bool BoundedStream::is_readable() const { return next_ < end_ || await(POLLIN); }

bool BoundedStream::is_writable() const { return await(POLLOUT); }

void BoundedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = address_;
  port = 0;
}

void BoundedStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace jeda::http
