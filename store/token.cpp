#include "store/token.h"

#include <sys/random.h>

#include <array>
#include <string_view>

namespace jeda::store {

std::optional<std::string> random_token() {
  std::array<unsigned char, 16> bytes{};
  // Up to 256 bytes come whole, and no signal interrupts them.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return std::nullopt;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : bytes) {
    token += digits[byte >> 4];
    token += digits[byte & 15];
  }
  return token;
}

}  // namespace jeda::store
