#include "page/secrets.h"

#include <openssl/crypto.h>

#include <charconv>
#include <cstdlib>

#include "base/digest.h"
#include "base/random.h"

namespace jeda::page {

std::string fresh_secret(std::size_t bytes) {
  const auto secret = random_hex(bytes);
  if (!secret) std::abort();
  return *secret;
}

std::string sha256_hex(std::string_view text) {
  const Digest digest = sha256({text});
  if (digest == Digest{}) std::abort();
  return to_hex(digest);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::int64_t seconds_of(Time at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = -1;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() ? number : -1;
}

}  // namespace jeda::page
