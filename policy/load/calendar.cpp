// Holidays: a map of dates and names.
#include <charconv>

#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

std::optional<int> parse_digits(std::string_view text) {
  int number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = failure == std::errc{} && stop == text.data() + text.size() && text[0] != '-';
  return whole ? std::optional<int>(number) : std::nullopt;
}

// "2026-12-25", of this century or the next.
std::optional<date::local_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_digits(text.substr(0, 4));
  const auto month = parse_digits(text.substr(5, 2));
  const auto day = parse_digits(text.substr(8, 2));
  if (!year || !month || !day || *year < 2000 || *year > 2199) return std::nullopt;
  const date::year_month_day date = date::year(*year) / *month / *day;
  return date.ok() ? std::optional<date::local_days>(date) : std::nullopt;
}

}  // namespace

void read_calendar(const Node& node, Report& report, Calendar& calendar) {
  if (node.form != Node::Form::map) {
    report.error(node.at, fmt::format("a calendar is a map of dates and names, found {}", config::describe(node)));
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node& key = node.keys[i];
    const auto date = parse_date(key.text);
    if (!date) report.error(key.at, fmt::format("{} is no date (YYYY-MM-DD)", config::quote(key.text)));
    const auto name = config::read_line(node.items[i], report);
    if (!date || !name) continue;
    const auto [entry, added] = calendar.emplace(*date, *name);
    if (added || entry->second == *name) continue;
    report.warning(key.at, fmt::format("{} is {} in a calendar above, and keeps that name", key.text,
                                       config::quote(entry->second)));
  }
}

}  // namespace jeda::policy::load
