#include "tests/bench/scripted_filter.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/support/packet_stream.h"

namespace jeda::test {

namespace {

// Absent bytes (the other side hung up) give a shorter string.
std::string read_bytes(int fd, std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t got = recv(fd, bytes.data(), count, MSG_WAITALL);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

void write_packet(int fd, const std::string& packet) {
  const std::string bytes = mta::encode_number(static_cast<std::uint32_t>(packet.size())) + packet;
  static_cast<void>(send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

}  // namespace

ScriptedFilter::ScriptedFilter(Script script) : script_(std::move(script)) {
  char pattern[] = "/tmp/jeda-filter-XXXXXX";
  if (mkdtemp(pattern) == nullptr) throw std::runtime_error("mkdtemp");
  directory_ = pattern;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (directory_ + "/socket").copy(address.sun_path, sizeof address.sun_path - 1);
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 1) != 0) {
    throw std::runtime_error("cannot listen in " + directory_);
  }
  thread_ = std::thread([this] { serve(); });
}

ScriptedFilter::~ScriptedFilter() {
  shutdown(listener_, SHUT_RDWR);  // wakes an accept() that nobody came to
  if (thread_.joinable()) thread_.join();
  close(listener_);
  unlink((directory_ + "/socket").c_str());
  rmdir(directory_.c_str());
}

std::vector<std::string> ScriptedFilter::received() {
  if (thread_.joinable()) thread_.join();
  return received_;
}

void ScriptedFilter::serve() {
  const int fd = accept(listener_, nullptr, nullptr);
  if (fd < 0) return;
  for (;;) {
    const std::string length = read_bytes(fd, 4);
    if (length.size() < 4) break;
    received_.push_back(read_bytes(fd, mta::decode_number(length)));
    const auto answers = script_.find(received_.back().front());
    if (answers == script_.end()) continue;
    for (const std::string& packet : answers->second) write_packet(fd, packet);
  }
  close(fd);
}

}  // namespace jeda::test
