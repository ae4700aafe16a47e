// What waits for a person's decision, and the day after a blocklisting.
#include <catch2/catch.hpp>

#include "history_fixture.h"

using namespace jeda;
using command::test::Desk;
using command::test::moment;
using policy::TouchKind;

namespace {

const std::string with_config = " --config DIR/jeda.yaml ";

store::Event bounce(const std::string& who, const std::string& at, const std::string& said,
                    TouchKind kind = TouchKind::hard_bounce) {
  store::Event event;
  event.prospect = {who, who, ""};
  event.kind = kind;
  event.at = moment(at);
  event.details.note = said;
  return event;
}

void let_die(Desk& desk) {
  const auto recorded = desk.failing.record_events(
      {bounce("tono@kebun.example", "2026-11-16T10:00+07:00", "550 5.1.1 no such user"),
       bounce("rini@kebun.example", "2026-11-18T10:00+07:00", "554 5.7.1 Blocked using zen.example"),
       bounce("wati@sawah.example", "2026-11-19T10:00+07:00", "554 5.7.1 blocked using zen.example"),
       bounce("dodi@sawah.example", "2026-11-19T11:00+07:00", "554 5.7.1 blocked using zen.example"),
       bounce("dodi@sawah.example", "2026-11-19T12:00+07:00", "abuse", TouchKind::complaint)});
  REQUIRE(recorded == 5);
}

}  // namespace

TEST_CASE("dead addresses are listed with what the other side said, all or some of them") {
  Desk desk;
  CHECK(desk.run("prospect list --dead" + with_config) == "no address is dead\n[exit 0]\n");
  let_die(desk);
  CHECK(desk.run("prospect list --dead" + with_config) ==
        "prospect            since                 diagnostic\n"
        "tono@kebun.example  2026-11-16 10:00 WIB  550 5.1.1 no such user\n"
        "rini@kebun.example  2026-11-18 10:00 WIB  554 5.7.1 Blocked using zen.example\n"
        "wati@sawah.example  2026-11-19 10:00 WIB  554 5.7.1 blocked using zen.example\n[exit 0]\n");
  CHECK(desk.run("prospect list --dead --limit 1" + with_config) ==
        "prospect            since                 diagnostic\n"
        "tono@kebun.example  2026-11-16 10:00 WIB  550 5.1.1 no such user\n"
        "the oldest 1; --limit shows more\n[exit 0]\n");
  CHECK(desk.run("prospect list --dead --json --diagnostic \"BLOCKED using\" --domain k*.example" + with_config) ==
        R"({
  "dead": [
    {
      "prospect": "rini@kebun.example",
      "address": "rini@kebun.example",
      "since": "2026-11-18T10:00:00+07:00",
      "diagnostic": "554 5.7.1 Blocked using zen.example"
    }
  ],
  "more": false
}
[exit 0]
)");
}

TEST_CASE("each filter leaves out what is not like it") {
  Desk desk;
  let_die(desk);
  const auto listed = [&](const std::string& filter) {
    std::string names;
    const auto text = desk.run("prospect list --dead " + filter + with_config);
    for (const char* name : {"tono", "rini", "wati", "dodi"})
      if (text.find(std::string(name) + "@") != std::string::npos)
        names += std::string(names.empty() ? "" : " ") + name;
    return names;
  };
  CHECK(listed("") == "tono rini wati");
  CHECK(listed("--since 2026-11-18T10:00") == "rini wati");
  CHECK(listed("--since 2026-11-18T10:01") == "wati");
  CHECK(listed("--domain SAWAH.example") == "wati");
  CHECK(listed("--domain *@kebun.example") == "tono rini");
  CHECK(listed("--domain t*@*") == "tono");
  CHECK(listed("--domain example") == "");
  CHECK(listed("--diagnostic 5.1.1") == "tono");
  CHECK(listed("--diagnostic zen --since 2026-11-19T00:00") == "wati");
}

TEST_CASE("many dead are allowed at once, after a look, and who complained stays blocked") {
  Desk desk;
  let_die(desk);
  const std::string allow = "prospect allow --dead --diagnostic \"blocked using\"" + with_config;
  const std::string rini_and_wati =
      "prospect            since                 diagnostic\n"
      "rini@kebun.example  2026-11-18 10:00 WIB  554 5.7.1 Blocked using zen.example\n"
      "wati@sawah.example  2026-11-19 10:00 WIB  554 5.7.1 blocked using zen.example\n";
  CHECK(desk.run(allow + "--dry-run") ==
        rini_and_wati + "2 prospects would be allowed; nothing was recorded (--dry-run)\n[exit 0]\n");
  CHECK(desk.run(allow + "--json --dry-run") ==
        "{\n  \"prospects\": [\n    \"rini@kebun.example\",\n    \"wati@sawah.example\"\n  ],\n"
        "  \"allowed\": 0,\n  \"dry_run\": true\n}\n[exit 0]\n");
  CHECK(desk.run(allow + "--by budi --note \"listed for a day\"") == "2 prospects may be written to\n[exit 0]\n");
  CHECK(desk.run(allow) == "[stderr] jeda: no dead address is like that\n[exit 1]\n");
  const auto newest = desk.failing.touches("rini@kebun.example", 1).value().front().touch;
  CHECK(newest.kind == TouchKind::allowed);
  CHECK(newest.salesperson == "budi");
  CHECK(newest.details.note == "listed for a day");
  const auto dodi = desk.failing.history({"dodi@sawah.example", "dodi@sawah.example", ""}).value();
  CHECK(dodi.prospect.do_not_contact->why == TouchKind::complaint);
  CHECK(desk.run("prospect allow --dead" + with_config) == "1 prospect may be written to\n[exit 0]\n");
}

