// Bytes, UTF-8 and letter case, as reading mail needs them. All functions are safe for
// concurrent use and linear in their input.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jeda {

bool is_ascii(std::string_view text);
bool is_blank(std::string_view text);  // nothing but ASCII white space

inline char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
std::string lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII letters only
bool starts_ignoring_case(std::string_view text, std::string_view prefix);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }  // ASCII
inline bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}  // of UTF-8, not its first
inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
std::string_view trim(std::string_view text);

bool is_utf8(std::string_view text);

/// The beginning of `text`, at most `most` bytes and no part of a character of UTF-8 at its end.
inline std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && is_continuation(text[most])) --most;
  return text.substr(0, most);
}

/// `text` with each ill-formed byte sequence replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// U+FFFD in UTF-8: what stands for a byte that cannot be shown.
inline constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// A header value as one line: line breaks of folding removed, other control characters made spaces, trimmed. Whatever
/// this returns can stand in a log line or a header.
std::string one_line(std::string_view value);

/// NFC, Unicode simple case folding, NFC again. Absent where `text` is not UTF-8.
std::optional<std::string> fold_case(std::string_view text);

}  // namespace jeda
