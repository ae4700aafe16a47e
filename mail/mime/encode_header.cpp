#include "mail/mime/encode_header.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_chunk = 45;  // 60 bytes of base64, 72 with what stands round it; 75 are allowed

// At most longest_chunk bytes, whole characters: an encoded word must not end within one.
std::string_view first_chunk(std::string_view text) {
  std::size_t length = std::min(text.size(), longest_chunk);
  while (length > 0 && length < text.size() && is_continuation(text[length])) --length;
  return text.substr(0, length == 0 ? std::min(text.size(), longest_chunk) : length);
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and the NUL that EVP_EncodeBlock writes
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace

std::string encode_header(std::string_view text) {
  const std::string line = repair_utf8(one_line(text));
  if (is_ascii(line) && line.find("=?") == std::string::npos) return line;
  std::string encoded;
  for (std::string_view rest = line; !rest.empty();) {
    const std::string_view chunk = first_chunk(rest);
    encoded += (encoded.empty() ? "" : "\n ") + ("=?UTF-8?B?" + base64(chunk)) + "?=";
    rest.remove_prefix(chunk.size());
  }
  return encoded;
}

}  // namespace jeda::mail
