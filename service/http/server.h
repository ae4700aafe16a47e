// The listening socket and what is behind it: connections, TLS, HTTP (by cpp-httplib), the security headers.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "service/http/http.h"
#include "service/log.h"

namespace jeda::http {

/// What a stranger can take of us. A connection carries one request.
struct Bounds {
  int connections = 64;             // at once; more wait in the kernel's queue
  int connections_of_address = 16;  // at once; more are closed
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::chrono::milliseconds receive{10000};  // from the connection to the last byte of the request
  std::chrono::milliseconds send{20000};
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
  class Http;
  tl::expected<void, std::string> listen_on();
  void take_connection();
  void serve(int socket, const std::string& address);
  void answer(int socket, const std::string& address);
  bool enter(const std::string& address);
  void leave(const std::string& address);

  const ServerOptions options_;
  const Handle handle_;
  service::Log& log_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_;
  std::unique_ptr<Http> http_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};  // a pipe: stop() writes
  std::mutex mutex_;
  std::condition_variable left_;
  int open_ = 0;                     // connections; guarded by mutex_
  std::map<std::string, int> from_;  // by address; guarded by mutex_
};

}  // namespace jeda::http
