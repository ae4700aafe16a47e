#include "store/reference.h"

#include <array>
#include <cctype>

namespace jeda::store {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t length = 10;
constexpr std::uint64_t half_mask = (1U << 25) - 1;

/// Any function will do in a Feistel network; this one mixes all 25 bits (constants of splitmix64).
std::uint64_t mix(std::uint64_t half, std::uint64_t round) {
  std::uint64_t value = half + (round + 1) * 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return (value ^ (value >> 31)) & half_mask;
}

std::uint64_t scramble(std::uint64_t value) {
  std::uint64_t left = value >> 25;
  std::uint64_t right = value & half_mask;
  for (std::uint64_t round = 0; round < 4; ++round) {
    const std::uint64_t next = left ^ mix(right, round);
    left = right;
    right = next;
  }
  return (left << 25) | right;
}

std::uint64_t unscramble(std::uint64_t value) {
  std::uint64_t left = value >> 25;
  std::uint64_t right = value & half_mask;
  for (std::uint64_t round = 4; round-- > 0;) {
    const std::uint64_t previous = right ^ mix(left, round);
    right = left;
    left = previous;
  }
  return (left << 25) | right;
}

std::size_t digit_of(char character) {
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  if (lower == 'i' || lower == 'l') return 1;
  if (lower == 'o') return 0;
  return alphabet.find(lower);
}

}  // namespace

std::string reference_of(std::int64_t record) {
  std::uint64_t value = scramble(static_cast<std::uint64_t>(record) & ((1ULL << 50) - 1));
  std::string reference(length, '0');
  for (std::size_t place = length; place-- > 0; value >>= 5) reference[place] = alphabet[value & 31];
  return reference;
}

std::optional<std::int64_t> record_of(std::string_view reference) {
  if (reference.size() != length) return std::nullopt;
  std::uint64_t value = 0;
  for (const char character : reference) {
    const std::size_t digit = digit_of(character);
    if (digit == std::string_view::npos) return std::nullopt;
    value = (value << 5) | digit;
  }
  return static_cast<std::int64_t>(unscramble(value));
}

}  // namespace jeda::store
