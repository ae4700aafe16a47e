// Moments and spans as the explanations give them: English, on a wall clock. Internal to policy/.
#pragma once

#include <string>

#include <date/tz.h>

#include "base/time.h"

namespace jeda::policy {

/// "2026-11-20 10:00 +07"; seconds only where they are not zero. UTC where there is no zone.
std::string clock_text(Time at, const date::time_zone* zone);

/// "Fri"
std::string weekday_text(Time at, const date::time_zone& zone);

/// "7 days", "3 days 2 hours", "59 minutes 30 seconds": the two largest units.
std::string span_text(Duration span);

/// "3 days ago", "3 days in the future, the clock was set back"
std::string age_text(Time then, Time now);

}  // namespace jeda::policy
