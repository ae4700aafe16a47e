#include "base/moments.h"

#include <catch2/catch.hpp>

using jeda::DayEdge;
using jeda::format_time;
using jeda::parse_moment;
using jeda::parse_moment_or_day;
using jeda::rfc3339;
using jeda::Time;

namespace {

const date::time_zone* zone(const char* name) { return date::locate_zone(name); }

Time utc(int year, unsigned month, unsigned day, int hour, int minute, int second = 0) {
  using namespace date;
  return sys_days(date::year(year) / month / day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

TEST_CASE("a moment is read in every form that is documented") {
  const auto morning = utc(2026, 11, 23, 3, 0);
  for (const auto* text : {"2026-11-23T10:00", "2026-11-23 10:00", "2026-11-23T10:00:00", "2026-11-23 10:00:00",
                           "2026-11-23T10:00+07:00", "2026-11-23T10:00:00+07:00", "2026-11-23 10:00:00+07:00",
                           "2026-11-23T03:00Z", "2026-11-23T03:00:00Z", "2026-11-22T22:00:00-05:00"}) {
    INFO(text);
    CHECK(parse_moment(text, zone("Asia/Jakarta")) == morning);
  }
}

TEST_CASE("a day is its beginning by the prospect's clock, or as an upper bound its end") {
  CHECK(parse_moment_or_day("2026-11-23", zone("Asia/Jakarta")) == utc(2026, 11, 22, 17, 0));
  CHECK(parse_moment_or_day("2026-11-23", zone("Asia/Jakarta"), DayEdge::end) == utc(2026, 11, 23, 17, 0));
  CHECK(parse_moment_or_day("2026-11-23", nullptr) == utc(2026, 11, 23, 0, 0));
  CHECK(parse_moment_or_day("2026-11-23T10:00", zone("Asia/Jakarta"), DayEdge::end) == utc(2026, 11, 23, 3, 0));
  CHECK(parse_moment_or_day("2018-11-04", zone("America/Sao_Paulo")) == utc(2018, 11, 4, 3, 0));  // no midnight came
  CHECK(parse_moment_or_day("2026-02-30", nullptr).error() == "there is no day '2026-02-30'");
  CHECK_FALSE(parse_moment_or_day("2026-11-23x", nullptr));
}

TEST_CASE("a moment without an offset is by the prospect's clock") {
  CHECK(parse_moment("2026-11-23T10:00", zone("Asia/Jayapura")) == utc(2026, 11, 23, 1, 0));
  CHECK(parse_moment("2026-11-23T10:00", nullptr) == utc(2026, 11, 23, 10, 0));
}

TEST_CASE("what is no moment is refused") {
  for (const auto* text : {"", "now", "2026-11-23", "10:00", "2026-13-01T10:00", "2026-02-30T10:00", "2026-11-23T25:00",
                           "2026-11-23T10:00 WIB", "2026-11-23T10:00:60", "2026-11-23T10:6", "2026-11-23T10:00+0700",
                           "2026-11-23T10:00+24:00", "2026-11-23T10:00+07:00+07:00", "2026-1-3T10:00",
                           "-2026-11-23T10:00", "2026-11-23T10:00+07:00x", "23/11/2026 10:00"}) {
    INFO(text);
    const auto time = parse_moment(text, nullptr);
    REQUIRE_FALSE(time);
    CHECK(time.error() ==
          "'" + std::string(text) + "' is not a time like 2026-11-23T10:00 or 2026-11-23T10:00:00+07:00");
  }
}

TEST_CASE("where clocks jump, the hour that comes twice is the first, and the one that never comes is refused") {
  CHECK(parse_moment("2026-10-25T02:30", zone("Europe/Berlin")) == utc(2026, 10, 25, 0, 30));
  const auto never = parse_moment("2026-03-29T02:30", zone("Europe/Berlin"));
  REQUIRE_FALSE(never);
  CHECK(never.error() == "there is no '2026-03-29T02:30' in Europe/Berlin: clocks were set forward over it");
}

TEST_CASE("people see the prospect's clock and its name") {
  CHECK(format_time(utc(2026, 11, 23, 3, 0), zone("Asia/Jakarta")) == "2026-11-23 10:00 WIB");
  CHECK(format_time(utc(2026, 11, 23, 15, 30), zone("Asia/Jayapura")) == "2026-11-24 00:30 WIT");
  CHECK(format_time(utc(2026, 11, 23, 3, 0, 7), zone("Asia/Makassar")) == "2026-11-23 11:00:07 WITA");
  CHECK(format_time(utc(2026, 11, 23, 3, 0), nullptr) == "2026-11-23 03:00 UTC");
}

TEST_CASE("programs see RFC 3339 with an offset") {
  const auto time = utc(2026, 11, 23, 3, 0);
  CHECK(rfc3339(time, zone("Asia/Jakarta")) == "2026-11-23T10:00:00+07:00");
  CHECK(rfc3339(time, zone("America/St_Johns")) == "2026-11-22T23:30:00-03:30");
  CHECK(rfc3339(time, nullptr) == "2026-11-23T03:00:00+00:00");
  CHECK(rfc3339(time + std::chrono::microseconds(250), nullptr) == "2026-11-23T03:00:00.000250+00:00");
}
