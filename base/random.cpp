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

}  // namespace jeda
