#include "base/text.h"
#include "mail/address.h"

namespace jeda::mail {
namespace {

// The byte after the character at `at`, so that '?' stands for a whole UTF-8 character.
std::size_t after_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && is_continuation(text[at])) {
    ++at;
  }
  return at;
}

// Only the last '*' is ever tried again: what an earlier one could still gain, the last one gains too.
bool matches(std::string_view pattern, std::string_view text) {
  constexpr auto none = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = none;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = after_character(text, t);
    } else if (p < pattern.size() && lower_ascii(pattern[p]) == lower_ascii(text[t])) {
      ++p;
      ++t;
    } else if (star != none) {
      p = star + 1;
      resume = after_character(text, resume);
      t = resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == none;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  if (is_ascii(pattern) && is_ascii(text)) {
    return matches(pattern, text);
  }
  const auto folded_pattern = fold_case(pattern);
  const auto folded_text = fold_case(text);
  return matches(folded_pattern ? *folded_pattern : pattern, folded_text ? *folded_text : text);
}

}  // namespace jeda::mail
