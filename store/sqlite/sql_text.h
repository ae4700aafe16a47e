// Statements that name an enum's values, so that no number of a state stands in SQL by itself.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace jeda::store {

/// A statement's text, made when jeda is compiled.
template <std::size_t size>
struct SqlText {
  std::array<char, size> text{};

  constexpr operator const char*() const { return text.data(); }  // NOLINT(google-explicit-constructor)
};

/// The number that an enum's value has in the tables. REQUIRES: from 0 to 99.
template <typename Enum>
constexpr int number_of(Enum value) {
  static_assert(std::is_enum_v<Enum>);
  return static_cast<int>(value);
}

namespace detail {

template <std::size_t length>
consteval char* put(char* to, const char (&text)[length]) {
  for (const char c : std::string_view(text)) *to++ = c;
  return to;
}

template <typename Enum>
requires std::is_enum_v<Enum>
consteval char* put(char* to, Enum value) {
  if (number_of(value) >= 10) *to++ = static_cast<char>('0' + number_of(value) / 10);
  *to++ = static_cast<char>('0' + number_of(value) % 10);
  return to;
}

}  // namespace detail

/// Joins texts and numbers of enums: sql("SELECT count(*) FROM message WHERE state = ", HeldState::held).
template <typename... Pieces>
consteval auto sql(const Pieces&... pieces) {
  constexpr std::size_t longest = (sizeof(Pieces) + ... + 1);  // an enum has four bytes, and at most two digits
  SqlText<longest> result;
  char* end = result.text.data();
  ((end = detail::put(end, pieces)), ...);
  return result;
}

}  // namespace jeda::store
