// Opening hours on a prospect's own clock: whether a moment is open, and when the next one is.
//
// A moment is open where its wall clock stands in a window of its own date, or in one of the day before that reaches
// past midnight. Where holidays close, nothing is open on the date of a holiday, nor is the rest of a window that a
// holiday would have opened. What the wall clock skips is never open; what it shows twice is open twice.
#pragma once

#include <optional>
#include <string>

#include "policy/policy.h"

namespace jeda::policy {

/// The hours of one audience in one zone. Borrows all three; copies are cheap.
struct LocalHours {
  const WeekHours& week;
  const Calendar& holidays;
  const date::time_zone& zone;

  bool open(Time at) const;

  /// The holiday without which `at` would be open; null where that is not why.
  const std::string* closing_holiday(Time at) const;

  /// The earliest open moment that is not before `from`. Absent where there is none up to `until`.
  std::optional<Time> next_opening(Time from, Time until) const;
};

/// A prospect's own windows, busy hours or agreed exceptions, in its zone; holidays mean nothing to them. Borrows both.
struct LocalWindows {
  const WeekWindows& days;
  const date::time_zone& zone;

  bool contains(Time at) const;

  /// The earliest moment in a window, or outside all windows, that is not before `from`. Absent where there is none up
  /// to `until`.
  std::optional<Time> next_inside(Time from, Time until) const;
  std::optional<Time> next_outside(Time from, Time until) const;
};

bool is_empty(const WeekWindows& days);

}  // namespace jeda::policy
