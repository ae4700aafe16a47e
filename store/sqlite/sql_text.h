// Statements that name an enum's values, so that no number of a state stands in SQL by itself.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

namespace jeda::store {

/// A statement's text, made when jeda is compiled.
template <std::size_t size>
struct SqlText {
  std::array<char, size> text{};

  constexpr operator const char*() const { return text.data(); }  // NOLINT(google-explicit-constructor)
};

/// The number that an enum's value has in the tables.
template <typename Enum>
constexpr int number_of(Enum value) {
  return static_cast<int>(value);
}

template <typename Piece>
consteval char* put_piece(char* to, const Piece& piece) {
  if constexpr (std::is_enum_v<Piece>) {
    if (number_of(piece) >= 10) *to++ = static_cast<char>('0' + number_of(piece) / 10);
    *to++ = static_cast<char>('0' + number_of(piece) % 10);
  } else {
    for (const char c : std::string_view(piece)) *to++ = c;
  }
  return to;
}

/// Joins texts and values of enums, from 0 to 99: sql("SELECT count(*) FROM message WHERE state = ", HeldState::held).
template <typename... Pieces>
consteval auto sql(const Pieces&... pieces) {
  SqlText<(sizeof(Pieces) + ... + 1)> result;  // an enum has four bytes, and at most two digits
  char* end = result.text.data();
  ((end = put_piece(end, pieces)), ...);
  return result;
}

}  // namespace jeda::store
