#include "base/moments.h"

#include <date/date.h>
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <regex>
#include <string>

namespace jeda {
namespace {

using std::chrono::seconds;
using LocalTime = date::local_time<seconds>;

constexpr std::size_t longest_form = 25;  // "2026-11-23T10:00:00+07:00"

/// A time as it was written. Not read by date::from_stream: what it makes of a malformed "%T" is undefined.
struct Written {
  LocalTime local;
  std::optional<std::chrono::minutes> offset;
};

/// The number in a group of digits; 0 where the group is not there.
int number(const std::csub_match& group) { return group.matched ? std::stoi(group.str()) : 0; }

std::optional<std::chrono::minutes> offset_of(const std::cmatch& parts) {
  if (!parts[7].matched) return std::nullopt;
  const auto length = std::chrono::hours(number(parts[9])) + std::chrono::minutes(number(parts[10]));
  return parts[8] == "-" ? -length : length;
}

/// Absent where `text` has another form, or names a day or a time of day that does not exist.
std::optional<Written> read_written(std::string_view text) {
  static const std::regex form(
      "([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|([+-])([0-9]{2}):([0-9]{2}))?");
  std::cmatch parts;
  if (text.size() > longest_form || !std::regex_match(text.data(), text.data() + text.size(), parts, form)) {
    return std::nullopt;
  }
  const date::year_month_day day(date::year(number(parts[1])), date::month(static_cast<unsigned>(number(parts[2]))),
                                 date::day(static_cast<unsigned>(number(parts[3]))));
  const bool exists = day.ok() && number(parts[4]) < 24 && number(parts[5]) < 60 && number(parts[6]) < 60 &&
                      number(parts[9]) < 24 && number(parts[10]) < 60;
  if (!exists) return std::nullopt;
  return Written{date::local_days(day) + std::chrono::hours(number(parts[4])) + std::chrono::minutes(number(parts[5])) +
                     seconds(number(parts[6])),
                 offset_of(parts)};
}

tl::expected<Time, std::string> in_zone(LocalTime local, std::string_view text, const date::time_zone* zone) {
  if (zone == nullptr) return Time(local.time_since_epoch());
  const auto info = zone->get_info(local);
  if (info.result == date::local_info::nonexistent) {
    return tl::unexpected(fmt::format("there is no '{}' in {}: clocks were set forward over it", text, zone->name()));
  }
  return Time(local.time_since_epoch() - info.first.offset);
}

struct Civil {
  date::local_time<Duration> time;
  seconds offset{0};
  std::string abbreviation = "UTC";
};

Civil civil(Time time, const date::time_zone* zone) {
  Civil civil{date::local_time<Duration>(time.time_since_epoch())};
  if (zone == nullptr) return civil;
  const auto info = zone->get_info(time);
  civil.time += info.offset;
  civil.offset = info.offset;
  civil.abbreviation = info.abbrev;
  return civil;
}

}  // namespace

tl::expected<Time, std::string> parse_moment(std::string_view text, const date::time_zone* zone) {
  if (const auto written = read_written(text)) {
    if (!written->offset) return in_zone(written->local, text, zone);
    return Time(written->local.time_since_epoch() - *written->offset);
  }
  return tl::unexpected(fmt::format("'{}' is not a time like 2026-11-23T10:00 or 2026-11-23T10:00:00+07:00", text));
}

std::string format_time(Time time, const date::time_zone* zone) {
  const auto local = civil(time, zone);
  const auto whole = date::floor<seconds>(local.time);
  const bool on_the_minute = whole == date::floor<std::chrono::minutes>(local.time);
  return date::format(on_the_minute ? "%F %R " : "%F %T ", whole) + local.abbreviation;
}

std::string rfc3339(Time time, const date::time_zone* zone) {
  const auto local = civil(time, zone);
  const auto whole = date::floor<seconds>(local.time);
  const auto text = whole == local.time ? date::format("%FT%T", whole) : date::format("%FT%T", local.time);
  const auto minutes = date::floor<std::chrono::minutes>(date::abs(local.offset)).count();
  return fmt::format("{}{}{:02}:{:02}", text, local.offset < seconds(0) ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace jeda
