// Moments and lengths of time in the words of people.
#include <array>

#include <fmt/format.h>

#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

/// Indonesia's zones are called by their Indonesian names in both languages, whatever the tz data on the host says.
std::string zone_name(const date::time_zone& zone, const date::sys_info& info) {
  if (zone.name() == "Asia/Jakarta") return "WIB";
  if (zone.name() == "Asia/Makassar") return "WITA";
  if (zone.name() == "Asia/Jayapura") return "WIT";
  return info.abbrev;
}

struct Unit {
  Duration length;
  std::string_view key;
};
constexpr std::array<Unit, 4> units{{{std::chrono::hours(24), "duration.day"},
                                     {std::chrono::hours(1), "duration.hour"},
                                     {std::chrono::minutes(1), "duration.minute"},
                                     {std::chrono::seconds(1), "duration.second"}}};

const Unit& unit_of(Duration duration) {
  if (duration == Duration::zero()) return units[2];
  for (const Unit& unit : units) {
    if (duration % unit.length == Duration::zero()) return unit;
  }
  return units.back();
}

/// `names`: "" or "short."
std::string format_moment_as(std::string_view form, std::string_view names, Time moment, const date::time_zone& zone,
                             Language language) {
  const date::sys_info info = zone.get_info(moment);
  const date::local_time<Duration> clock(moment.time_since_epoch() + info.offset);
  const auto day = date::floor<date::days>(clock);
  const date::year_month_day date(day);
  const date::hh_mm_ss<Duration> time(clock - day);
  const auto name = [&](std::string_view of, unsigned number) {
    return texts::text(language, fmt::format("{}.{}{}", of, names, number));
  };
  return texts::told(language, form,
                     {{"weekday", name("weekday", date::weekday(day).c_encoding())},
                      {"day", static_cast<unsigned>(date.day())},
                      {"month", name("month", static_cast<unsigned>(date.month()))},
                      {"year", static_cast<int>(date.year())},
                      {"time", fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count())},
                      {"zone", zone_name(zone, info)}});
}

}  // namespace

std::string format_moment(Time moment, const date::time_zone& zone, Language language) {
  return format_moment_as("moment", "", moment, zone, language);
}

std::string format_short_moment(Time moment, const date::time_zone& zone, Language language) {
  return format_moment_as("moment.short", "short.", moment, zone, language);
}

std::string format_date(Time moment, const date::time_zone& zone, Language language) {
  return format_moment_as("moment.date", "short.", moment, zone, language);
}

std::string format_duration(Duration duration, Language language) {
  const Unit& unit = unit_of(duration);
  return texts::told_count(language, unit.key, duration / unit.length);
}

}  // namespace jeda::policy
