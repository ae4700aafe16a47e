#include "policy/hours.h"

#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

struct OpenCase {
  std::string clock;
  bool want_open = false;
  std::string want_holiday;
};

void check_table(const LocalHours& hours, const std::vector<OpenCase>& table) {
  for (const OpenCase& row : table) {
    INFO(row.clock);
    const Time at = moment(row.clock, hours.zone.name());
    CHECK(hours.open(at) == row.want_open);
    const std::string* holiday = hours.closing_holiday(at);
    CHECK((holiday ? *holiday : "") == row.want_holiday);
  }
}

struct NextCase {
  std::string from;
  std::string want;  // "never"
};

void check_next(const LocalHours& hours, const std::vector<NextCase>& table) {
  for (const NextCase& row : table) {
    INFO(row.from);
    const Time from = moment(row.from, hours.zone.name());
    CHECK(show(hours.next_opening(from, from + days(731)), hours.zone.name()) == row.want);
  }
}

WeekHours every_day(std::vector<Window> windows) {
  WeekHours week;
  week.days.fill(std::move(windows));
  week.open_on_holidays = true;
  return week;
}

const Calendar no_holidays;

}  // namespace

TEST_CASE("business hours are open from their first minute to before their last") {
  const Policy policy = bare_policy();
  check_table({policy.business, policy.holidays, zone("Asia/Jakarta")}, {
                                                                            {"2026-11-30 08:59:59", false, ""},
                                                                            {"2026-11-30 09:00", true, ""},
                                                                            {"2026-11-30 16:59:59", true, ""},
                                                                            {"2026-11-30 17:00", false, ""},
                                                                            {"2026-11-28 10:00", false, ""},
                                                                            {"2026-11-29 10:00", false, ""},
                                                                            {"2026-12-25 10:00", false, "Natal"},
                                                                            {"2026-12-25 08:00", false, ""},
                                                                            {"2026-12-24 10:00", true, ""},
                                                                        });
}

TEST_CASE("consumer hours have two windows, long weekends, and stay open on holidays") {
  const Policy policy = bare_policy();
  check_table({policy.consumer, policy.holidays, zone("Asia/Jayapura")}, {
                                                                             {"2026-11-30 10:59", false, ""},
                                                                             {"2026-11-30 11:00", true, ""},
                                                                             {"2026-11-30 13:00", false, ""},
                                                                             {"2026-11-30 17:00", true, ""},
                                                                             {"2026-11-30 21:00", false, ""},
                                                                             {"2026-11-28 08:00", true, ""},
                                                                             {"2026-11-29 20:59", true, ""},
                                                                             {"2026-11-29 21:00", false, ""},
                                                                             {"2026-12-25 12:00", true, ""},
                                                                             {"2026-12-25 10:00", false, ""},
                                                                         });
}

TEST_CASE("a holiday is a date in the prospect's zone, not in the server's") {
  const Policy policy = bare_policy();
  // 23:30 UTC on the 24th: already Christmas in Jayapura, 08:30; two hours later it is 10:30.
  const LocalHours jayapura{policy.business, policy.holidays, zone("Asia/Jayapura")};
  CHECK_FALSE(jayapura.open(moment("2026-12-25 01:30", "UTC")));
  const LocalHours berlin{policy.business, policy.holidays, zone("Europe/Berlin")};
  CHECK(berlin.open(moment("2026-12-24 15:00", "UTC")));
  CHECK_FALSE(berlin.open(moment("2026-12-25 15:00", "UTC")));
}

TEST_CASE("the next opening has the right day and the right hour") {
  const Policy policy = bare_policy();
  check_next({policy.business, policy.holidays, zone("Asia/Jakarta")},
             {
                 {"2026-11-30 10:00", "Mon 2026-11-30 10:00:00 WIB"},
                 {"2026-11-30 03:00", "Mon 2026-11-30 09:00:00 WIB"},
                 {"2026-11-30 17:00", "Tue 2026-12-01 09:00:00 WIB"},
                 {"2026-11-27 22:15", "Mon 2026-11-30 09:00:00 WIB"},
                 {"2026-11-28 10:00", "Mon 2026-11-30 09:00:00 WIB"},
                 {"2026-12-24 18:00", "Mon 2026-12-28 09:00:00 WIB"},  // a holiday, then a weekend
                 {"2026-12-25 10:00", "Mon 2026-12-28 09:00:00 WIB"},
                 {"2026-12-31 18:00", "Mon 2027-01-04 09:00:00 WIB"},
             });
  check_next({policy.consumer, policy.holidays, zone("Asia/Jakarta")},
             {
                 {"2026-11-30 09:00", "Mon 2026-11-30 11:00:00 WIB"},
                 {"2026-11-30 13:00", "Mon 2026-11-30 17:00:00 WIB"},
                 {"2026-11-27 21:00", "Sat 2026-11-28 08:00:00 WIB"},
                 {"2026-12-25 13:30", "Fri 2026-12-25 17:00:00 WIB"},
             });
}

