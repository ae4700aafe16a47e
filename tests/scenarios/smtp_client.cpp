#include "tests/scenarios/smtp_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tests/scenarios/way.h"

namespace jeda::scenarios {
namespace {

std::string stuffed(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && c == '.') out += '.';
    out += c;
    line_start = c == '\n';
  }
  if (!line_start) out += "\r\n";
  return out;
}

/// A socket address, with its length.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Address address_of(const std::string& text, int port) {
  Address address;
  const bool six = text.find(':') != std::string::npos;
  auto* four_form = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* six_form = reinterpret_cast<sockaddr_in6*>(&address.storage);
  address.length = six ? sizeof *six_form : sizeof *four_form;
  address.storage.ss_family = six ? AF_INET6 : AF_INET;
  (six ? six_form->sin6_port : four_form->sin_port) = htons(static_cast<std::uint16_t>(port));
  void* const bytes = six ? static_cast<void*>(&six_form->sin6_addr) : &four_form->sin_addr;
  if (::inet_pton(address.storage.ss_family, text.c_str(), bytes) != 1) throw Broken("no address: " + text);
  return address;
}

}  // namespace

SmtpClient::SmtpClient(const std::string& from, int port)
    : fd_(::socket(from.find(':') == std::string::npos ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{30, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  try {
    connect(from, port);
    read_reply();
  } catch (const Broken&) {
    ::close(fd_);
    throw;
  }
}

void SmtpClient::connect(const std::string& from, int port) {
  const int yes = 1;  // for one of a network's addresses that is on no interface
  ::setsockopt(fd_, IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes);
  const Address own = address_of(from.empty() ? "127.0.0.1" : from, 0);
  const Address server = address_of(own.storage.ss_family == AF_INET6 ? "::1" : "127.0.0.1", port);
  if (::bind(fd_, own.get(), own.length) != 0 || ::connect(fd_, server.get(), server.length) != 0)
    throw Broken(std::string("SMTP: ") + std::strerror(errno));
}

SmtpClient::~SmtpClient() { ::close(fd_); }

SmtpReply SmtpClient::command(const std::string& line) {
  write(line + "\r\n");
  return read_reply();
}

void SmtpClient::content(const Mail& mail) {
  std::string bytes;
  for (const auto& field : mail.header) bytes += field.name + ": " + field.value + "\r\n";
  write(stuffed(bytes + "\r\n" + mail.body));
}

void SmtpClient::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw Broken(std::string("SMTP: cannot send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string SmtpClient::read_line() {
  for (;;) {
    const auto end = in_.find("\r\n");
    if (end != std::string::npos) {
      std::string line = in_.substr(0, end);
      in_.erase(0, end + 2);
      return line;
    }
    std::array<char, 4096> chunk{};
    const ssize_t got = ::recv(fd_, chunk.data(), chunk.size(), 0);
    if (got <= 0) throw Broken("SMTP: the server hung up or is silent");
    in_.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

SmtpReply SmtpClient::read_reply() {
  SmtpReply reply;
  bool more = true;
  while (more) {
    std::string line = read_line();
    if (line.size() < 3) throw Broken("SMTP: no reply: " + line);
    more = line.size() > 3 && line[3] == '-';
    if (more) line[3] = ' ';
    reply.lines.push_back(std::move(line));
  }
  return reply;
}

}  // namespace jeda::scenarios
