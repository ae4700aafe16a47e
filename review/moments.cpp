#include "review/moments.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <optional>
#include <sstream>

namespace jeda::review {
namespace {

using std::chrono::seconds;
using LocalTime = date::local_time<seconds>;

/// Reads all of `text`; absent where it has another form.
template <typename TimePoint>
std::optional<TimePoint> read_as(const std::string& text, const char* form) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  TimePoint time;
  date::from_stream(in, form, time);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return time;
}

std::optional<date::sys_seconds> read_with_offset(const std::string& text) {
  for (const auto* form : {"%FT%TZ", "%FT%RZ", "%FT%T%Ez", "%FT%R%Ez"}) {
    if (const auto time = read_as<date::sys_seconds>(text, form)) return time;
  }
  return std::nullopt;
}

std::optional<LocalTime> read_local(const std::string& text) {
  for (const auto* form : {"%FT%T", "%FT%R"}) {
    if (const auto time = read_as<LocalTime>(text, form)) return time;
  }
  return std::nullopt;
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
  std::string form(text);
  if (form.size() > 10 && form[10] == ' ') form[10] = 'T';
  if (form.size() <= 40) {
    if (const auto time = read_with_offset(form)) return Time(*time);
    if (const auto local = read_local(form)) return in_zone(*local, text, zone);
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

}  // namespace jeda::review
