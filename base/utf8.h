// UTF-8: told from other bytes, counted, cut and repaired. All functions are safe for concurrent use and linear in
// their input.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jeda {

/// U+FFFD in UTF-8: what stands for a byte that cannot be shown.
inline constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// True for the bytes of a character but its first.
inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Takes the next character off `text`; negative where its bytes are no UTF-8 (overlong forms, surrogates and values
/// past U+10FFFF included): then one byte or more of an ill-formed sequence are gone. REQUIRES: !text.empty().
int take_character(std::string_view& text);

/// Bytes of the character that starts at `at`; 0 where the bytes there are no UTF-8. REQUIRES: at < text.size().
std::size_t utf8_length(std::string_view text, std::size_t at);

/// The first byte that is no UTF-8; npos where all of it is.
std::size_t find_invalid_utf8(std::string_view text);

inline bool is_utf8(std::string_view text) { return find_invalid_utf8(text) == std::string_view::npos; }

/// Characters in a text; a byte that is no UTF-8 counts as one.
std::size_t count_characters(std::string_view text);

/// The beginning of `text`, at most `most` bytes and no part of a character of UTF-8 at its end.
inline std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && is_continuation(text[most])) --most;
  return text.substr(0, most);
}

/// `text` with each ill-formed byte sequence replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

}  // namespace jeda
