// One connection, plain or TLS, as cpp-httplib reads and writes it; bounded in time and in bytes.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

// Compiled with the flags of cpp-httplib's pkg-config file.
#include <httplib.h>

namespace jeda::http {

/// Owns the socket, which must not block. A request that is not there by its deadline, or is larger than allowed, reads
/// as a connection that broke.
class BoundedStream : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  /// `context` null: not encrypted. Borrowed. The request has to be there by `deadline`; the answer has `send` from
  /// its first byte on.
  BoundedStream(int socket, SSL_CTX* context, std::string address, Clock::time_point deadline, std::size_t bytes,
                std::chrono::milliseconds send);
  ~BoundedStream() override;
  BoundedStream(const BoundedStream&) = delete;
  BoundedStream& operator=(const BoundedStream&) = delete;

  /// The TLS handshake. True where there is nothing to do.
  bool accept();

  void allow(std::size_t more_bytes) { bytes_left_ += more_bytes; }

  /// Says that nothing more will be written, and takes what the peer still sends, for a moment, so that it gets to read
  /// the answer.
  void finish();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* to, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  bool await(short events) const;
  bool await_tls(int result) const;
  ssize_t receive(char* to, std::size_t size);
  ssize_t send_some(const char* from, std::size_t size);

  const int socket_;
  const std::string address_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
  Clock::time_point deadline_;
  std::size_t bytes_left_;
  const std::chrono::milliseconds send_;
  bool sending_ = false;
  std::array<char, 4096> buffer_{};  // what was received and not read yet: [next_, end_)
  std::size_t next_ = 0;
  std::size_t end_ = 0;
};

}  // namespace jeda::http
