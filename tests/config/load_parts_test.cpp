#include "policy/load/parts.h"

#include <catch2/catch.hpp>

#include "tests/config/support.h"

using namespace jeda::policy;
using namespace jeda::policy::load;

TEST_CASE("windows are read to minutes, past midnight too") {
  struct Case {
    std::string text;
    Window want_window;
  };
  const auto c = GENERATE(values<Case>({{"09:00-17:00", {540, 1020}},
                                        {"9:00-17:30", {540, 1050}},
                                        {"00:00-24:00", {0, 1440}},
                                        {"17:00-24:00", {1020, 1440}},
                                        {"22:00-02:00", {1320, 1560}},
                                        {"22:00-00:00", {1320, 1440}},
                                        {"00:01-00:00", {1, 1440}},
                                        {"23:59-23:58", {1439, 2878}}}));
  CHECK(parse_window(c.text) == c.want_window);
}

TEST_CASE("what is no window is refused") {
  for (const char* text :
       {"", "-", "9-17", "09:00", "09:00-", "09:00-25:00", "09:60-10:00", "24:01-25:00", "24:00-02:00", "09:00-24:01",
        "09:00 - 17:00", "09:00-17:00x", "0900-1700", "009:00-17:00", "a9:00-17:00", "09:0-17:00", "-1:00-2:00"}) {
    CHECK(parse_window(text).error() ==
          "'" + std::string(text) + "' is no window (09:00-17:00, 22:00-02:00, 17:00-24:00)");
  }
  CHECK(parse_window("09:00-09:00").error() == "window '09:00-09:00' is empty; a whole day is 00:00-24:00");
  CHECK(parse_window("00:00-00:00").error() == "window '00:00-00:00' is empty; a whole day is 00:00-24:00");
}

TEST_CASE("days are single or a range that may pass the week's end") {
  using Days = std::vector<unsigned>;
  CHECK(parse_days("sun") == Days{0});
  CHECK(parse_days("mon-fri") == Days{1, 2, 3, 4, 5});
  CHECK(parse_days("sat-sun") == Days{6, 0});
  CHECK(parse_days("fri-mon") == Days{5, 6, 0, 1});
  CHECK(parse_days("mon-mon") == Days{1});
  for (const char* text : {"", "-", "mon-", "-fri", "Mon", "monday", "mon-fri-sun", "mon,tue", "mon - fri"}) {
    CHECK(parse_days(text).error() ==
          "'" + std::string(text) + "' is no day or range of days (mon, mon-fri, sat-sun) and not 'holidays'");
  }
}

TEST_CASE("domains become lower-case A-labels, globs stay") {
  struct Case {
    std::string text;
    std::string want_domain;
  };
  const auto c = GENERATE(values<Case>({{"Ours.Example", "ours.example"},
                                        {"*.Ours.Example", "*.ours.example"},
                                        {"bücher.example", "xn--bcher-kva.example"},
                                        {"*.BÜCHER.example", "*.xn--bcher-kva.example"},
                                        {"m?.ours.example", "m?.ours.example"}}));
  CHECK(normalise_domain(c.text) == c.want_domain);
}

TEST_CASE("what is no domain is refused") {
  for (const std::string& text :
       {std::string(""), std::string("a..b"), std::string(".a"), std::string("a b.example"), std::string("a@b.example"),
        std::string("[192.0.2.1]"), std::string(64, 'a') + ".example", std::string("*ü.example")}) {
    CHECK_FALSE(normalise_domain(text));
  }
}

TEST_CASE("address patterns are brought to the form of address keys") {
  struct Case {
    std::string text;
    std::string want_pattern;
  };
  const auto c = GENERATE(values<Case>({{"*", "*"},
                                        {"*@Ours.Example", "*@ours.example"},
                                        {"Budi@Ours.Example", "budi@ours.example"},
                                        {"budi+x@ours.example", "budi@ours.example"},
                                        {"B.udi@googlemail.com", "budi@gmail.com"},
                                        {"Sales*@*.ours.example", "sales*@*.ours.example"},
                                        {"*@bücher.example", "*@xn--bcher-kva.example"},
                                        {"budi@*", "budi@*"}}));
  CHECK(normalise_pattern(c.text) == c.want_pattern);
}

TEST_CASE("a pattern that could never match is refused") {
  CHECK(normalise_pattern("toko.example").error() == "'toko.example' lacks an '@' (did you mean '*@toko.example'?)");
  CHECK(normalise_pattern("@toko.example").error() == "'@toko.example' has nothing before its '@'");
  CHECK(normalise_pattern("a@").error() == "'' is no domain");
  CHECK(normalise_pattern("b*+x@ours.example").error() ==
        "'b*+x@ours.example' never matches: what follows a '+' is cut from addresses first");
}

TEST_CASE("a wider glob covers a narrower one, and no other") {
  struct Case {
    std::string wide;
    std::string narrow;
    bool want_covers;
  };
  const auto c = GENERATE(values<Case>({{"*", "*@toko.example", true},
                                        {"*@toko.example", "a*@toko.example", true},
                                        {"a*@toko.example", "*@toko.example", false},
                                        {"?@toko.example", "*@toko.example", false},
                                        {"?@toko.example", "a@toko.example", true},
                                        {"*@toko.example", "*@toko.example", true}}));
  CHECK(covers(c.wide, c.narrow) == c.want_covers);
}