TEST_CASE("what came between the look and the allowing is told") {
  Desk desk;
  let_die(desk);
  int calls = 0;  // the list, then the recording
  desk.failing.before_each([&] {
    if (++calls != 2) return;
    calls = 100;
    desk.failing.record_events({bounce("wati@sawah.example", "2026-11-20T09:00+07:00", "", TouchKind::opt_out)});
  });
  CHECK(desk.run("prospect allow --dead" + with_config) ==
        "2 prospects may be written to\n"
        "[stderr] jeda: 1 prospect stayed as they were: something else came between\n[exit 0]\n");
}

TEST_CASE("an allowing without one, of one and many, or with a filter of nothing is refused") {
  Desk desk;
  const std::string whom = "[stderr] jeda: whom? Give either an address or --dead\n[exit 2]\n";
  CHECK(desk.run("prospect allow" + with_config) == whom);
  CHECK(desk.run("prospect allow --dead ani@toko.example" + with_config) == whom);
  for (const char* filter : {"--since 2026-11-18T10:00", "--domain x.example", "--diagnostic x", "--dry-run"})
    CHECK(desk.run(std::string("prospect allow ani@toko.example ") + filter + with_config).ends_with("[exit 2]\n"));
  CHECK(desk.run("prospect list --dead --since yesterday" + with_config).ends_with("[exit 2]\n"));
  CHECK(desk.run("prospect list --dead --wishes" + with_config) ==
        "[stderr] jeda: list what? Give --wishes, --dead, --bouncing or --unverified\n[exit 2]\n");
}

TEST_CASE("to whom mail does not get through is listed, from so many in a row on") {
  Desk desk;
  CHECK(desk.run("prospect list --bouncing" + with_config) ==
        "mail gets through to everybody who is alive\n[exit 0]\n");
  for (int day = 11; day < 15; ++day) {
    const auto at = "2026-11-" + std::to_string(day) + "T10:00+07:00";
    REQUIRE(desk.failing.record_events(
                {bounce("ani@toko.example", at, "mailbox full " + std::to_string(day), TouchKind::soft_bounce)}) == 1);
  }
  CHECK(desk.run("prospect list --bouncing" + with_config) ==
        "mail gets through to everybody who is alive\n[exit 0]\n");
  CHECK(desk.run("prospect show ani@toko.example" + with_config)
            .find("soft bounces    4 in a row\nnewest said     mailbox full 14\n") != std::string::npos);
  REQUIRE(desk.failing.record_events(
              {bounce("ani@toko.example", "2026-11-15T10:00+07:00", "mailbox full 15", TouchKind::soft_bounce)}) == 1);
  CHECK(desk.run("prospect list --bouncing" + with_config) ==
        "prospect          in a row  newest                diagnostic\n"
        "ani@toko.example  5         2026-11-15 12:00 WIT  mailbox full 15\n[exit 0]\n");
  CHECK(desk.run("prospect show ani@toko.example" + with_config)
            .find("soft bounces    5 in a row: mail does not get through\nnewest said     mailbox full 15\n") !=
        std::string::npos);
}

TEST_CASE("what was not believed is listed, the newest first") {
  Desk desk;
  const std::string list = "prospect list --unverified" + with_config;
  CHECK(desk.run(list) == "nothing was told in a prospect's name that is not believed\n[exit 0]\n");
  auto complaint = bounce("ani@toko.example", "2026-11-16T10:00+07:00", "complaint: abuse", TouchKind::unverified);
  auto reply = bounce("ani@toko.example", "2026-11-17T10:00+07:00", "reply", TouchKind::unverified);
  reply.salesperson = "budi";
  REQUIRE(desk.failing.record_events({complaint, reply}) == 2);
  CHECK(desk.run(list) ==
        "prospect          at                    salesperson  what it was\n"
        "ani@toko.example  2026-11-17 12:00 WIT  budi         reply\n"
        "ani@toko.example  2026-11-16 12:00 WIT               complaint: abuse\n[exit 0]\n");
  CHECK(desk.run("prospect list --unverified --json --limit 1" + with_config) == R"({
  "unverified": [
    {
      "prospect": "ani@toko.example",
      "at": "2026-11-17T12:00:00+09:00",
      "salesperson": "budi",
      "what": "reply"
    }
  ],
  "more": true
}
[exit 0]
)");
}

TEST_CASE("a wish in doubt is told as one") {
  Desk desk;
  store::Reply reply{moment("2026-11-19T10:00+07:00"),
                     "1@kebun.example",
                     {{"rini@kebun.example", "rini@kebun.example", ""}},
                     {"budi"},
                     {}};
  reply.wish = "Stop dulu ya.";
  reply.doubtful = true;
  REQUIRE(desk.failing.record_reply(reply));
  CHECK(desk.run("prospect list --wishes" + with_config) ==
        "prospect             since                 wish      salesperson  sentence\n"
        "bosan@kebun.example  2026-11-10 09:00 WIB  clear     budi         Tolong jangan kirim \\x1b[31memail lagi.\n"
        "rini@kebun.example   2026-11-19 10:00 WIB  doubtful  budi         Stop dulu ya.\n[exit 0]\n");
  const auto shown = desk.run("prospect show rini@kebun.example" + with_config);
  CHECK(shown.find("do not contact  doubtful-wish since 2026-11-19 10:00 WIB; mail waits for a review\n"
                   "in words        Stop dulu ya.\n"
                   "to decide       confirm with `jeda prospect block rini@kebun.example`, lift with `jeda prospect "
                   "allow rini@kebun.example`\n") != std::string::npos);
}
