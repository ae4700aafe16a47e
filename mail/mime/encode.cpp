#include "mail/mime/encode.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_chunk = 45;  // 60 bytes of base64, 72 with what stands round it; 75 are allowed

// At most longest_chunk bytes, whole characters: an encoded word must not end within one.
std::string_view first_chunk(std::string_view text) {
  const std::string_view whole = cut_utf8(text, longest_chunk);
  return whole.empty() ? text.substr(0, longest_chunk) : whole;
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and the NUL that EVP_EncodeBlock writes
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

constexpr std::size_t longest_encoded_line = 76;

bool stands_as_is(char c) { return c >= ' ' && c < 0x7f && c != '='; }

// One line without its end. A space at the end would be lost on the way.
void encode_line(std::string_view line, std::string& out) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool last = i + 1 == line.size();
    const bool plain = stands_as_is(line[i]) && !(last && line[i] == ' ');
    const std::string written =
        plain ? std::string(1, line[i]) : fmt::format("={:02X}", static_cast<unsigned char>(line[i]));
    if (width + written.size() > longest_encoded_line - (last ? 0 : 1)) {
      out += "=\n";
      width = 0;
    }
    out += written;
    width += written.size();
  }
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

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    encode_line(text.substr(0, end), out);
    out += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace jeda::mail
