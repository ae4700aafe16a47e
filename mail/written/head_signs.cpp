#include "mail/written/head_signs.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace jeda::mail {
namespace {

// U+200E, U+202A and their like.
bool is_direction_mark(int c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200B || c == 0xFEFF;
}

bool is_blank_character(int c) { return c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200A); }

void put_plain(int c, std::string_view bytes, std::string& text) {
  if (const int digit = u_charDigitValue(c); digit >= 0) {
    text += static_cast<char>('0' + digit);
  } else if (c == 0xFF1A || c == 0xFE55) {
    text += ':';
  } else if (is_blank_character(c)) {
    text += ' ';
  } else if (!is_direction_mark(c)) {
    text += bytes;
  }
}

// Digits with what may stand between them in days and hours: "23.11.2026", "10:00".
class DateNumber {
 public:
  // Reads what begins at `at`, and moves it past the end.
  DateNumber(std::string_view text, std::size_t& at) {
    while (at < text.size() && is_digit(text[at])) {
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      if (count_ < parts_.size()) parts_[count_] = text.substr(begin, at - begin);
      ++count_;
      const bool goes_on = at + 1 < text.size() &&
                           std::string_view(":./-hH").find(text[at]) != std::string_view::npos &&
                           is_digit(text[at + 1]);
      if (!goes_on) return;
      (count_ == 1 ? first_mark_ : last_mark_) = text[at++];
    }
  }

  bool is_hour() const {
    return (count_ == 2 || count_ == 3) && first_mark_ != '/' && first_mark_ != '-' && size(0) <= 2 && size(1) == 2 &&
           (count_ == 2 || size(2) == 2);
  }

  bool is_day() const {
    if (count_ != 3 || first_mark_ == ':' || first_mark_ != last_mark_) return false;
    return (size(0) <= 2 && size(1) <= 2 && (size(2) == 2 || is_year(parts_[2]))) ||
           (is_year(parts_[0]) && size(1) <= 2 && size(2) <= 2);
  }

  bool is_year() const { return count_ == 1 && is_year(parts_[0]); }
  bool is_small() const { return count_ == 1 && size(0) <= 2; }

 private:
  // Of Buddha's count too, as Thai mail has it.
  static bool is_year(std::string_view digits) {
    return digits.size() == 4 && (digits.starts_with("20") || digits.starts_with("19") || digits.starts_with("25"));
  }
  std::size_t size(std::size_t part) const { return parts_[part].size(); }

  std::array<std::string_view, 3> parts_;
  std::size_t count_ = 0;
  char first_mark_ = 0;
  char last_mark_ = 0;
};

void read_numbers(std::string_view text, HeadSigns& signs) {
  bool year = false;
  bool small = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const DateNumber number(text, at);
    signs.hour = signs.hour || number.is_hour();
    signs.day = signs.day || number.is_day();
    year = year || number.is_year();
    small = small || number.is_small();
  }
  signs.day = signs.day || (year && small);
}

constexpr std::string_view address_ends = " \t<>()[]\",;:";

void read_addresses_in(std::string_view text, HeadSigns& signs) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_of(address_ends, at - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(text.size(), text.find_first_of(address_ends, at));
    if (begin == at || end == at + 1) continue;
    signs.address = true;
    const bool opened = begin > 0 && std::string_view("<([:").find(text[begin - 1]) != std::string_view::npos;
    const bool closed = end < text.size() && std::string_view(">)]").find(text[end]) != std::string_view::npos;
    const bool last = text.find_first_not_of(">)]: ,;", end) == std::string_view::npos;
    signs.bracketed = signs.bracketed || opened || closed;
    signs.bracket_last = signs.bracket_last || ((opened || closed) && last);
    signs.alone = signs.alone || (begin == 0 && last);
  }
}

void read_names(std::string_view text, const std::vector<std::string_view>& names, HeadSigns& signs) {
  constexpr std::size_t shortest = 3;
  for (const std::string_view name : names) {
    if (name.size() < shortest || text.find(name) == std::string_view::npos) continue;
    signs.name = true;
    signs.bracketed = signs.bracketed || name.find('@') != std::string_view::npos;
  }
}

}  // namespace

void HeadSigns::add(const HeadSigns& other) {
  day = day || other.day;
  hour = hour || other.hour;
  address = address || other.address;
  bracketed = bracketed || other.bracketed;
  bracket_last = bracket_last || other.bracket_last;
  alone = alone || other.alone;
  name = name || other.name;
}

std::string head_text(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  while (!line.empty()) {
    const std::string_view before = line;
    const int c = static_cast<unsigned char>(line.front()) < 0x80 ? line.front() : take_character(line);
    if (line.size() == before.size()) line.remove_prefix(1);
    if (c < 0x80 && c >= 0) {
      if (c >= ' ' || c == '\t') text += static_cast<char>(c);
    } else {
      put_plain(c, before.substr(0, before.size() - line.size()), text);
    }
  }
  while (!text.empty() && (is_space(text.back()) || text.back() == '*' || text.back() == '_')) text.pop_back();
  if (text.ends_with(':')) {
    do text.pop_back();
    while (!text.empty() && (is_space(text.back()) || text.back() == '*'));
    text += ':';
  }
  text.erase(0, std::min(text.size(), text.find_first_not_of(" *_")));
  return text;
}

HeadSigns head_signs(std::string_view text, const std::vector<std::string_view>& names) {
  HeadSigns signs;
  read_numbers(text, signs);
  read_addresses_in(text, signs);
  if (!names.empty()) read_names(text, names, signs);
  return signs;
}

}  // namespace jeda::mail
