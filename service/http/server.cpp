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
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <exception>
#include <iterator>
#include <map>
#include <system_error>
#include <thread>
#include <utility>

#include "service/http/stream.h"

namespace jeda::http {
namespace {

constexpr int backlog = 64;

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
  SSL_CTX_set_mode(tls.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(tls.get(), SSL_SESS_CACHE_OFF);  // it would keep 20,000 of strangers'
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
  changed_.wait(lock, [this] { return connections_.empty(); });
}

void Server::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(wake_[1], &byte, 1);
}

void Server::take_connection() {
  sockaddr_storage peer{};
  socklen_t size = sizeof(peer);
  const int socket = ::accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (socket < 0) {
    if (errno != EAGAIN) std::this_thread::sleep_for(std::chrono::milliseconds(50));  // out of descriptors
    return;
  }
  const auto address = address_text(peer);
  const auto from = address_key(address);
  std::unique_lock lock(mutex_);
  if (!make_room(lock, from)) {
    ::close(socket);
    return;
  }
  const auto place = connections_.insert(connections_.end(), Connection{socket, address, from});
  lock.unlock();
  try {
    std::thread([this, place] { serve(place); }).detach();
  } catch (const std::system_error&) {
    leave(place);
  }
}

/// False: there is none for that address. Threads of those that were hung up on end at once, but they do end first.
bool Server::make_room(std::unique_lock<std::mutex>& lock, const std::string& from) {
  const auto& bounds = options_.bounds;
  if (!options_.many_from_one_peer && count(from) >= bounds.connections_of_address && !evict_one_of(from)) return false;
  while (!stopping_ && (count() >= bounds.connections || std::ssize(connections_) >= 2 * bounds.connections)) {
    if (count() < bounds.connections || !evict_one_of(fullest())) changed_.wait(lock);
  }
  return !stopping_;
}

int Server::count(const std::string& from) const {
  return static_cast<int>(std::count_if(connections_.begin(), connections_.end(), [&from](const auto& connection) {
    return !connection.evicted && connection.from == from;
  }));
}

int Server::count() const {
  return static_cast<int>(std::count_if(connections_.begin(), connections_.end(),
                                        [](const auto& connection) { return !connection.evicted; }));
}

/// The address with the most connections that could be hung up on; of several, that of the oldest. Empty: none.
std::string Server::fullest() const {
  std::map<std::string_view, int> counts;
  for (const auto& connection : connections_)
    if (!connection.evicted && !connection.handled) ++counts[connection.from];
  int most = 0;
  for (const auto& [from, number] : counts) most = std::max(most, number);
  for (const auto& connection : connections_)
    if (!connection.evicted && !connection.handled && counts[connection.from] == most) return connection.from;
  return "";
}

bool Server::evict_one_of(const std::string& from) {
  const auto slowest = std::find_if(connections_.begin(), connections_.end(), [&from](const auto& connection) {
    return !connection.evicted && !connection.handled && connection.from == from;
  });
  if (slowest == connections_.end()) return false;
  slowest->evicted = true;
  ::shutdown(slowest->socket, SHUT_RDWR);
  return true;
}

void Server::serve(Place place) {
  try {
    answer(place);
  } catch (const std::exception& error) {
    log_.error(fmt::format("connection failed: {}", service::log_value(error.what())));
  }
  leave(place);
}

void Server::answer(Place place) {
  using Clock = BoundedStream::Clock;
  const auto& bounds = options_.bounds;
  const auto start = Clock::now();
  BoundedStream stream(place->socket, tls_.get(), start + std::min(bounds.handshake, bounds.receive));
  if (!stream.accept()) return;
  stream.until(start + bounds.receive);
  Reading reading(bounds.sizes, options_.user_header);
  std::array<char, 4096> buffer;
  auto state = Reading::State::more;
  while (state == Reading::State::more) {
    const std::size_t got = stream.read(buffer.data(), buffer.size());
    if (got == 0) return;
    state = reading.take(std::string_view(buffer.data(), got));
    if (state == Reading::State::more && reading.invites() && !stream.write("HTTP/1.1 100 Continue\r\n\r\n")) return;
  }
  const bool bodiless = reading.call().method == "HEAD";
  if (state == Reading::State::whole && !begin_handling(place)) return;
  const auto response = state == Reading::State::whole ? response_to(place, reading.call()) : reading.refusal();
  stream.until(Clock::now() + bounds.send);
  if (stream.write(response_text(response, tls_ != nullptr, bodiless))) stream.finish();
}

Response Server::response_to(Place place, Call& call) {
  if (call.method == "HEAD") call.method = "GET";
  call.address = place->address;
  call.tls = tls_ != nullptr;
  auto response = handle(call);
  end_handling(place);
  return response;
}

Response Server::handle(const Call& call) {
  try {
    return handle_(call);
  } catch (const std::exception& error) {
    log_.error(fmt::format("bug: {}", service::log_value(error.what())));
  } catch (...) {
    log_.error("bug: something unknown was thrown");
  }
  return plain(500, "Something went wrong. The log says what.");
}

/// False: it was hung up on, nobody would get the answer.
bool Server::begin_handling(Place place) {
  const std::lock_guard lock(mutex_);
  return place->handled = !place->evicted;
}

void Server::end_handling(Place place) {
  const std::lock_guard lock(mutex_);
  place->handled = false;
  changed_.notify_all();
}

/// The last that a connection's thread does here.
void Server::leave(Place place) {
  const std::lock_guard lock(mutex_);
  ::close(place->socket);
  connections_.erase(place);
  changed_.notify_all();
}

}  // namespace jeda::http
