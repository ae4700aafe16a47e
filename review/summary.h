// A prospect's history in words.
#pragma once

#include <date/tz.h>

#include <string>

#include "policy/history.h"

namespace jeda::review {

/// "2026-11-20 10:00 WIB by budi, an answer, on hold", or "none".
std::string describe_newest(const policy::History& history, const date::time_zone* zone);

/// "2 unanswered; newest contact ...; newest reply ...", or "nothing yet".
std::string describe(const policy::History& history, const date::time_zone* zone);

}  // namespace jeda::review
