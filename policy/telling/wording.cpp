// Moments and lengths of time in the words of people.
#include <array>

#include <fmt/format.h>

#include "base/moments.h"
#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

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

/// A moment on the clock of a zone.
struct Clock {
  date::local_days day;
  std::string time;  // "09:00"
  std::string zone;  // "WIB"

  Clock(Time moment, const date::time_zone& in) : zone(zone_text(moment, &in)) {
    const date::local_time<Duration> clock = in.to_local(moment);
    day = date::floor<date::days>(clock);
    const date::hh_mm_ss<Duration> of_day(clock - day);
    time = fmt::format("{:02}:{:02}", of_day.hours().count(), of_day.minutes().count());
  }
};

/// `names`: "" or "short."; `time`: as the clock has it, or more.
std::string format_clock_as(std::string_view form, std::string_view names, const Clock& clock, std::string_view time,
                            Language language) {
  const date::year_month_day date(clock.day);
  const auto name = [&](std::string_view of, unsigned number) {
    return texts::text(language, fmt::format("{}.{}{}", of, names, number));
  };
  return texts::told(language, form,
                     {{"weekday", name("weekday", date::weekday(clock.day).c_encoding())},
                      {"day", static_cast<unsigned>(date.day())},
                      {"month", name("month", static_cast<unsigned>(date.month()))},
                      {"year", static_cast<int>(date.year())},
                      {"time", time},
                      {"zone", clock.zone}});
}

std::string format_moment_as(std::string_view form, std::string_view names, Time moment, const date::time_zone& zone,
                             Language language) {
  const Clock clock(moment, zone);
  return format_clock_as(form, names, clock, clock.time, language);
}

}  // namespace

std::string format_moment(Time moment, const date::time_zone& zone, Language language) {
  return format_moment_as("moment", "", moment, zone, language);
}

std::string format_span(Time from, Time to, const date::time_zone& zone, Language language) {
  const Clock begin(from, zone);
  const Clock end(to, zone);
  if (begin.day != end.day)
    return fmt::format("{} – {}", format_moment(from, zone, language), format_moment(to, zone, language));
  return format_clock_as("moment.span", "", begin, fmt::format("{}–{}", begin.time, end.time), language);
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
