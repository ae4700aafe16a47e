// The listening socket and what is behind it: connections, TLS, who has to leave where there are too many.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "service/http/http.h"
#include "service/http/reading.h"
#include "service/log.h"

namespace jeda::http {

/// What a stranger can take of us. A connection carries one request. Where there is no room for another, the one that
/// has been there longest is hung up on, of the address that has the most, unless its request is being handled.
struct Bounds {
  int connections = 64;             // at once
  int connections_of_address = 16;  // at once
  Sizes sizes = {};
  std::chrono::milliseconds handshake{5000};  // of TLS
  std::chrono::milliseconds receive{10000};   // from the connection to the last byte of the request
  std::chrono::milliseconds send{20000};      // from the first byte of the answer to the last
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;             // 0: any that is free
  std::string certificate;  // PEM; empty: no TLS
  std::string key;
  std::string user_header;          // copied to Headers::user
  bool many_from_one_peer = false;  // behind a proxy, all connections come from one address
  Bounds bounds = {};

  /// Takes host and port from "host:port", as settings have it. REQUIRES: it was checked when it was read.
  void listen_on(std::string_view address);
};

/// Reads both. The error is a sentence. Empty paths are good.
tl::expected<void, std::string> check_tls(const std::string& certificate, const std::string& key);

/// `handle` is called on several threads at once. What it throws is a 500 and a log line.
class Server {
 public:
  using Handle = std::function<Response(const Call&)>;
  Server(ServerOptions options, Handle handle, service::Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Opens the socket, and reads certificate and key. Gives the port; the error is a sentence.
  tl::expected<int, std::string> open();

  /// Serves until stop(); returns once the requests under way have ended.
  void run();

  /// From any thread, also before run().
  void stop();

 private:
  struct Connection {
    int socket = -1;
    std::string address;
    std::string from;  // address_key()
    bool handled = false;
    bool evicted = false;
  };
  using Place = std::list<Connection>::iterator;

  tl::expected<void, std::string> listen_on();
  void take_connection();
  void serve(Place place);
  void answer(Place place);
  Response response_to(Place place, Call& call);
  Response handle(const Call& call);
  bool make_room(std::unique_lock<std::mutex>& lock, const std::string& from);
  int count(const std::string& from) const;
  int count() const;
  bool evict_one_of(const std::string& from);
  std::string fullest() const;
  bool begin_handling(Place place);
  void end_handling(Place place);
  void leave(Place place);

  const ServerOptions options_;
  const Handle handle_;
  service::Log& log_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};  // a pipe: stop() writes
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;              // guarded by mutex_
  std::list<Connection> connections_;  // the oldest first, evicted ones until they have left; guarded by mutex_
};

}  // namespace jeda::http
