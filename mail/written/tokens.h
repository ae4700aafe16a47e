// The words of a text, one after the other, without copying the text. Internal to mail/. Safe for concurrent use.
#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jeda::mail {

/// ASCII letters in lower case and digits as they are; 0 for all other bytes.
inline constexpr auto folded_ascii = [] {
  std::array<char, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = c;
    table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
  }
  return table;
}();

inline bool is_word_character(std::int32_t c) {
  return u_isalnum(c) != 0 || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;  // marks go on a word, as in Hindi and Thai
}

/// Reads a text from its beginning. REQUIRES: the text outlives the reader. Bytes that are no UTF-8 part words.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  /// Goes on to the next word; false at the end. Afterwards begin() and end() are its place in the text, and each byte
  /// of it, case folded, was given to `put`.
  template <typename Put>
  bool next(Put put) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    const auto size = static_cast<std::int64_t>(text_.size());
    auto at = static_cast<std::int64_t>(end_);
    bool inside = false;
    while (at < size && !inside) {
      while (at < size && bytes[at] < 0x80 && folded_ascii[bytes[at]] == 0) ++at;
      begin_ = static_cast<std::size_t>(at);
      inside = at < size && put_next(bytes, at, size, put);
    }
    end_ = static_cast<std::size_t>(at);
    while (at < size && put_next(bytes, at, size, put)) end_ = static_cast<std::size_t>(at);
    return inside;
  }

  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

 private:
  /// Reads one character, which belongs to a word or not.
  template <typename Put>
  static bool put_next(const std::uint8_t* bytes, std::int64_t& at, std::int64_t size, Put& put) {
    if (bytes[at] < 0x80) {
      const char folded = folded_ascii[bytes[at++]];
      if (folded != 0) put(folded);
      return folded != 0;
    }
    const Letter letter = read_unicode(bytes, at, size);
    at = letter.end;
    for (int i = 0; i < letter.length; ++i) put(static_cast<char>(letter.bytes[static_cast<std::size_t>(i)]));
    return letter.length > 0;
  }

  struct Letter {
    std::array<std::uint8_t, 4> bytes{};  // folded
    std::int32_t length = 0;              // 0: it belongs to no word
    std::int64_t end = 0;                 // of what was read
  };

  /// Apart, and without references, so that what the loop over ASCII works on stays in registers.
  [[gnu::noinline]] static Letter read_unicode(const std::uint8_t* bytes, std::int64_t at, std::int64_t size) {
    Letter letter;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    letter.end = at;
    if (c < 0 || !is_word_character(c)) return letter;
    U8_APPEND_UNSAFE(letter.bytes.data(), letter.length, u_foldCase(c, U_FOLD_CASE_DEFAULT));
    return letter;
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace jeda::mail
