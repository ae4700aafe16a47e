#include "command/setup/socket.h"

#include <filesystem>
#include <system_error>

namespace jeda::setup {
namespace {

/// Without links and dots, as far as it is there.
std::filesystem::path plain(const std::string& path) {
  std::error_code error;
  auto canonical = std::filesystem::weakly_canonical(path, error);
  return error ? std::filesystem::path(path).lexically_normal() : canonical;
}

}  // namespace

Socket parse_socket(const std::string& socket) {
  const std::size_t colon = socket.find(':');
  const std::string scheme = socket.substr(0, colon);
  const std::string rest = colon == std::string::npos ? socket : socket.substr(colon + 1);
  if (scheme != "inet" && scheme != "inet6") return {rest, "", ""};
  const std::size_t at = rest.find('@');
  std::string host = at == std::string::npos ? "127.0.0.1" : rest.substr(at + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {"", host, rest.substr(0, at)};
}

std::optional<std::string> path_beneath(const std::string& root, const std::string& path) {
  const auto relative = plain(path).lexically_relative(plain(root));
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return relative.string();
}

}  // namespace jeda::setup
