#include "store/token.h"

#include <sys/random.h>

#include <vector>

#include "mail/digest.h"

namespace jeda::store {

std::optional<std::string> random_hex(std::size_t count) {
  std::vector<unsigned char> bytes(count);
  // Up to 256 bytes come whole, and no signal interrupts them.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return std::nullopt;
  return mail::to_hex(bytes);
}

}  // namespace jeda::store
