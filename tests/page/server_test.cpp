// The bounds: what a stranger can take of the server, over a bare socket.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <memory>
#include <thread>

#include "page.h"

using namespace std::string_literals;
using namespace jeda::page;
using namespace jeda::page::test;

namespace {

// As in the daemon: a client that hangs up kills nobody.
[[maybe_unused]] const auto before = std::signal(SIGPIPE, SIG_IGN);

constexpr std::chrono::milliseconds receive{300};

jeda::http::Bounds small() {
  jeda::http::Bounds bounds;
  bounds.receive = receive;
  bounds.connections_of_address = 4;
  return bounds;
}

class Socket {
 public:
  /// From 127.0.0.`host`.
  explicit Socket(int port, int host = 1) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + static_cast<unsigned>(host));
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof(own)) == 0);
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

  std::string some(std::size_t size) const {
    std::string text(size, 0);
    const auto got = ::recv(socket_, text.data(), size, MSG_WAITALL);
    return text.substr(0, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }

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

/// A key and a certificate of it in one file, for 127.0.0.1.
struct Certificate {
  Certificate();
  ~Certificate() { ::unlink(path.c_str()); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  std::string path = "/tmp/jeda-certificate.XXXXXX";
};

Certificate::Certificate() {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), X509_free);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_pubkey(made.get(), key.get());
  REQUIRE(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(::fdopen(::mkstemp(path.data()), "w"), std::fclose);
  REQUIRE(PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  REQUIRE(PEM_write_X509(file.get(), made.get()) == 1);
}

/// A server without a site.
class RunningServer {
 public:
  RunningServer(const jeda::http::ServerOptions& options, jeda::http::Server::Handle handle, jeda::service::Log& log)
      : server_(options, std::move(handle), log), port_(server_.open().value()), thread_([this] { server_.run(); }) {}
  ~RunningServer() {
    server_.stop();
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  int port() const { return port_; }

 private:
  jeda::http::Server server_;
  const int port_;
  std::thread thread_;
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
    const auto status_of = [&page](const Headers& headers, const std::string& body) {
      return send({page.port, "POST", "/login", headers, body}).status;
    };
    CHECK(status_of({{"Content-Type", "application/json"}}, "{}") == 415);
    CHECK(status_of({{"Content-Type", "multipart/form-data; boundary=x"}}, "--x--") == 415);
    CHECK(status_of({}, "a=b") == 415);
    CHECK(status_of({{"Content-Type", form_type}, {"Content-Encoding", "gzip"}}, "x") == 415);
    CHECK(status_of({{"Content-Type", form_type}}, "a=%zz") == 400);
  }
  SECTION("a long path") { CHECK(sari.get("/held/" + std::string(3000, 'x')).status == 404); }
  SECTION("what is no HTTP") {
    const Socket socket(page.port);
    socket.send("\x16\x03\x01 hello\r\n\r\n");
    CHECK(socket.rest().find("200 OK") == std::string::npos);
  }
  CHECK(sari.get("/").status == 200);
}

TEST_CASE("what could be read in two ways is refused") {
  Page page;
  const std::string post = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  const auto request = GENERATE_COPY(values<std::string>(
      {post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=1",
       post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=12",
       post + "Content-Length: 3, 3\r\n\r\na=1",
       post + "Content-Length: +3\r\n\r\na=1",
       post + "Content-Length: 3 \x0b\r\n\r\na=1",
       post + "Content-Length: 99999999999999999999\r\n\r\na=1",
       post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding: identity\r\n\r\na=1",
       post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\na=1\r\n0\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\na=1\r\n0\r\n\r\n",
       post + "Transfer-Encoding: chunked\r\n\r\n3\r\na=1xx0\r\n\r\n",
       "POST /login HTTP/1.0\r\nContent-Type: " + form_type + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\n Folded: y\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\n\tfolded\r\n\r\n",
       "GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost\t: x\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\nEvil: y\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\rEvil: y\r\n\r\n",
       "GET /healthz HTTP/1.1\nHost: x\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\nB(d: y\r\n\r\n",
       "GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"s,
       "GET /heal\0thz HTTP/1.1\r\n\r\n"s,
       "GET  /healthz HTTP/1.1\r\n\r\n",
       "GET\t/healthz HTTP/1.1\r\n\r\n",
       "GET /healthz\x7f HTTP/1.1\r\n\r\n",
       "GET /healthz HTTP/1.1 \r\n\r\n",
       "GET /healthz\r\n\r\n",
       "GET /healthz HTTP/2.0\r\n\r\n",
       "GET /healthz HTTP/1.10\r\n\r\n",
       "GET /healthz http/1.1\r\n\r\n",
       "\r\nGET /healthz HTTP/1.1\r\n\r\n",
       "\x16\x03\x01 hello\r\n\r\n"}));
  CAPTURE(request);
  const Socket socket(page.port);
  socket.send(request);
  CHECK(status_line(socket.rest()) == "HTTP/1.1 400 Bad Request");
}

TEST_CASE("too many fields, and a head that is too large, are said to be") {
  Page page;
  const auto fields = [](int count) {
    std::string head = "GET /healthz HTTP/1.1\r\n";
    for (int i = 0; i < count; ++i) head += "X-" + std::to_string(i) + ": y\r\n";
    return head + "\r\n";
  };
  const auto status_of = [&page](const std::string& request) {
    const Socket socket(page.port);
    socket.send(request);
    return status_line(socket.rest());
  };
  CHECK(status_of(fields(100)) == "HTTP/1.1 200 OK");
  CHECK(status_of(fields(101)) == "HTTP/1.1 431 Request Header Fields Too Large");
  const std::string start = "GET /healthz HTTP/1.1\r\nX: ";
  const std::size_t room = 16 * 1024 - start.size();
  CHECK(status_of(start + std::string(room, 'x') + "\r\n\r\n") == "HTTP/1.1 200 OK");
  CHECK(status_of(start + std::string(room + 1, 'x') + "\r\n\r\n") == "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_CASE("a form in chunks is one form, and its trailer says nothing") {
  jeda::config::WebSettings settings;
  settings.user_header = "X-Remote-User";
  settings.proxies = {"127.0.0.1"};
  Page page(settings);
  const Socket socket(page.port);
  socket.send("POST /language HTTP/1.1\r\nContent-Type: " + form_type + "\r\nTransfer-Encoding: chunked\r\n\r\n" +
              "3\r\ncsr\r\n3;x=y\r\nf=x\r\n0\r\nX-Remote-User: agus\r\n\r\n");
  CHECK(status_line(socket.rest()) == "HTTP/1.1 403 Forbidden");
  CHECK(page.log.lines() ==
        std::vector<std::string>{"refused account=\"\" from=127.0.0.1 detail=\"POST /language: wrong token\""});
}

TEST_CASE("who waits to be asked for the body is asked") {
  Page page;
  const Socket socket(page.port);
  const std::string wanted = "HTTP/1.1 100 Continue\r\n\r\n";
  socket.send("POST /login HTTP/1.1\r\nContent-Type: " + form_type +
              "\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(socket.some(wanted.size()) == wanted);
  socket.send("a=1");
  CHECK(status_line(socket.rest()) == "HTTP/1.1 403 Forbidden");
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

TEST_CASE("one address cannot take all connections: its slowest is hung up on") {
  auto bounds = small();
  bounds.receive = std::chrono::seconds(60);
  Page page({}, bounds);
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < bounds.connections_of_address; ++i) {
    slow.push_back(std::make_unique<Socket>(page.port));
    slow.back()->send("GET / HTTP/1.1\r\n");
  }
  CHECK(send({page.port, "GET", "/healthz"}).body == "ok\n");
  CHECK(slow.front()->rest().empty());
  slow.at(1)->send("\r\n");
  CHECK(status_line(slow.at(1)->rest()) == "HTTP/1.1 303 See Other");
}

TEST_CASE("slow connections, of few addresses or of many, keep nobody out") {
  auto bounds = small();
  bounds.receive = std::chrono::seconds(60);
  bounds.connections = 20;
  bounds.connections_of_address = 16;
  Page page({}, bounds);
  Browser sari(page, "en", "127.0.1.1");
  REQUIRE(sari.login("sari"));
  const int addresses = GENERATE(5, 100);
  std::vector<std::unique_ptr<Socket>> slow;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) {
    slow.push_back(std::make_unique<Socket>(page.port, 2 + i % addresses));
    slow.back()->send("GET / HTTP/1.1\r\nX: ");
    if (i % 10 == 0) CHECK(sari.get("/").status == 200);
  }
  CHECK(sari.get("/").status == 200);
  CHECK(std::chrono::steady_clock::now() - start < bounds.receive / 2);
}

TEST_CASE("who is slow to read an answer, or to agree on TLS, keeps nobody out") {
  const bool tls = GENERATE(false, true);
  const Certificate certificate;
  Recorded log;
  jeda::http::ServerOptions options;
  options.bounds.connections = 8;
  options.bounds.handshake = std::chrono::seconds(60);
  options.bounds.send = std::chrono::seconds(60);
  if (tls) options.certificate = options.key = certificate.path;
  const std::string large(8 << 20, 'x');
  const RunningServer server(
      options,
      [&large](const jeda::http::Call& call) {
        return jeda::http::plain(200, call.path == "/large" ? large : "small");
      },
      log);
  // To TLS: the first bytes of a ClientHello.
  const std::string begun = tls ? std::string("\x16\x03\x01\x02\x00\x01\x00", 7) : "GET /large HTTP/1.1\r\n\r\n";
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < 40; ++i) {
    slow.push_back(std::make_unique<Socket>(server.port(), 2 + i % 5));
    slow.back()->send(begun);
    if (!tls) CHECK(status_line(slow.back()->some(15)) == "HTTP/1.1 200 OK");
  }
  CHECK(send({server.port(), "GET", "/small", {}, "", "127.0.0.1", tls}).body == "small\n");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE("a request that is being handled is not hung up on") {
  std::promise<void> begun;
  std::promise<void> go_on;
  Recorded log;
  jeda::http::ServerOptions options;
  options.bounds = small();
  options.bounds.receive = std::chrono::seconds(60);
  const RunningServer server(
      options,
      [&](const jeda::http::Call& call) {
        if (call.path == "/long") begun.set_value();
        if (call.path == "/long") go_on.get_future().wait();
        return jeda::http::plain(200, "done");
      },
      log);
  const Socket first(server.port());
  first.send("GET /long HTTP/1.1\r\n\r\n");
  begun.get_future().wait();
  std::vector<std::unique_ptr<Socket>> slow;
  for (int i = 0; i < 3 * options.bounds.connections_of_address; ++i)
    slow.push_back(std::make_unique<Socket>(server.port()));
  CHECK(send({server.port(), "GET", "/"}).body == "done\n");
  go_on.set_value();
  CHECK(status_line(first.rest()) == "HTTP/1.1 200 OK");
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
