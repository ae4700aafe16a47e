#include "policy/hours.h"

#include <algorithm>

namespace jeda::policy {

namespace {

using LocalTime = date::local_time<Duration>;
using std::chrono::minutes;

const std::string* closing(const LocalHours& hours, date::local_days day) {
  if (hours.week.open_on_holidays) return nullptr;
  const auto found = hours.holidays.find(day);
  return found == hours.holidays.end() ? nullptr : &found->second;
}

const std::vector<Window>& windows_of(const LocalHours& hours, date::local_days day) {
  return hours.week.days[date::weekday(day).c_encoding()];
}

bool stands_in(const std::vector<Window>& windows, Duration since_midnight) {
  return std::any_of(windows.begin(), windows.end(), [=](const Window& window) {
    return minutes(window.from) <= since_midnight && since_midnight < minutes(window.to);
  });
}

/// Whether the week alone opens a moment: by a window of its date, and by one of the day before.
struct ByWeek {
  bool today = false;
  bool yesterday = false;
};

ByWeek by_week(const LocalHours& hours, date::local_days day, Duration since_midnight) {
  return {stands_in(windows_of(hours, day), since_midnight),
          stands_in(windows_of(hours, day - date::days(1)), since_midnight + date::days(1))};
}

bool open_on_clock(const LocalHours& hours, LocalTime clock) {
  const auto day = date::floor<date::days>(clock);
  const ByWeek week = by_week(hours, day, clock - day);
  if (!week.today && !week.yesterday) return false;
  if (closing(hours, day)) return false;
  return week.today || !closing(hours, day - date::days(1));
}

/// The first start of a window after `clock` and not after `until`.
std::optional<LocalTime> next_start(const LocalHours& hours, LocalTime clock, LocalTime until) {
  for (auto day = date::floor<date::days>(clock); day <= until; day += date::days(1)) {
    if (closing(hours, day)) continue;
    for (const Window& window : windows_of(hours, day)) {
      const LocalTime start = day + minutes(window.from);
      if (start > clock) return start <= until ? std::optional(start) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

bool LocalHours::open(Time at) const {
  return open_on_clock(*this, LocalTime(at.time_since_epoch() + zone.get_info(at).offset));
}

const std::string* LocalHours::closing_holiday(Time at) const {
  const LocalTime clock(at.time_since_epoch() + zone.get_info(at).offset);
  const auto day = date::floor<date::days>(clock);
  const ByWeek opened = by_week(*this, day, clock - day);
  if (!opened.today && !opened.yesterday) return nullptr;
  const std::string* today = closing(*this, day);
  if (today || opened.today) return today;
  return closing(*this, day - date::days(1));
}

/// Between two changes of the zone's offset the wall clock runs evenly, so each such stretch is searched on the wall
/// clock alone.
std::optional<Time> LocalHours::next_opening(Time from, Time until) const {
  while (from <= until) {
    const date::sys_info stretch = zone.get_info(from);
    const LocalTime clock(from.time_since_epoch() + stretch.offset);
    if (open_on_clock(*this, clock)) return from;
    const Time last = std::min<Time>(until, stretch.end - Duration(1));
    const auto start = next_start(*this, clock, LocalTime(last.time_since_epoch() + stretch.offset));
    if (start) return Time(start->time_since_epoch() - stretch.offset);
    from = stretch.end;
  }
  return std::nullopt;
}

}  // namespace jeda::policy
