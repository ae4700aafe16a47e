#include "base/random.h"

#include <sys/random.h>

#include <vector>

#include "base/digest.h"

namespace jeda {

std::optional<std::string> random_hex(std::size_t count) {
  std::vector<unsigned char> bytes(count);
  // Up to 256 bytes come whole, and no signal interrupts them.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return std::nullopt;
  return to_hex(bytes);
}

bool is_random_hex(std::string_view text, std::size_t bytes) {
  return text.size() == 2 * bytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace jeda
