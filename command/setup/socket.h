// jeda's socket, as the programs that have to find it write it.
#pragma once

#include <optional>
#include <string>

namespace jeda::setup {

/// `socket` of jeda.yaml, taken apart.
struct Socket {
  std::string path;  // of a unix socket; empty: an inet socket
  std::string host;
  std::string port;
};

/// REQUIRES: what config::load_settings() accepted.
Socket parse_socket(const std::string& socket);

/// The path as seen from the directory `root`, without a slash before it; absent where it is not beneath.
std::optional<std::string> path_beneath(const std::string& root, const std::string& path);

}  // namespace jeda::setup
