// A connected socket that carries milter packets: four bytes of length, one of command, then data. Every wait is
// bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace jeda::mta {

/// Why the other side could not be reached or understood.
struct Error {
  enum class Kind {
    unreachable,  // nobody listens there, or the endpoint cannot be read
    timeout,      // connected, and no answer in time
    closed,       // the other side hung up
    protocol,     // it answered what the milter protocol does not allow here
  };
  Kind kind = Kind::protocol;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

struct Packet {
  char command = '\0';
  std::string data;
};

/// Not safe for concurrent use. Writes are gathered as Postfix gathers them: they leave when a reply is waited for, on
/// flush(), or when more than buffer_size has come together.
class PacketStream {
 public:
  /// Postfix's VSTREAM_BUFSIZE.
  static constexpr std::size_t buffer_size = 4096;
  /// The most that is taken from a filter in one packet; libmilter sends at most 64 KiB.
  static constexpr std::size_t max_packet = 1024 * 1024;

  /// `endpoint` in libmilter's notation: unix:PATH, local:PATH, a plain path, inet:PORT@HOST, inet6:PORT@HOST.
  /// `timeout` bounds connecting, and later every single wait for bytes or for room to write.
  static Result<PacketStream> connect(std::string_view endpoint, std::chrono::milliseconds timeout);

  PacketStream(PacketStream&& other) noexcept;
  PacketStream& operator=(PacketStream&& other) noexcept;
  ~PacketStream();  // closes, and drops what was not flushed

  /// Queues a packet: `head` and `tail` one after the other are its data.
  Result<void> write(char command, std::string_view head, std::string_view tail = {});

  /// Queues bytes that need not be a packet.
  Result<void> write_bytes(std::string_view bytes);

  Result<void> flush();

  /// Flushes, then waits for the next packet.
  Result<Packet> read();

  /// Hangs up, without flushing. Further calls fail with `closed`.
  void close();

 private:
  explicit PacketStream(int fd) : fd_(fd) {}
  Result<void> fill(std::size_t wanted);

  int fd_ = -1;
  std::string out_;
  std::string in_;  // received; what stands before in_begin_ was handed out
  std::size_t in_begin_ = 0;
};

/// A 32-bit number in network order, and back. REQUIRES: at least 4 bytes.
std::string encode_number(std::uint32_t number);
std::uint32_t decode_number(std::string_view bytes);

}  // namespace jeda::mta
