#include "base/moments.h"

#include <date/date.h>
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "base/text.h"

namespace jeda {
namespace {

using std::chrono::seconds;
using LocalTime = date::local_time<seconds>;

/// A time as it was written. Not read by date::from_stream: what it makes of a malformed "%T" is undefined.
struct Written {
  LocalTime local;
  std::optional<std::chrono::minutes> offset;
};

/// Takes what has that form (see has_form) off the front of `text`; empty where nothing has.
std::string_view take(std::string_view& text, std::string_view form) {
  const auto front = text.substr(0, form.size());
  if (!has_form(front, form)) return {};
  text.remove_prefix(form.size());
  return front;
}

/// The two digits at a place; 0 where the part is not there.
int number(std::string_view part, std::size_t at) {
  return part.empty() ? 0 : (part[at] - '0') * 10 + (part[at + 1] - '0');
}

/// REQUIRES: the form of "9999-99-99".
date::year_month_day date_of(std::string_view day) {
  return {date::year(number(day, 0) * 100 + number(day, 2)), date::month(static_cast<unsigned>(number(day, 5))),
          date::day(static_cast<unsigned>(number(day, 8)))};
}

/// Absent where `text` has another form, or names a day or a time of day that does not exist.
std::optional<Written> read_written(std::string_view text) {
  const auto day = take(text, "9999-99-99");
  if (day.empty() || (!text.starts_with('T') && !text.starts_with(' '))) return std::nullopt;
  text.remove_prefix(1);
  const auto clock = take(text, "99:99");
  const auto second = take(text, ":99");
  const bool utc = text == "Z";
  const bool behind = text.starts_with('-');
  const auto offset = take(text, behind ? "-99:99" : "+99:99");
  if (clock.empty() || (!utc && !text.empty())) return std::nullopt;
  const auto date = date_of(day);
  const bool exists = date.ok() && number(clock, 0) < 24 && number(clock, 3) < 60 && number(second, 1) < 60 &&
                      number(offset, 1) < 24 && number(offset, 4) < 60;
  if (!exists) return std::nullopt;
  Written written{date::local_days(date) + std::chrono::hours(number(clock, 0)) +
                      std::chrono::minutes(number(clock, 3)) + seconds(number(second, 1)),
                  std::nullopt};
  const auto length = std::chrono::hours(number(offset, 1)) + std::chrono::minutes(number(offset, 4));
  if (utc || !offset.empty()) written.offset = behind ? -length : length;
  return written;
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

std::string name_of(const date::time_zone& zone, const date::sys_info& info) {
  if (zone.name() == "Asia/Jakarta") return "WIB";
  if (zone.name() == "Asia/Makassar") return "WITA";
  if (zone.name() == "Asia/Jayapura") return "WIT";
  return info.abbrev;
}

Civil civil(Time time, const date::time_zone* zone) {
  Civil civil{date::local_time<Duration>(time.time_since_epoch())};
  if (zone == nullptr) return civil;
  const auto info = zone->get_info(time);
  civil.time += info.offset;
  civil.offset = info.offset;
  civil.abbreviation = name_of(*zone, info);
  return civil;
}

/// The first moment of a day; where its midnight never comes, what comes instead.
Time beginning_of(date::local_days day, const date::time_zone* zone) {
  if (zone == nullptr) return Time(day.time_since_epoch());
  return zone->to_sys(date::local_time<Duration>(day), date::choose::earliest);
}

}  // namespace

tl::expected<Time, std::string> parse_moment(std::string_view text, const date::time_zone* zone) {
  if (const auto written = read_written(text)) {
    if (!written->offset) return in_zone(written->local, text, zone);
    return Time(written->local.time_since_epoch() - *written->offset);
  }
  return tl::unexpected(fmt::format("'{}' is not a time like 2026-11-23T10:00 or 2026-11-23T10:00:00+07:00", text));
}

tl::expected<Time, std::string> parse_moment_or_day(std::string_view text, const date::time_zone* zone, DayEdge edge) {
  if (!has_form(text, "9999-99-99")) return parse_moment(text, zone);
  const auto date = date_of(text);
  if (!date.ok()) return tl::unexpected(fmt::format("there is no day '{}'", text));
  return beginning_of(date::local_days(date) + date::days(edge == DayEdge::end ? 1 : 0), zone);
}

std::string zone_text(Time time, const date::time_zone* zone) { return civil(time, zone).abbreviation; }

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
