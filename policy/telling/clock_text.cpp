#include "policy/telling/clock_text.h"

#include <array>

#include <fmt/format.h>

#include "policy/telling/advice.h"

namespace jeda::policy {

namespace {

/// "+07", "+05:30"
std::string offset_text(std::chrono::seconds offset) {
  const auto minutes = std::chrono::abs(std::chrono::duration_cast<std::chrono::minutes>(offset)).count();
  const char sign = offset.count() < 0 ? '-' : '+';
  const std::string hours = fmt::format("{}{:02}", sign, minutes / 60);
  return minutes % 60 == 0 ? hours : fmt::format("{}:{:02}", hours, minutes % 60);
}

}  // namespace

std::string clock_text(Time at, const date::time_zone* zone) {
  const auto offset = zone ? zone->get_info(at).offset : std::chrono::seconds(0);
  const auto clock = date::floor<std::chrono::seconds>(date::local_time<Duration>(at.time_since_epoch() + offset));
  const bool whole_minute = clock == date::floor<std::chrono::minutes>(clock);
  return date::format(whole_minute ? "%F %H:%M " : "%F %T ", clock) + (zone ? offset_text(offset) : "UTC");
}

std::string weekday_text(Time at, const date::time_zone& zone) {
  const date::local_time<Duration> clock(at.time_since_epoch() + zone.get_info(at).offset);
  return date::format("%a", date::floor<date::days>(clock));
}

std::string span_text(Duration span) {
  constexpr std::array<Duration, 4> units{std::chrono::hours(24), std::chrono::hours(1), std::chrono::minutes(1),
                                          std::chrono::seconds(1)};
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (span < units[i]) continue;
    const Duration large = span / units[i] * units[i];
    const std::string first = format_duration(large, Language::en);
    if (i + 1 == units.size()) return first;
    const Duration small = (span - large) / units[i + 1] * units[i + 1];
    return small == Duration::zero() ? first : fmt::format("{} {}", first, format_duration(small, Language::en));
  }
  return "less than a second";
}

std::string age_text(Time then, Time now) {
  if (then > now) return fmt::format("{} in the future, the clock was set back", span_text(then - now));
  return fmt::format("{} ago", span_text(now - then));
}

}  // namespace jeda::policy
