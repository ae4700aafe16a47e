// Moments and lengths of time in the words of people.
#include <fmt/format.h>

#include "policy/telling/advice.h"

namespace jeda::policy {

namespace {

using Names = std::array<std::string_view, 12>;

constexpr Names months_id{"Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
                          "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};
constexpr Names months_en{"January", "February", "March",     "April",   "May",      "June",
                          "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> days_id{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"};
constexpr std::array<std::string_view, 7> days_en{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};

/// Indonesia's zones are called by their Indonesian names in both languages, whatever the tz data on the host says.
std::string zone_name(const date::time_zone& zone, const date::sys_info& info) {
  if (zone.name() == "Asia/Jakarta") return "WIB";
  if (zone.name() == "Asia/Makassar") return "WITA";
  if (zone.name() == "Asia/Jayapura") return "WIT";
  return info.abbrev;
}

struct Unit {
  Duration length;
  std::string_view id;
  std::string_view en;
};
constexpr std::array<Unit, 4> units{{{std::chrono::hours(24), "hari", "day"},
                                     {std::chrono::hours(1), "jam", "hour"},
                                     {std::chrono::minutes(1), "menit", "minute"},
                                     {std::chrono::seconds(1), "detik", "second"}}};

const Unit& unit_of(Duration duration) {
  if (duration == Duration::zero()) return units[2];
  for (const Unit& unit : units) {
    if (duration % unit.length == Duration::zero()) return unit;
  }
  return units.back();
}

}  // namespace

std::string format_moment(Time moment, const date::time_zone& zone, Language language) {
  const date::sys_info info = zone.get_info(moment);
  const date::local_time<Duration> clock(moment.time_since_epoch() + info.offset);
  const auto day = date::floor<date::days>(clock);
  const date::year_month_day date(day);
  const bool id = language == Language::id;
  const unsigned month = static_cast<unsigned>(date.month()) - 1;
  const unsigned weekday = date::weekday(day).c_encoding();
  const date::hh_mm_ss<Duration> time(clock - day);
  return fmt::format("{}, {} {} {} {} {:02}:{:02} {}", (id ? days_id : days_en)[weekday],
                     static_cast<unsigned>(date.day()), (id ? months_id : months_en)[month],
                     static_cast<int>(date.year()), id ? "pukul" : "at", time.hours().count(), time.minutes().count(),
                     zone_name(zone, info));
}

std::string format_duration(Duration duration, Language language) {
  const Unit& unit = unit_of(duration);
  const auto count = duration / unit.length;
  if (language == Language::id) return fmt::format("{} {}", count, unit.id);
  return fmt::format("{} {}{}", count, unit.en, count == 1 ? "" : "s");
}

}  // namespace jeda::policy
