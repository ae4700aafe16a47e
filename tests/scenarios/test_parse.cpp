#include <date/date.h>

#include <catch2/catch.hpp>

#include "tests/scenarios/scenario.h"

using jeda::config::SourceFile;
using jeda::scenarios::parse_moment;
using jeda::scenarios::parse_scenarios;

namespace {

const SourceFile base{"base.yaml",
                      "mode: enforce\nrules: [{name: gap, kind: gap, wait: [7d]}, {name: stop, kind: stop-after}]\n"};

std::string errors_of(const std::string& text) {
  const auto parsed = parse_scenarios({"x.yaml", text}, base);
  return parsed ? "" : jeda::config::to_string(parsed.error());
}

}  // namespace

TEST_CASE("a mistake in a scenario file is told with its file, line and a caret") {
  struct Row {
    std::string text;
    std::string want_error;
  };
  const std::string head = "scenario: s\nsteps:\n";
  const Row rows[] = {
      {"scenario: s\nstep: []\nsteps: []\n",
       "x.yaml:2:1: unknown key 'step' (did you mean 'steps'?)\n    step: []\n    ^\n"},
      {"steps: []\n", "x.yaml:1:1: a scenario needs a name: 'scenario: ...'\n    steps: []\n    ^\n"},
      {"scenario: s\n", "x.yaml:1:1: a scenario needs a list of steps\n    scenario: s\n    ^\n"},
      {"scenario: s\nonly: [gab]\nsteps: []\n",
       "x.yaml:2:7: a rule named here is not in base.yaml\n    only: [gab]\n          ^\n"},
      {head + "  - at: yesterday\n    restart: kill\n",
       "x.yaml:3:9: 'yesterday' is no moment\n      - at: yesterday\n            ^\n"},
      {head + "  - at: +1d\n    restart: kill\n",
       "x.yaml:3:9: the first step needs a moment of its own\n      - at: +1d\n            ^\n"},
      {head + "  - at: 2026-11-02 03:00\n    send: {login: budi, to: a@b.example}\n",
       "x.yaml:3:5: 'expect' is missing\n      - at: 2026-11-02 03:00\n        ^\n"},
      {head + "  - at: 2026-11-02 03:00\n    reply: {from: a@b.example, to: c@d.example}\n    expect: hold\n",
       "x.yaml:5:13: 'hold' is not one of: recorded, not-a-reply, aborted, tempfail, accept\n        expect: hold\n"
       "                ^\n"},
      {"scenario: [s\n", "x.yaml:2:1: end of sequence flow not found\n"},
      {"", "x.yaml:1:1: the file holds no scenario\n"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(errors_of(row.text).starts_with(row.want_error.substr(0, row.want_error.find('\n'))));
  }
}

TEST_CASE("all mistakes of a file are told at once") {
  const std::string text =
      "scenario: s\nsteps:\n  - at: 2026-11-02 03:00\n    restart: now\n  - at: 2026-11-01 03:00\n    store: eaten\n";
  const auto parsed = parse_scenarios({"x.yaml", text}, base);
  REQUIRE(!parsed);
  CHECK(parsed.error().size() == 3);
}

TEST_CASE("moments are read in their zone, and a wrong weekday is a mistake") {
  struct Row {
    std::string text;
    std::string want_utc;  // or the error
  };
  const Row rows[] = {
      {"2026-11-23 10:00", "2026-11-23 10:00:00"},
      {"2026-11-23 10:00:01 Z", "2026-11-23 10:00:01"},
      {"Mon 2026-11-23 00:30 WIB", "2026-11-22 17:30:00"},
      {"2026-11-23 10:00 WITA", "2026-11-23 02:00:00"},
      {"2026-11-23 10:00 WIT", "2026-11-23 01:00:00"},
      {"+1d2h3m4s", "2026-01-02 02:03:04"},
      {"+1", "'+1' is no length of time: 90m, 2h, 7d, 6d23h59m59s"},
      {"Tue 2026-11-23 10:00", "2026-11-23 is a Mon"},
      {"2026-11-23 10:00 CET", "'CET' is no zone: WIB, WITA, WIT or Z"},
      {"2026-13-23 10:00", "'2026-13-23 10:00' is no moment"},
      {"2026-11-23 10:00 WIB now", "'2026-11-23 10:00 WIB now' is no moment"},
  };
  const jeda::Time before = date::sys_days(date::year(2026) / 1 / 1);
  for (const Row& row : rows) {
    const auto moment = parse_moment(row.text, before);
    CHECK((moment ? date::format("%F %T", date::floor<std::chrono::seconds>(*moment)) : moment.error()) ==
          row.want_utc);
  }
}

TEST_CASE("a scenario changes the base policy without touching the next one") {
  const std::string text =
      "scenario: one\nonly: [gap]\nrule: {gap: {wait: [1d]}}\npolicy: {mode: observe}\nsteps: []\n---\n"
      "scenario: two\nsteps: []\n";
  const auto parsed = parse_scenarios({"x.yaml", text}, base);
  REQUIRE(parsed);
  CHECK(parsed->at(0).rules == "mode: observe\nrules:\n  - {name: gap, kind: gap, wait: [1d]}\n");
  CHECK(parsed->at(1).rules ==
        "mode: enforce\nrules: [{name: gap, kind: gap, wait: [7d]}, {name: stop, kind: stop-after}]\n");
}

TEST_CASE("number ranges are expanded") {
  CHECK(jeda::scenarios::expand("p{1..3}@x") == std::vector<std::string>{"p1@x", "p2@x", "p3@x"});
  CHECK(jeda::scenarios::expand("p{a}@x") == std::vector<std::string>{"p{a}@x"});
}
