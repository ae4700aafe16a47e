#include "policy/hours.h"

#include <algorithm>

namespace jeda::policy {

namespace {

using LocalTime = date::local_time<Duration>;
using std::chrono::minutes;

/// Windows, and the holidays that close them: null where none do.
struct Week {
  const WeekWindows& days;
  const Calendar* holidays = nullptr;
};

Week week_of(const LocalHours& hours) {
  return {hours.week.days, hours.week.open_on_holidays ? nullptr : &hours.holidays};
}

const std::string* closing(const Week& week, date::local_days day) {
  if (!week.holidays) return nullptr;
  const auto found = week.holidays->find(day);
  return found == week.holidays->end() ? nullptr : &found->second;
}

const std::vector<Window>& windows_of(const Week& week, date::local_days day) {
  return week.days[date::weekday(day).c_encoding()];
}

LocalTime clock_at(Time at, const date::time_zone& zone) {
  return LocalTime(at.time_since_epoch() + zone.get_info(at).offset);
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

ByWeek by_week(const Week& week, date::local_days day, Duration since_midnight) {
  return {stands_in(windows_of(week, day), since_midnight),
          stands_in(windows_of(week, day - date::days(1)), since_midnight + date::days(1))};
}

bool open_on_clock(const Week& week, LocalTime clock) {
  const auto day = date::floor<date::days>(clock);
  const ByWeek opened = by_week(week, day, clock - day);
  if (!opened.today && !opened.yesterday) return false;
  if (closing(week, day)) return false;
  return opened.today || !closing(week, day - date::days(1));
}

/// The first start of a window after `clock` and not after `until`.
std::optional<LocalTime> next_start(const Week& week, LocalTime clock, LocalTime until) {
  for (auto day = date::floor<date::days>(clock); day <= until; day += date::days(1)) {
    if (closing(week, day)) continue;
    for (const Window& window : windows_of(week, day)) {
      const LocalTime start = day + minutes(window.from);
      if (start > clock) return start <= until ? std::optional(start) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// The end of the windows that hold `clock`, the longest of them; `clock` itself where none does.
LocalTime end_of_windows(const WeekWindows& days, LocalTime clock) {
  const auto today = date::floor<date::days>(clock);
  LocalTime end = clock;
  for (const auto day : {today - date::days(1), today}) {
    for (const Window& window : windows_of(Week{days}, day)) {
      if (day + minutes(window.from) <= clock) end = std::max<LocalTime>(end, day + minutes(window.to));
    }
  }
  return end;
}

/// Between two changes of the zone's offset the wall clock runs evenly, so each such stretch is searched on the wall
/// clock alone.
std::optional<Time> next_open(const Week& week, const date::time_zone& zone, Time from, Time until) {
  while (from <= until) {
    const date::sys_info stretch = zone.get_info(from);
    const LocalTime clock(from.time_since_epoch() + stretch.offset);
    if (open_on_clock(week, clock)) return from;
    const Time last = std::min<Time>(until, stretch.end - Duration(1));
    const auto start = next_start(week, clock, LocalTime(last.time_since_epoch() + stretch.offset));
    if (start) return Time(start->time_since_epoch() - stretch.offset);
    from = stretch.end;
  }
  return std::nullopt;
}

}  // namespace

bool LocalHours::open(Time at) const { return open_on_clock(week_of(*this), clock_at(at, zone)); }

const std::string* LocalHours::closing_holiday(Time at) const {
  const LocalTime clock = clock_at(at, zone);
  const auto day = date::floor<date::days>(clock);
  const ByWeek opened = by_week(week_of(*this), day, clock - day);
  if (!opened.today && !opened.yesterday) return nullptr;
  const std::string* today = closing(week_of(*this), day);
  if (today || opened.today) return today;
  return closing(week_of(*this), day - date::days(1));
}

std::optional<Time> LocalHours::next_opening(Time from, Time until) const {
  return next_open(week_of(*this), zone, from, until);
}

bool LocalWindows::contains(Time at) const { return open_on_clock(Week{days}, clock_at(at, zone)); }

std::optional<Time> LocalWindows::next_inside(Time from, Time until) const {
  if (is_empty(days)) return std::nullopt;
  return next_open(Week{days}, zone, from, until);
}

std::optional<Time> LocalWindows::next_outside(Time from, Time until) const {
  constexpr int most_steps = 1000;  // two years of days, each held by a window
  for (int step = 0; step < most_steps && from <= until; ++step) {
    const date::sys_info stretch = zone.get_info(from);
    const LocalTime clock(from.time_since_epoch() + stretch.offset);
    if (!open_on_clock(Week{days}, clock)) return from;
    const Time end(end_of_windows(days, clock).time_since_epoch() - stretch.offset);
    from = std::min<Time>(end, stretch.end);
  }
  return std::nullopt;
}

bool is_empty(const WeekWindows& days) {
  return std::all_of(days.begin(), days.end(), [](const auto& windows) { return windows.empty(); });
}

}  // namespace jeda::policy
