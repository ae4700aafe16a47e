#include "mail/calendar.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_calendar = 64UL * 1024;
constexpr std::size_t longest_uid = 200;

// The next line with what is folded below it, as RFC 5545 3.1 has it: a line that begins with a blank goes on.
std::string take_unfolded(std::string_view& text) {
  std::string line;
  do {
    const auto end = std::min(text.size(), text.find('\n'));
    std::string_view part = text.substr(0, end);
    if (part.ends_with('\r')) part.remove_suffix(1);
    if (!line.empty()) part.remove_prefix(1);
    line += part;
    text.remove_prefix(std::min(text.size(), end + 1));
  } while (!line.empty() && (text.starts_with(' ') || text.starts_with('\t')));
  return line;
}

// "UID;X-A=b:value": the value where the property is the one wanted.
std::optional<std::string_view> value_of(std::string_view line, std::string_view property) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto name = line.substr(0, std::min(colon, line.find(';')));
  return equals_ignoring_case(name, property) ? std::optional(trim(line.substr(colon + 1))) : std::nullopt;
}

// RFC 5545 3.3.11: "\\n" is a line end, other characters stand for themselves.
std::string unescaped(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '\\' && i + 1 < value.size();
    if (escape) ++i;
    text += escape && lower_ascii(value[i]) == 'n' ? '\n' : value[i];
  }
  return text;
}

}  // namespace

std::optional<Calendar> read_calendar(std::string_view text) {
  text = text.substr(0, most_calendar);
  Calendar calendar;
  while (!text.empty() && (calendar.method.empty() || calendar.uid.empty())) {
    const std::string line = take_unfolded(text);
    const auto method = value_of(line, "METHOD");
    const auto uid = value_of(line, "UID");
    if (method && calendar.method.empty()) calendar.method = cut_utf8(repair_utf8(one_line(*method)), longest_uid);
    if (uid && calendar.uid.empty()) calendar.uid = cut_utf8(repair_utf8(one_line(*uid)), longest_uid);
  }
  if (calendar.method.empty()) return std::nullopt;
  std::transform(calendar.method.begin(), calendar.method.end(), calendar.method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  return calendar;
}

std::string calendar_words(std::string_view text) {
  constexpr auto read = std::to_array<std::string_view>(
      {"SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "COMMENT", "CONTACT", "NOTE", "FN", "ORG", "TITLE"});
  text = cut_utf8(text, most_calendar);
  std::string words;
  while (!text.empty()) {
    const std::string line = take_unfolded(text);
    for (const std::string_view property : read) {
      if (const auto value = value_of(line, property)) words.append(unescaped(*value)).append("\n");
    }
  }
  return words;
}

bool is_answer(const Calendar& calendar) {
  return calendar.method == "REPLY" || calendar.method == "COUNTER" || calendar.method == "REFRESH";
}

}  // namespace jeda::mail
