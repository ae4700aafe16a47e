// Any bytes on a connection to the web page's server, in one piece or several: what reaches the site, and what is
// answered. The first byte says where the bytes are parted. What is read does not depend on that.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>

#include "service/http/reading.h"
#include "service/http/server.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda::http;

namespace {

class CheckedLog : public jeda::service::Log {
 public:
  void write(Level, std::string_view line) noexcept override {
    promise(is_one_line(line), "a log line is one line");
    promise(line.find("bug:") == std::string_view::npos, "nothing is thrown");
  }
};

jeda::http::Response site(const jeda::http::Call& call) {
  promise(call.path.size() <= 256 && call.path.find('\0') == std::string::npos, "a path is short text");
  promise(call.query.size() <= jeda::http::most_fields && call.form.size() <= jeda::http::most_fields,
          "fields are bounded");
  promise(call.method == "POST" || call.form.size() == 0, "only a POST has a form");
  promise(call.address == "127.0.0.1" && !call.tls, "the peer is who it is");
  for (const auto* header : {&call.headers.cookie, &call.headers.host, &call.headers.origin, &call.headers.user})
    promise(header->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header is one line");
  jeda::http::Response reply;
  reply.body = "from the site";
  if (call.path == "/redirect") reply.location = "/" + jeda::http::query_escaped(call.query["to"]), reply.status = 303;
  return reply;
}

// One server for all inputs.
class Running {
 public:
  Running() : server_({}, site, log_) {
    const auto opened = server_.open();
    promise(opened.has_value(), "a server can be opened");
    to_.sin_family = AF_INET;
    to_.sin_port = htons(static_cast<std::uint16_t>(*opened));
    to_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    serving_ = std::thread([this] { server_.run(); });
  }
  ~Running() {
    server_.stop();
    serving_.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  std::string answer_to(std::string_view first, std::string_view rest) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    promise(::connect(socket, reinterpret_cast<const sockaddr*>(&to_), sizeof to_) == 0, "the server listens");
    for (const auto part : {first, rest}) static_cast<void>(::send(socket, part.data(), part.size(), MSG_NOSIGNAL));
    ::shutdown(socket, SHUT_WR);
    std::string all;
    char some[4096];
    for (ssize_t got = 0; (got = ::recv(socket, some, sizeof some, 0)) > 0;)
      all.append(some, static_cast<std::size_t>(got));
    ::close(socket);
    return all;
  }

 private:
  CheckedLog log_;
  jeda::http::Server server_;
  sockaddr_in to_{};
  std::thread serving_;
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Nothing, or one whole answer with our headers.
void check(std::string_view answer) {
  if (answer.starts_with("HTTP/1.1 100 Continue\r\n\r\n")) answer.remove_prefix(25);
  if (answer.empty()) return;
  const std::string_view head = answer.substr(0, answer.find("\r\n\r\n"));
  promise(head.size() < answer.size() && head.starts_with("HTTP/1.1 "), "an answer has a head");
  promise(count(answer, "HTTP/1.1 ") == 1, "one request gets one answer");
  for (const char* header : {"\r\nContent-Security-Policy: default-src 'none';", "\r\nX-Content-Type-Options: nosniff"})
    promise(count(head, header) == 1, "every answer has the security headers");
  promise(!head.starts_with("HTTP/1.1 5"), "nothing goes wrong inside");
  const bool ours = answer.find("from the site") != std::string_view::npos;
  promise(!ours || head.find("\r\nCache-Control: ") != std::string_view::npos, "a page is not kept");
}

// What is made of pieces of some size.
struct Made {
  Reading::State state = Reading::State::more;
  int refusal = 0;
  Call call;
};

Made read_in_pieces(std::string_view text, std::size_t size) {
  Reading reading({}, "X-Remote-User");
  Made made;
  while (!text.empty() && made.state == Reading::State::more) {
    made.state = reading.take(text.substr(0, size));
    text.remove_prefix(std::min(size, text.size()));
  }
  if (made.state == Reading::State::refused) made.refusal = reading.refusal().status;
  if (made.state == Reading::State::whole) made.call = reading.call();
  return made;
}

void check_pieces(std::string_view text, std::size_t size) {
  const Made one = read_in_pieces(text, std::max<std::size_t>(text.size(), 1));
  const Made several = read_in_pieces(text, size);
  promise(one.state == several.state && one.refusal == several.refusal, "pieces of a request are that request");
  promise(one.call.method == several.call.method && one.call.path == several.call.path &&
              one.call.form.size() == several.call.form.size() && one.call.headers.user == several.call.headers.user,
          "whatever it is parted into");
}

}  // namespace

// A thread of the server's may not have freed all it used when its answer is here.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  if (size == 0) return 0;
  static const Running running;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto cut = std::min<std::size_t>(data[0], text.size());
  check(running.answer_to(text.substr(0, cut), text.substr(cut)));
  check_pieces(text, static_cast<std::size_t>(data[0]) + 1);
  return 0;
}
