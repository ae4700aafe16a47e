#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace jeda {
namespace {

icu::UnicodeString simple_fold(const icu::UnicodeString& text) {
  const char16_t* const units = text.getBuffer();
  const std::int32_t size = text.length();
  std::u16string folded;
  folded.reserve(static_cast<std::size_t>(size));
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U16_NEXT(units, i, size, c);
    c = c < 0x80 ? lower_ascii(static_cast<char>(c)) : u_foldCase(c, U_FOLD_CASE_DEFAULT);
    if (U_IS_SUPPLEMENTARY(c)) folded += U16_LEAD(c);
    folded += U_IS_SUPPLEMENTARY(c) ? U16_TRAIL(c) : static_cast<char16_t>(c);
  }
  return {folded.data(), static_cast<std::int32_t>(folded.size())};
}

}  // namespace

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + sizeof(seen) <= text.size(); i += sizeof(seen)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof(word));
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & high_bits) == 0;
}

bool is_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_space); }

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = lower_ascii(c);
  return lower;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && starts_ignoring_case(a, b);
}

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  return std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<char> hex_byte(std::string_view text) {
  unsigned value = 0;
  const char* const end = text.data() + 2;
  if (text.size() < 2 || std::from_chars(text.data(), end, value, 16).ptr != end) return std::nullopt;
  return static_cast<char>(value);
}

bool has_form(std::string_view text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    if (wanted == '9') return is_digit(c);
    return wanted == 'A' ? is_letter(c) && lower_ascii(c) != c : c == wanted;
  });
}

std::string one_line(std::string_view value) {
  std::string line;
  line.reserve(value.size());
  for (const char c : trim(value)) {
    if (c != '\r' && c != '\n') line += is_control(c) ? ' ' : c;
  }
  return line;
}

std::string system_text(int number) { return std::system_category().message(number); }

std::optional<std::string> fold_case(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  if (!is_utf8(text)) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return std::nullopt;
  const auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  const auto folded = nfc->normalize(simple_fold(nfc->normalize(wide, status)), status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string result;
  folded.toUTF8String(result);
  return result;
}

}  // namespace jeda