namespace {

struct Hours {
  Policy policy;
  std::string errors;
};

Hours hours_of(const std::string& text) {
  Reading reading(text);
  Hours hours;
  read_hours(&*reading.node, reading.report, hours.policy);
  hours.errors = reading.errors();
  return hours;
}

}  // namespace

TEST_CASE("hours that the file does not give are policy.md's") {
  Reading reading("a: b");
  Policy policy;
  read_hours(nullptr, reading.report, policy);
  using Windows = std::vector<Window>;
  CHECK(policy.business.days[0].empty());
  CHECK(policy.business.days[1] == Windows{{540, 1020}});
  CHECK(policy.business.days[6].empty());
  CHECK_FALSE(policy.business.open_on_holidays);
  CHECK(policy.consumer.days[0] == Windows{{480, 1260}});
  CHECK(policy.consumer.days[5] == Windows{{660, 780}, {1020, 1260}});
  CHECK(policy.consumer.open_on_holidays);
}

TEST_CASE("windows may touch, and each day's are sorted") {
  const Hours hours =
      hours_of("business: {fri-mon: ['12:00-17:00', '09:00-12:00'], tue: '22:00-02:00', wed: '02:00-03:00'}");
  CHECK(hours.errors == "");
  using Windows = std::vector<Window>;
  CHECK(hours.policy.business.days[5] == Windows{{540, 720}, {720, 1020}});
  CHECK(hours.policy.business.days[0] == Windows{{540, 720}, {720, 1020}});
  CHECK(hours.policy.business.days[2] == Windows{{1320, 1560}});
  CHECK(hours.policy.business.days[4].empty());
}

TEST_CASE("a whole week without a gap is allowed") {
  CHECK(hours_of("business: {mon-sun: ['00:00-24:00']}").errors == "");
}

TEST_CASE("overlaps are refused, past midnight and past the week's end too") {
  struct Case {
    std::string text;
    std::string want_errors;
  };
  const auto c = GENERATE(values<Case>({
      {"business: {mon-fri: ['09:00-12:00', '11:59-13:00']}",
       "t.yaml:1:37: window '11:59-13:00' of mon overlaps '09:00-12:00' of mon\n"},
      {"business: {mon: ['22:00-02:00'], tue: ['01:59-09:00']}",
       "t.yaml:1:40: window '01:59-09:00' of tue overlaps '22:00-02:00' of mon\n"},
      {"business: {sun: ['01:00-09:00'], sat: ['22:00-02:00']}",
       "t.yaml:1:40: window '22:00-02:00' of sat overlaps '01:00-09:00' of sun\n"},
      {"business: {mon: ['09:00-17:00', '09:00-17:00']}",
       "t.yaml:1:33: window '09:00-17:00' of mon overlaps '09:00-17:00' of mon\n"},
      {"business: {mon: ['08:00-20:00', '09:00-10:00', '11:00-12:00']}",
       "t.yaml:1:33: window '09:00-10:00' of mon overlaps '08:00-20:00' of mon\n"
       "t.yaml:1:48: window '11:00-12:00' of mon overlaps '08:00-20:00' of mon\n"},
      {"business: {mon-wed: ['09:00-17:00'], wed: ['18:00-19:00']}",
       "t.yaml:1:38: wed is given twice in hours.business\n"},
  }));
  std::string heads;
  const std::string errors = hours_of(c.text).errors;
  for (std::size_t at = 0; at < errors.size(); at = errors.find('\n', at) + 1) {
    if (errors.compare(at, 7, "t.yaml:") == 0) heads += errors.substr(at, errors.find('\n', at) + 1 - at);
  }
  CHECK(heads == c.want_errors);
}

TEST_CASE("a date is a day that exists, and the first name of a day stays") {
  Reading reading(
      "2026-12-25: Natal\n2026-02-29: x\n2028-02-29: kabisat\n26-1-1: x\n2026-1-01: x\n1999-01-01: x\n2026-01-0a: "
      "x\n2026-01-02:\n");
  Calendar calendar{{date::local_days(date::year(2026) / 12 / 25), "Christmas"}};
  read_calendar(*reading.node, reading.report, calendar);
  CHECK(calendar.size() == 2);
  CHECK(calendar.at(date::local_days(date::year(2026) / 12 / 25)) == "Christmas");
  CHECK(reading.errors() ==
        "t.yaml:2:1: '2026-02-29' is no date (YYYY-MM-DD)\n    2026-02-29: x\n    ^\n"
        "t.yaml:4:1: '26-1-1' is no date (YYYY-MM-DD)\n    26-1-1: x\n    ^\n"
        "t.yaml:5:1: '2026-1-01' is no date (YYYY-MM-DD)\n    2026-1-01: x\n    ^\n"
        "t.yaml:6:1: '1999-01-01' is no date (YYYY-MM-DD)\n    1999-01-01: x\n    ^\n"
        "t.yaml:7:1: '2026-01-0a' is no date (YYYY-MM-DD)\n    2026-01-0a: x\n    ^\n"
        "t.yaml:8:1: expected a text, found nothing\n    2026-01-02:\n    ^\n");
  CHECK(
      reading.warnings() ==
      "t.yaml:1:1: 2026-12-25 is 'Christmas' in a calendar above, and keeps that name\n    2026-12-25: Natal\n    ^\n");
}
