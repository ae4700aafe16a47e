#include "service/http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include "service/http/stream.h"

namespace jeda::http {
namespace {

constexpr std::size_t longest_path = 256;
constexpr int backlog = 64;

/// On every answer, also on those that cpp-httplib gives by itself.
const httplib::Headers& security_headers() {
  static const httplib::Headers headers{
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
       "base-uri 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"}};
  return headers;
}

Response plain(int status, std::string_view text) {
  Response reply;
  reply.status = status;
  reply.type = "text/plain; charset=utf-8";
  reply.body = fmt::format("{}\n", text);
  return reply;
}

void fill(httplib::Response& response, const Response& reply) {
  response.status = reply.status;
  response.set_content(reply.body, reply.type);
  response.set_header("Cache-Control", reply.cacheable ? "max-age=3600" : "no-store");
  if (!reply.location.empty()) response.set_header("Location", reply.location);
  if (!reply.allow.empty()) response.set_header("Allow", reply.allow);
  for (const auto& cookie : reply.cookies) response.set_header("Set-Cookie", cookie);
}

Headers headers_of(const httplib::Request& request, const std::string& user_header) {
  const auto value = [&request](const char* name) { return request.get_header_value(name); };
  Headers headers{
      value("Accept-Language"),  value("Cookie"), value("Host"), value("Origin"), value("Sec-Fetch-Site"), {}, {},
      value("X-Forwarded-Proto")};
  // Several of one name: what a proxy added is the last, and a client's own must not be believed.
  if (const auto count = request.get_header_value_count("X-Forwarded-For"); count > 0)
    headers.forwarded_for = request.get_header_value("X-Forwarded-For", count - 1);
  if (!user_header.empty() && request.get_header_value_count(user_header) == 1)
    headers.user = request.get_header_value(user_header);
  return headers;
}

std::string address_text(const sockaddr_storage& peer) {
  char text[INET6_ADDRSTRLEN] = {};
  if (peer.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof(text));
    return text;
  }
  const auto& bytes = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    inet_ntop(AF_INET, bytes.s6_addr + 12, text, sizeof(text));
  } else {
    inet_ntop(AF_INET6, &bytes, text, sizeof(text));
  }
  return text;
}

std::string tls_error() {
  char text[256] = {};
  ERR_error_string_n(ERR_get_error(), text, sizeof(text));
  return text;
}

using Tls = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

/// Null where there is no certificate.
tl::expected<Tls, std::string> load_tls(const std::string& certificate, const std::string& key) {
  Tls tls(nullptr, SSL_CTX_free);
  if (certificate.empty()) return tls;
  ERR_clear_error();
  tls.reset(SSL_CTX_new(TLS_server_method()));
  if (tls == nullptr) return tl::unexpected(tls_error());
  SSL_CTX_set_min_proto_version(tls.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(tls.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(tls.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  if (SSL_CTX_use_certificate_chain_file(tls.get(), certificate.c_str()) != 1)
    return tl::unexpected(fmt::format("cannot use the certificate {}: {}", certificate, tls_error()));
  if (SSL_CTX_use_PrivateKey_file(tls.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    return tl::unexpected(fmt::format("cannot use the key {}: {}", key, tls_error()));
  return tls;
}

int port_of(int socket) {
  sockaddr_storage own{};
  socklen_t size = sizeof(own);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) != 0) return 0;
  return ntohs(own.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(own).sin_port
                                        : reinterpret_cast<sockaddr_in6&>(own).sin6_port);
}

}  // namespace

void ServerOptions::listen_on(std::string_view address) {
  const auto colon = address.rfind(':');
  host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
}

tl::expected<void, std::string> check_tls(const std::string& certificate, const std::string& key) {
  const auto loaded = load_tls(certificate, key);
  return loaded ? tl::expected<void, std::string>() : tl::unexpected(loaded.error());
}

/// cpp-httplib reads the request and writes the answer; the socket, the bounds and the routes are ours.
class Server::Http : public httplib::Server {
 public:
  Http(http::Server& server, bool tls) : server_(server), tls_(tls) {
    set_payload_max_length(server_.options_.bounds.body_bytes);
    auto headers = security_headers();
    if (tls_) headers.emplace("Strict-Transport-Security", "max-age=31536000");
    set_default_headers(headers);
    set_pre_routing_handler([this](const auto& request, auto& response) { return before_body(request, response); });
    Post(".*", [this](const auto& request, auto& response, const auto& reader) { post(request, response, reader); });
    set_exception_handler(
        [this](const auto&, auto& response, const std::exception_ptr& thrown) { failed(response, thrown); });
    set_error_handler([](const auto&, auto& response) {
      if (response.body.empty()) fill(response, plain(response.status, "The request cannot be answered."));
    });
  }

  void serve(BoundedStream& stream) {
    bool closed = false;
    process_request(stream, true, closed, [&](httplib::Request& request) {
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");  // a compressed page would tell of its secrets by its length
      stream.allow(server_.options_.bounds.body_bytes);
    });
  }

 private:
  HandlerResponse before_body(const httplib::Request& request, httplib::Response& response) {
    if (request.path.size() > longest_path || request.path.find('\0') != std::string::npos) {
      fill(response, plain(404, "There is no such page."));
    } else if (!std::all_of(request.headers.begin(), request.headers.end(), is_line)) {
      fill(response, plain(400, "The request cannot be read."));
    } else if (request.method != "POST") {
      Call call = call_of(request);
      if (request.method == "HEAD") call.method = "GET";
      fill(response, server_.handle_(call));
    } else if (!is_form(request)) {
      fill(response, plain(415, "Only forms are taken."));
    } else {
      return HandlerResponse::Unhandled;
    }
    return HandlerResponse::Handled;
  }

  // cpp-httplib lets these stand in a header field (RFC 9110, 5.5).
  static bool is_line(const std::pair<const std::string, std::string>& header) {
    return header.second.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
  }

  static bool is_form(const httplib::Request& request) {
    const auto type = request.get_header_value("Content-Type");
    return type.substr(0, type.find(';')) == "application/x-www-form-urlencoded" &&
           !request.has_header("Content-Encoding");
  }

  void post(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& reader) {
    std::string body;
    const bool whole = reader([&](const char* data, std::size_t size) {
      body.append(data, size);
      return body.size() <= server_.options_.bounds.body_bytes;
    });
    if (!whole) return fill(response, plain(413, "The form is too large, or broke off."));
    auto form = parse_fields(body);
    if (!form) return fill(response, plain(400, "The form cannot be read."));
    Call call = call_of(request);
    call.form = *std::move(form);
    fill(response, server_.handle_(call));
  }

  Call call_of(const httplib::Request& request) const {
    Call call;
    call.method = request.method;
    call.path = request.path;
    const auto mark = request.target.find('?');
    if (mark != std::string::npos)
      call.query = parse_fields(std::string_view(request.target).substr(mark + 1)).value_or(Fields{});
    call.headers = headers_of(request, server_.options_.user_header);
    call.address = request.remote_addr;
    call.tls = tls_;
    return call;
  }

  void failed(httplib::Response& response, const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(std::move(thrown));
    } catch (const std::exception& error) {
      server_.log_.error(fmt::format("bug: {}", service::log_value(error.what())));
    } catch (...) {
      server_.log_.error("bug: something unknown was thrown");
    }
    fill(response, plain(500, "Something went wrong. The log of jeda-review says what."));
  }

  http::Server& server_;
  const bool tls_;
};

Server::Server(ServerOptions options, Handle handle, service::Log& log)
    : options_(std::move(options)), handle_(std::move(handle)), log_(log), tls_(nullptr, SSL_CTX_free) {
  if (::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) != 0) wake_[0] = wake_[1] = -1;
}

