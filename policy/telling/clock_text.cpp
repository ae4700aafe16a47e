#include "policy/telling/clock_text.h"

#include <array>

#include <fmt/format.h>

#include "base/moments.h"
#include "policy/telling/advice.h"

namespace jeda::policy {

namespace {

date::local_days day_of(Time at, const date::time_zone* zone) {
  const auto offset = zone ? zone->get_info(at).offset : std::chrono::seconds(0);
  return date::floor<date::days>(date::local_time<Duration>(at.time_since_epoch() + offset));
}

}  // namespace

std::string clock_text(Time at, const date::time_zone* zone) { return format_time(at, zone); }

std::string clock_text(const Slot& slot, const date::time_zone* zone) {
  const std::string from = clock_text(slot.from, zone);
  if (slot.from == slot.to) return from;
  const std::string to = clock_text(slot.to, zone);
  if (day_of(slot.from, zone) != day_of(slot.to, zone)) return fmt::format("{} to {}", from, to);
  constexpr std::size_t date_length = 11;  // "2026-11-27 "
  return fmt::format("{} to {}", from.substr(0, from.rfind(' ')), to.substr(date_length));
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
