#include "config/reader.h"

#include <catch2/catch.hpp>

#include "tests/config/support.h"

using namespace jeda::config;
using namespace std::chrono_literals;

TEST_CASE("durations are one number and a unit") {
  struct Case {
    std::string text;
    Microseconds want_duration;
  };
  const auto c = GENERATE(values<Case>({{"500ms", 500ms},
                                        {"1s", 1s},
                                        {"90m", 90min},
                                        {"2h", 2h},
                                        {"7d", 7 * 24h},
                                        {"2w", 14 * 24h},
                                        {"007d", 7 * 24h},
                                        {"3660d", 3660 * 24h}}));
  CHECK(parse_duration(c.text) == c.want_duration);
}

TEST_CASE("what is no duration says why") {
  const std::string syntax = " is no duration (one number and s, m, h, d or w: 90m, 2h, 7d, 2w)";
  struct Case {
    std::string text;
    std::string want_error;
  };
  const auto c = GENERATE_COPY(
      values<Case>({{"0m", "duration '0m' must be more than zero"},
                    {"90", "duration '90' lacks a unit (s, m, h, d or w)"},
                    {"0", "duration '0' lacks a unit (s, m, h, d or w)"},
                    {"-1h", "'-1h'" + syntax},
                    {"+1h", "'+1h'" + syntax},
                    {"1.5h", "'1.5h'" + syntax},
                    {"1h30m", "'1h30m'" + syntax},
                    {"7 d", "'7 d'" + syntax},
                    {"7D", "'7D'" + syntax},
                    {"7y", "'7y'" + syntax},
                    {"d", "'d'" + syntax},
                    {"", "''" + syntax},
                    {"3661d", "duration '3661d' is longer than ten years"},
                    {"9223372036854775807w", "duration '9223372036854775807w' is longer than ten years"},
                    {"99999999999999999999s", "duration '99999999999999999999s' is longer than ten years"}}));
  const auto duration = parse_duration(c.text);
  REQUIRE_FALSE(duration);
  CHECK(duration.error() == c.want_error);
}

TEST_CASE("sizes are bytes, or a number and a unit of 1024") {
  CHECK(parse_size("1000") == 1000u);
  CHECK(parse_size("0") == 0u);
  CHECK(parse_size("64KiB") == 65536u);
  CHECK(parse_size("1MiB") == 1048576u);
  CHECK(parse_size("2GiB") == 2147483648u);
  for (const char* bad : {"", "1MB", "1 MiB", "-1", "1.5MiB", "MiB", "1mib"}) {
    CHECK(parse_size(bad).error() ==
          "'" + std::string(bad) + "' is no size (bytes, or a number and KiB, MiB or GiB: 1000, 64KiB, 1MiB)");
  }
  CHECK(parse_size("9223372036854775807GiB").error() == "size '9223372036854775807GiB' is too large");
}

TEST_CASE("a map says which keys are missing and which are unknown") {
  Reading reading("name: a\nunaswered: 8\nzzz: 1\n");
  MapReader map(*reading.node, reading.report, "a rule");
  CHECK(map.require("name")->text == "a");
  CHECK(map.find("unanswered") == nullptr);
  CHECK(map.require("action") == nullptr);
  map.refuse_unknown();
  CHECK(reading.errors() ==
        "t.yaml:1:1: a rule lacks the key 'action'\n    name: a\n    ^\n"
        "t.yaml:2:1: unknown key 'unaswered' (did you mean 'unanswered'?)\n    unaswered: 8\n    ^\n"
        "t.yaml:3:1: unknown key 'zzz' (known: name, unanswered, action)\n    zzz: 1\n    ^\n");
}

TEST_CASE("a node that is no map is one error, and lacks no keys") {
  Reading reading("- a\n");
  MapReader map(*reading.node, reading.report, "a rule");
  CHECK(map.require("name") == nullptr);
  map.refuse_unknown();
  CHECK(reading.errors() == "t.yaml:1:1: a rule must be a map, found a list\n    - a\n    ^\n");
}

TEST_CASE("a value of the wrong type says what was wanted and what was found") {
  Reading reading("a: [1]\nb: x\nc:\nd: '9'\ne: \"x\\ny\"\nf: ''\n");
  const std::vector<Node>& items = reading.node->items;
  const std::vector<std::string_view> names{"hold", "tag"};
  CHECK_FALSE(read_line(items[0], reading.report));
  CHECK_FALSE(read_number(items[1], reading.report, 1, 8));
  CHECK_FALSE(read_choice(items[2], reading.report, "action", names));
  CHECK_FALSE(read_number(items[3], reading.report, 1, 8));
  CHECK_FALSE(read_line(items[4], reading.report));
  CHECK_FALSE(read_line(items[5], reading.report));
  CHECK(read_list(items[1], reading.report).empty());
  CHECK(read_text(items[4], reading.report) == "x\ny");
  CHECK(reading.errors() ==
        "t.yaml:1:4: expected a text, found a list\n    a: [1]\n       ^\n"
        "t.yaml:2:4: expected a whole number from 1 to 8, found 'x'\n    b: x\n       ^\n"
        "t.yaml:2:4: expected a list, found 'x'\n    b: x\n       ^\n"
        "t.yaml:3:1: expected hold or tag, found nothing\n    c:\n    ^\n"
        "t.yaml:4:4: expected a whole number from 1 to 8, found '9'\n    d: '9'\n       ^\n"
        "t.yaml:5:4: the text holds line breaks, tabs or other control characters\n    e: \"x\\ny\"\n       ^\n"
        "t.yaml:6:4: expected a text, found an empty one\n    f: ''\n       ^\n");
}

TEST_CASE("a choice that is none names the near one, or all where there are few") {
  Reading reading("a: hodl\nb: xyz\n");
  const std::vector<std::string_view> names{"hold", "tag"};
  read_choice(reading.node->items[0], reading.report, "action", names);
  read_choice(reading.node->items[1], reading.report, "action", names);
  CHECK(reading.errors() ==
        "t.yaml:1:4: unknown action 'hodl' (did you mean 'hold'?)\n    a: hodl\n       ^\n"
        "t.yaml:2:4: unknown action 'xyz' (known: hold, tag)\n    b: xyz\n       ^\n");
}

TEST_CASE("a flag is true or false, and a percentage has its sign") {
  Reading reading("[true, false, 'yes', 1%, 100%, 80, 0%, 101%, x%, [], '%']");
  std::string values;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto flag = read_flag(reading.node->items[i], reading.report);
    values += flag ? (*flag ? "true " : "false ") : "none ";
  }
  for (std::size_t i = 3; i < reading.node->items.size(); ++i) {
    const auto percent = read_percent(reading.node->items[i], reading.report);
    values += percent ? std::to_string(*percent) + " " : "none ";
  }
  CHECK(values == "true false none 1 100 none none none none none none ");
  CHECK(reading.findings.errors.size() == 7);
}
