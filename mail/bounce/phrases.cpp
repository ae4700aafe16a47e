#include "mail/bounce/phrases.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace jeda::mail {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// "mx.toko.example", "[192.0.2.1]:25", "http://...", "sari@toko.example". A sentence's full stop ends a token.
bool is_name_of_network(std::string_view token) {
  if (token.find('@') != std::string_view::npos || token.find("://") != std::string_view::npos) return true;
  const auto dot = token.find('.');
  const auto first = token.find_first_not_of("(<[\"'");
  if (dot == std::string_view::npos || first == std::string_view::npos || dot + 1 >= token.size()) return false;
  const bool goes_on = is_lower(token[dot + 1]) || is_digit(token[dot + 1]);
  return goes_on && is_lower(token[first]) && dot > first + 1;
}

// Marks that are no ASCII: no-break space, guillemets, dashes, quotes, bullets, and those of East Asia.
bool is_mark(int c) {
  return c < 0 || (c >= 0xA0 && c <= 0xBF) || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
         (c >= 0xFF5B && c <= 0xFF65) || c == 0xFFFD;
}

constexpr int typographic_apostrophe = 0x2019;

void add_words(std::string_view token, std::string& plain) {
  plain += ' ';
  while (!token.empty()) {
    const std::string_view from = token;
    const int c = take_character(token);
    const auto bytes = from.substr(0, from.size() - token.size());
    if (c == '\'' || c == '`' || c == typographic_apostrophe) continue;
    const bool word = c < 0x80 ? is_letter(bytes.front()) || is_digit(bytes.front()) : !is_mark(c);
    if (word) {
      plain += bytes;
    } else if (plain.back() != ' ') {
      plain += ' ';
    }
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
}

}  // namespace

std::string plain_words(std::string_view text) {
  std::string plain;
  while (true) {
    const auto begin = std::find_if_not(text.begin(), text.end(), is_space);
    text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
    if (text.empty()) break;
    const auto end = std::find_if(text.begin(), text.end(), is_space);
    const auto token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    if (!is_name_of_network(token)) add_words(token, plain);
    text.remove_prefix(token.size());
  }
  if (plain.starts_with(' ')) plain.erase(0, 1);
  return folded(plain);
}

bool says(std::string_view plain, const HeardBeginnings& phrases) { return phrases.within(plain); }

bool begins(std::string_view plain, const HeardBeginnings& phrases) { return phrases.begin(plain); }

}  // namespace jeda::mail
