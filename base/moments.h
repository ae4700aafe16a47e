// Moments as the command reads and writes them. A zone is given by pointer; null is UTC.
#pragma once

#include <date/tz.h>

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/time.h"

namespace jeda {

/// Reads "2026-11-23T10:00", with or without seconds, a space for the T, and an offset ("+07:00", "Z") at its end.
/// Without an offset it is `zone`'s clock; an hour that comes twice there (clocks set back) is the first, one that
/// never comes is an error. The error is a sentence.
tl::expected<Time, std::string> parse_moment(std::string_view text, const date::time_zone* zone);

/// The same, or a day alone, "2026-11-23": its beginning by `zone`'s clock or, as an upper bound, its end.
enum class DayEdge { beginning, end };
tl::expected<Time, std::string> parse_moment_or_day(std::string_view text, const date::time_zone* zone,
                                                    DayEdge edge = DayEdge::beginning);

/// How the zone is called at that moment, "WIB": Indonesia's by their Indonesian names, whatever the tz data on the
/// host say; else their abbreviation. UTC for null.
std::string zone_text(Time time, const date::time_zone* zone);

/// For people: "2026-11-23 10:00 WIB"; the seconds only where there are some.
std::string format_time(Time time, const date::time_zone* zone);

/// For programs, RFC 3339: "2026-11-23T10:00:00+07:00"; six decimals only where there are some.
std::string rfc3339(Time time, const date::time_zone* zone);

}  // namespace jeda
