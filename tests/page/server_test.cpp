// The bounds: what a stranger can take of the server, over a bare socket.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <chrono>

#include "page.h"

using namespace jeda::page;
using namespace jeda::page::test;

namespace {

constexpr std::chrono::milliseconds receive{300};

jeda::http::Bounds small() {
  jeda::http::Bounds bounds;
  bounds.receive = receive;
  bounds.connections_of_address = 4;
  return bounds;
}

class Socket {
 public:
  explicit Socket(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) == 0);
  }
  ~Socket() { ::close(socket_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool send(const std::string& text) const { return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) > 0; }

  /// All that comes until the end.
  std::string rest() const {
    std::string all;
    char some[4096];
    for (ssize_t got = 0; (got = ::recv(socket_, some, sizeof(some), 0)) > 0;) all.append(some, got);
    return all;
  }

 private:
  int socket_;
};

std::string status_line(const std::string& answer) { return answer.substr(0, answer.find('\r')); }

}  // namespace

TEST_CASE("a request that is not there in time, byte by byte or not at all, is hung up on") {
  Page page({}, small());
  const bool drips = GENERATE(true, false);
  const auto start = std::chrono::steady_clock::now();
  const Socket slow(page.port);
  slow.send("GET / HTTP/1.1\r\nX: ");
  // Dripping: each byte comes well before any pause would count as one.
  while (drips && std::chrono::steady_clock::now() - start < receive * 4 && slow.send("x"))
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto answer = slow.rest();
  CHECK(std::chrono::steady_clock::now() - start < receive * 10);
  CHECK(answer.find("200 OK") == std::string::npos);
}

TEST_CASE("heads without end, and bodies that are too large, are refused") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  SECTION("one header line") {
    const Socket socket(page.port);
    socket.send("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x'));
    CHECK(socket.rest().find("200 OK") == std::string::npos);
  }
  SECTION("many header lines") {
    const Socket socket(page.port);
    std::string head = "GET /healthz HTTP/1.1\r\n";
    for (int i = 0; i < 2000; ++i) head += "X-" + std::to_string(i) + ": y\r\n";
    socket.send(head + "\r\n");
    CHECK(socket.rest().find("200 OK") == std::string::npos);
  }
  SECTION("a body of a told length") {
    const Socket socket(page.port);
    socket.send(
        "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 70000\r\n\r\n");
    CHECK(status_line(socket.rest()) == "HTTP/1.1 413 Payload Too Large");
  }
  SECTION("a body in chunks without end") {
    const Socket socket(page.port);
    socket.send(
        "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
    for (int i = 0; i < 30; ++i) socket.send(chunk);
    CHECK(socket.rest().find("200 OK") == std::string::npos);
  }
  SECTION("a form of another type, compressed, or broken") {
    httplib::Client client("127.0.0.1", page.port);
    CHECK(client.Post("/login", "{}", "application/json")->status == 415);
    CHECK(client.Post("/login", {{"Content-Encoding", "gzip"}}, "x", "application/x-www-form-urlencoded")->status ==
          415);
    CHECK(client.Post("/login", "a=%zz", "application/x-www-form-urlencoded")->status == 400);
    httplib::MultipartFormDataItems items{{"name", "sari", "", ""}};
    CHECK(client.Post("/login", items)->status == 415);
  }
  SECTION("a long path") { CHECK(sari.get("/held/" + std::string(3000, 'x')).status == 404); }
  SECTION("what is no HTTP") {
    const Socket socket(page.port);
    socket.send("\x16\x03\x01 hello\r\n\r\n");
    CHECK(socket.rest().find("200 OK") == std::string::npos);
  }
  CHECK(sari.get("/").status == 200);
}

TEST_CASE("words of the full length fit into a form, escapes and all") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  std::string words;
  while (words.size() + 3 <= jeda::store::max_words) words += "…";
  CHECK(sari.post("/held/" + reference + "/note", {{"words", words}}).status == 303);
}

TEST_CASE("one address cannot take all connections") {
  auto bounds = small();
  bounds.receive = std::chrono::seconds(20);
  Page page({}, bounds);
  std::vector<std::unique_ptr<Socket>> idle;
  for (int i = 0; i < bounds.connections_of_address; ++i) idle.push_back(std::make_unique<Socket>(page.port));
  const Socket refused(page.port);
  refused.send("GET /healthz HTTP/1.1\r\n\r\n");
  CHECK(refused.rest().empty());
  idle.clear();
  for (int i = 0; i < 100; ++i) {  // until the server has seen them go
    const Socket next(page.port);
    next.send("GET /healthz HTTP/1.1\r\n\r\n");
    if (next.rest().find("200 OK") != std::string::npos) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("no connection was given back");
}

TEST_CASE("answers are not compressed, since their length would tell of their secrets") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK_FALSE(sari.get("/", {{"Accept-Encoding", "gzip, br"}}).has_header("Content-Encoding"));
}

TEST_CASE("a range is not asked for of a page") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(sari.get("/", {{"Range", "bytes=0-10"}}).status == 200);
}