TEST_CASE("hours that never open have no next opening") {
  const WeekHours never;
  check_next({never, no_holidays, zone("Asia/Jakarta")}, {{"2026-11-30 10:00", "never"}});
}

TEST_CASE("a window past midnight belongs to the day it starts on") {
  WeekHours week;
  week.days[5] = {{clock_minute(22), clock_minute(26)}};  // Friday
  const Calendar holidays{{day(2026, 12, 4), "Jumat libur"}, {day(2026, 12, 12), "Sabtu libur"}};
  const LocalHours hours{week, holidays, zone("Asia/Jakarta")};
  check_table(hours, {
                         {"2026-11-27 21:59", false, ""},
                         {"2026-11-27 22:00", true, ""},
                         {"2026-11-28 00:00", true, ""},
                         {"2026-11-28 01:59", true, ""},
                         {"2026-11-28 02:00", false, ""},
                         {"2026-11-27 01:00", false, ""},
                         {"2026-12-04 23:00", false, "Jumat libur"},
                         {"2026-12-05 01:00", false, "Jumat libur"},  // the rest of a window that never opened
                         {"2026-12-11 23:00", true, ""},
                         {"2026-12-12 01:00", false, "Sabtu libur"},  // the date itself is a holiday
                     });
  check_next(hours, {
                        {"2026-11-28 01:30", "Sat 2026-11-28 01:30:00 WIB"},
                        {"2026-11-28 02:00", "Fri 2026-12-11 22:00:00 WIB"},
                        {"2026-12-12 00:30", "Fri 2026-12-18 22:00:00 WIB"},
                    });
}

TEST_CASE("hours the clock skips in spring open when the clock goes on") {
  // Berlin, 2026-03-29: 02:00 CET is followed by 03:00 CEST.
  const WeekHours early = every_day({{clock_minute(2, 30), clock_minute(5)}});
  const LocalHours hours{early, no_holidays, zone("Europe/Berlin")};
  check_next(hours, {{"2026-03-29 01:00", "Sun 2026-03-29 03:00:00 CEST"}});
  const WeekHours skipped = every_day({{clock_minute(2, 15), clock_minute(2, 45)}});
  check_next({skipped, no_holidays, zone("Europe/Berlin")}, {{"2026-03-29 01:00", "Mon 2026-03-30 02:15:00 CEST"}});
}

TEST_CASE("hours the clock repeats in autumn are open twice") {
  // Berlin, 2026-10-25: 03:00 CEST is followed by 02:00 CET.
  const WeekHours repeated = every_day({{clock_minute(2, 15), clock_minute(2, 45)}});
  const LocalHours hours{repeated, no_holidays, zone("Europe/Berlin")};
  const Time first = moment("2026-10-25 02:15", "Europe/Berlin");
  CHECK(hours.open(first));
  CHECK(hours.open(first + std::chrono::hours(1)));
  CHECK_FALSE(hours.open(first + std::chrono::minutes(30)));
  const auto second = hours.next_opening(first + std::chrono::minutes(30), first + days(1));
  CHECK(show(second, "Europe/Berlin") == "Sun 2026-10-25 02:15:00 CET");
  const WeekHours until_half = every_day({{clock_minute(1), clock_minute(2, 30)}});
  const LocalHours turned_back{until_half, no_holidays, zone("Europe/Berlin")};
  const auto reopened = turned_back.next_opening(first + std::chrono::minutes(15), first + days(1));
  CHECK(show(reopened, "Europe/Berlin") == "Sun 2026-10-25 02:00:00 CET");
}

TEST_CASE("the whole day is open from midnight to midnight") {
  const WeekHours always = every_day({{0, clock_minute(24)}});
  const LocalHours hours{always, no_holidays, zone("Asia/Jakarta")};
  check_table(hours, {{"2026-11-30 00:00", true, ""}, {"2026-11-30 23:59:59", true, ""}});
}
