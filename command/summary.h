// A prospect's history in words.
#pragma once

#include <date/tz.h>

#include <string>

#include "policy/history.h"

namespace jeda::command {

/// "2026-11-20 10:00 WIB by budi, an answer, on hold", "... by sari, a call", or "none".
std::string describe_newest(const policy::History& history, const date::time_zone* zone);

/// "2026-11-27 10:00 WIB to 2026-11-27 12:00 WIB"; one moment where both are the same.
std::string describe(const policy::Slot& slot, const date::time_zone* zone);

/// "2 unanswered; newest contact ...; newest reply ...", or "nothing yet".
std::string describe(const policy::History& history, const date::time_zone* zone);

}  // namespace jeda::command
