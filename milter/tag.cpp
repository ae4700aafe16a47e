#include "milter/tag.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "base/digest.h"
#include "base/files.h"
#include "base/random.h"
#include "base/text.h"

namespace jeda::milter {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t tag_digits = 32;

}  // namespace

tl::expected<std::string, std::string> tag_key(const std::string& store_path) {
  const std::string path = store_path + ".tag";
  if (const auto text = read_small_file(path)) {
    const std::string key(trim(*text));
    if (is_random_hex(key, key_bytes)) return key;
    return tl::unexpected(path + ": there is something else than a key in it");
  }
  const auto key = random_hex(key_bytes);
  if (!key) return tl::unexpected<std::string>("the system gives no random bytes");
  if (const auto written = write_whole_file(path, *key + "\n", Replace::no); !written)
    return tl::unexpected(written.error());
  return *key;
}

std::string tag_of(std::string_view key, std::string_view message_id) {
  return to_hex(hmac_sha256(key, message_id)).substr(0, tag_digits);
}

bool is_tag_of(std::string_view key, std::string_view message_id, std::string_view tag) {
  if (key.empty() || message_id.empty() || tag.size() != tag_digits) return false;
  const std::string right = tag_of(key, message_id);
  return CRYPTO_memcmp(right.data(), tag.data(), tag_digits) == 0;
}

}  // namespace jeda::milter
