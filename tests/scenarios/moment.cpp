// Moments and number ranges, as scenario files write them.
#include <charconv>
#include <sstream>

#include <date/date.h>
#include <fmt/format.h>

#include "tests/scenarios/scenario.h"

namespace jeda::scenarios {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// The number at the start of `text`, cut from it.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<seconds> unit(char letter) {
  switch (letter) {
    case 's':
      return seconds(1);
    case 'm':
      return seconds(60);
    case 'h':
      return hours(1);
    case 'd':
      return hours(24);
    case 'w':
      return hours(24 * 7);
    default:
      return std::nullopt;
  }
}

/// "1d23h59m59s"
std::optional<Duration> parse_sum(std::string_view text) {
  Duration sum{};
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number || text.empty()) return std::nullopt;
    const auto one = unit(text.front());
    if (!one) return std::nullopt;
    sum += *one * *number;
    text.remove_prefix(1);
  }
  return sum;
}

std::optional<hours> parse_zone(const std::string& zone) {
  if (zone.empty() || zone == "Z" || zone == "UTC") return hours(0);
  if (zone == "WIB") return hours(7);
  if (zone == "WITA") return hours(8);
  if (zone == "WIT") return hours(9);
  return std::nullopt;
}

/// ":30", or nothing. Not read with the rest as "%T": what date makes of a malformed one is undefined.
std::optional<seconds> take_seconds(std::istream& in) {
  if (in.peek() != ':') return seconds(0);
  std::string digits;
  in.get();
  in >> digits;
  std::string_view rest = digits;
  const auto number = take_number(rest);
  if (!number || !rest.empty() || digits.size() != 2 || *number > 59) return std::nullopt;
  return seconds(*number);
}

std::optional<date::sys_seconds> parse_date_time(const std::string& text) {
  std::istringstream in(text);
  date::sys_seconds minute;
  in >> date::parse("%F %R", minute);
  if (in.fail()) return std::nullopt;
  const auto second = take_seconds(in);
  if (!second || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return minute + *second;
}

tl::expected<Time, std::string> parse_absolute(const std::string& text) {
  std::istringstream in(text);
  std::string weekday, day, hour, zone, rest;
  in >> day;
  if (!day.empty() && std::isalpha(static_cast<unsigned char>(day[0])) != 0) {
    weekday = day;
    in >> day;
  }
  in >> hour >> zone >> rest;
  const auto local = parse_date_time(day + " " + hour);
  const auto offset = parse_zone(zone);
  if (!local || !rest.empty()) return tl::unexpected(fmt::format("'{}' is no moment", text));
  if (!offset) return tl::unexpected(fmt::format("'{}' is no zone: WIB, WITA, WIT or Z", zone));
  const std::string right = date::format("%a", *local);
  if (!weekday.empty() && weekday != right) return tl::unexpected(fmt::format("{} is a {}", day, right));
  return Time(*local - *offset);
}

}  // namespace

tl::expected<Time, std::string> parse_moment(std::string_view text, std::optional<Time> before) {
  if (text.empty() || text.front() != '+') return parse_absolute(std::string(text));
  const auto sum = parse_sum(text.substr(1));
  if (!sum) return tl::unexpected(fmt::format("'{}' is no length of time: 90m, 2h, 7d, 6d23h59m59s", text));
  if (!before) return tl::unexpected(std::string("the first step needs a moment of its own"));
  return *before + *sum;
}

std::vector<std::string> expand(const std::string& text) {
  const auto open = text.find('{');
  const auto dots = text.find("..", open == std::string::npos ? text.size() : open);
  const auto close = text.find('}', dots == std::string::npos ? text.size() : dots);
  if (close == std::string::npos) return {text};
  std::string_view low(text.data() + open + 1, dots - open - 1);
  std::string_view high(text.data() + dots + 2, close - dots - 2);
  const auto from = take_number(low);
  const auto to = take_number(high);
  if (!from || !to || !low.empty() || !high.empty()) return {text};
  std::vector<std::string> all;
  for (int i = *from; i <= *to; ++i) all.push_back(text.substr(0, open) + std::to_string(i) + text.substr(close + 1));
  return all;
}

}  // namespace jeda::scenarios