Server::~Server() {
  for (const int descriptor : {listener_, wake_[0], wake_[1]})
    if (descriptor >= 0) ::close(descriptor);
}

tl::expected<void, std::string> Server::listen_on() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(options_.host.c_str(), std::to_string(options_.port).c_str(), &hints, &found);
  if (failure != 0) return tl::unexpected(fmt::format("{}: {}", options_.host, gai_strerror(failure)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  listener_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(listener_, found->ai_addr, found->ai_addrlen) == 0 && ::listen(listener_, backlog) == 0) return {};
  return tl::unexpected(fmt::format("cannot listen on {}:{}: {}", options_.host, options_.port, std::strerror(errno)));
}

tl::expected<int, std::string> Server::open() {
  if (wake_[0] < 0) return tl::unexpected(std::string("cannot make a pipe"));
  auto tls = load_tls(options_.certificate, options_.key);
  if (!tls) return tl::unexpected(tls.error());
  tls_ = *std::move(tls);
  if (const auto listening = listen_on(); !listening) return tl::unexpected(listening.error());
  http_ = std::make_unique<Http>(*this, tls_ != nullptr);
  return port_of(listener_);
}

void Server::run() {
  while (true) {
    pollfd waited[] = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (::poll(waited, 2, -1) < 0 && errno != EINTR) break;
    if (waited[1].revents != 0) break;
    if (waited[0].revents != 0) take_connection();
  }
  ::close(std::exchange(listener_, -1));
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return open_ == 0; });
}

void Server::stop() {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(wake_[1], &byte, 1);
}

void Server::take_connection() {
  {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return open_ < options_.bounds.connections; });
  }
  sockaddr_storage peer{};
  socklen_t size = sizeof(peer);
  const int socket = ::accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (socket < 0) {
    if (errno != EAGAIN) std::this_thread::sleep_for(std::chrono::milliseconds(50));  // out of descriptors
    return;
  }
  const auto address = address_text(peer);
  if (!enter(address)) {
    ::close(socket);
    return;
  }
  try {
    std::thread([this, socket, address] { serve(socket, address); }).detach();
  } catch (const std::system_error&) {
    ::close(socket);
    leave(address);
  }
}

void Server::serve(int socket, const std::string& address) {
  try {
    answer(socket, address);
  } catch (const std::exception& error) {
    log_.error(fmt::format("connection failed: {}", service::log_value(error.what())));
  }
  leave(address);
}

void Server::answer(int socket, const std::string& address) {
  const auto start = BoundedStream::Clock::now();
  const auto& bounds = options_.bounds;
  BoundedStream stream(socket, tls_.get(), address, start + bounds.receive, bounds.head_bytes, bounds.send);
  if (!stream.accept()) return;
  http_->serve(stream);
  stream.finish();
}

bool Server::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  auto& count = from_[address];
  if (!options_.many_from_one_peer && count >= options_.bounds.connections_of_address) return false;
  ++count;
  ++open_;
  return true;
}

void Server::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (--from_[address] == 0) from_.erase(address);
  --open_;
  left_.notify_all();
}

}  // namespace jeda::http
