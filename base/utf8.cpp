#include "base/utf8.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace jeda {

// ICU's macro narrows ints on its own account.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

int take_character(std::string_view& text) {
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), U8_MAX_LENGTH));
  std::int32_t used = 0;
  UChar32 character = 0;
  U8_NEXT(text.data(), used, length, character);
  text.remove_prefix(static_cast<std::size_t>(used));
  return character;
}

#pragma GCC diagnostic pop

std::size_t utf8_length(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at);
  const std::size_t size = rest.size();
  return take_character(rest) < 0 ? 0 : size - rest.size();
}

std::size_t find_invalid_utf8(std::string_view text) {
  if (is_ascii(text)) return std::string_view::npos;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = text.size() - rest.size();
    if (take_character(rest) < 0) return at;
  }
  return std::string_view::npos;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += std::max<std::size_t>(utf8_length(text, at), 1);
  return count;
}

std::string repair_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string repaired;
  repaired.reserve(text.size() + text.size() / 2);
  while (!text.empty()) {
    const std::string_view rest = text;
    const bool good = take_character(text) >= 0;
    repaired += good ? rest.substr(0, rest.size() - text.size()) : replacement;
  }
  return repaired;
}

}  // namespace jeda
