#include "service/password.h"

#include <argon2.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace jeda::service {
namespace {

constexpr std::uint32_t passes = 3;
constexpr std::uint32_t kibibytes = 64 * 1024;
constexpr std::uint32_t lanes = 4;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t longest_hash = 256;

}  // namespace

std::optional<std::string> password_fault(std::string_view password) {
  if (!is_utf8(password)) return "the password is not UTF-8";
  const auto characters = std::count_if(password.begin(), password.end(), [](char c) { return !is_continuation(c); });
  if (static_cast<std::size_t>(characters) < shortest_password) {
    return fmt::format("the password is too short: at least {} characters", shortest_password);
  }
  if (password.size() > longest_password) {
    return fmt::format("the password is too long: at most {} bytes", longest_password);
  }
  return std::nullopt;
}

std::string hash_password(std::string_view password) {
  std::array<unsigned char, salt_bytes> salt{};
  if (getrandom(salt.data(), salt.size(), 0) != static_cast<ssize_t>(salt.size())) return {};
  std::array<char, longest_hash> encoded{};
  const int result = argon2id_hash_encoded(passes, kibibytes, lanes, password.data(), password.size(), salt.data(),
                                           salt.size(), hash_bytes, encoded.data(), encoded.size());
  return result == ARGON2_OK ? encoded.data() : "";
}

bool verify_password(std::string_view hash, std::string_view password) {
  if (!hash.starts_with("$argon2id$") || hash.size() >= longest_hash) return false;
  if (password.size() > longest_password) return false;
  return argon2id_verify(std::string(hash).c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace jeda::service
