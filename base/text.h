// Bytes and letter case, as reading mail needs them. All functions are safe for
// concurrent use and linear in their input.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace jeda {

bool is_ascii(std::string_view text);
bool is_blank(std::string_view text);  // nothing but ASCII white space

inline char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
std::string lower_ascii(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII letters only
bool starts_ignoring_case(std::string_view text, std::string_view prefix);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }  // ASCII
inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
std::string_view trim(std::string_view text);

/// The byte that the two hexadecimal digits at the front of `text` stand for; absent where there are none.
std::optional<char> hex_byte(std::string_view text);

/// True where `text` has a form: '9' stands for a digit, 'A' for a capital letter of ASCII, anything else for itself.
bool has_form(std::string_view text, std::string_view form);

/// What the system says of an error number: "No such file or directory".
std::string system_text(int number);

/// A header value as one line: line breaks of folding removed, other control characters made spaces, trimmed. Whatever
/// this returns can stand in a log line or a header.
std::string one_line(std::string_view value);

/// NFC, Unicode simple case folding, NFC again. Absent where `text` is not UTF-8.
std::optional<std::string> fold_case(std::string_view text);

}  // namespace jeda
