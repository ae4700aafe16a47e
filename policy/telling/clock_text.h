// Moments and spans as the explanations give them: English, on a wall clock.
#pragma once

#include <string>

#include <date/tz.h>

#include "base/time.h"
#include "policy/history.h"

namespace jeda::policy {

/// "2026-11-20 10:00 WIB"; seconds only where they are not zero. UTC where there is no zone.
std::string clock_text(Time at, const date::time_zone* zone);

/// "2026-11-27 10:00 to 12:00 WIB": a day that both ends share stands once. A slot without a length is its moment.
std::string clock_text(const Slot& slot, const date::time_zone* zone);

/// "Fri"
std::string weekday_text(Time at, const date::time_zone& zone);

/// "7 days", "3 days 2 hours", "59 minutes 30 seconds": the two largest units.
std::string span_text(Duration span);

/// "3 days ago", "3 days in the future, the clock was set back"
std::string age_text(Time then, Time now);

}  // namespace jeda::policy
