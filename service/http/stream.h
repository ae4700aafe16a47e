// One connection, plain or TLS; bounded in time.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace jeda::http {

/// Borrows the socket, which must not block. Whoever shuts it down from elsewhere ends every wait here.
class BoundedStream {
 public:
  using Clock = std::chrono::steady_clock;

  /// `context` null: not encrypted. Borrowed. Nothing waits beyond `deadline`.
  BoundedStream(int socket, SSL_CTX* context, Clock::time_point deadline);
  BoundedStream(const BoundedStream&) = delete;
  BoundedStream& operator=(const BoundedStream&) = delete;

  void until(Clock::time_point deadline) { deadline_ = deadline; }

  /// The TLS handshake. True where there is nothing to do. REQUIRED before the rest: without memory for TLS it fails.
  bool accept();

  /// Some of what comes: at least a byte. 0: nothing more comes, the connection broke, or the time is over; that counts
  /// from the deadline, however many bytes come.
  std::size_t read(char* to, std::size_t size);

  /// All of it. False: the connection broke, or the time is over.
  bool write(std::string_view bytes);

  /// Says that nothing more will be written, and takes what the peer still sends, for a moment, so that it gets to read
  /// the answer.
  void finish();

 private:
  bool await(short events) const;
  bool await_tls(int result) const;
  bool is_late() const { return Clock::now() >= deadline_; }
  std::size_t write_some(std::string_view bytes);

  const int socket_;
  const bool plain_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
  Clock::time_point deadline_;
};

}  // namespace jeda::http
