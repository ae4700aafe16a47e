// The day on which somebody who is away is back. Internal to mail/. Safe for concurrent use.
#pragma once

#include <optional>
#include <string_view>

#include <date/date.h>

namespace jeda::mail {

/// Reads "back on Monday, 30 November", "kembali bekerja tanggal 2/12/2026", "until Dec 4", "s/d 2026-12-04" and the
/// like, in Indonesian and English. After "until" one is back the day after, after "back on" that day; where both are
/// said, the latter counts. Dates without a year are those within half a year of `today`; of 2/12 the 2 is the day,
/// unless only the other way round gives a day that can be. Absent where no such day lies between `today` and a year
/// later. The first 8 KiB are read. Linear.
std::optional<date::year_month_day> return_date(std::string_view text, date::year_month_day today);

/// True for a text that speaks of being away at all: "out of office", "cuti", "back on", ...
bool speaks_of_absence(std::string_view text);

}  // namespace jeda::mail
