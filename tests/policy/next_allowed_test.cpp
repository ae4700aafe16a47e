// The next moment that satisfies all rules at once.
#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

const std::string acme = "ani@acme.example";

struct NextCase {
  std::string name;
  std::string prospect;
  std::vector<Touch> log;
  std::string now;
  std::string want;  // in Jakarta; "never"
};

void check_table(const Policy& policy, const std::vector<NextCase>& table) {
  for (const NextCase& row : table) {
    INFO(row.name);
    const Decision decision = decide_one(policy, "budi", history(row.log), moment(row.now), row.prospect);
    CHECK(show(decision.next_allowed) == row.want);
  }
}

}  // namespace

TEST_CASE("the next allowed moment satisfies gap, hours, holidays and salesperson together") {
  const Time saturday = moment("2026-11-21 10:00");
  const Time friday_evening = moment("2026-11-20 20:00");
  check_table(full_policy(), {
                                 {"accepted: now", acme, {}, "2026-11-30 10:00", "Mon 2026-11-30 10:00:00 WIB"},
                                 {"hours alone", acme, {}, "2026-11-28 10:00", "Mon 2026-11-30 09:00:00 WIB"},
                                 {"gap ends on a weekend",
                                  acme,
                                  {contact(saturday, "budi")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-11-30 09:00:00 WIB"},
                                 {"gap ends in the evening: weekday and hour both move",
                                  acme,
                                  {contact(friday_evening, "budi")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-11-30 09:00:00 WIB"},
                                 {"gap ends in the open",
                                  acme,
                                  {contact(moment("2026-11-23 15:30"), "budi")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-11-30 15:30:00 WIB"},
                                 {"gap ends on a holiday before a weekend",
                                  acme,
                                  {contact(moment("2026-12-18 10:00"), "budi")},
                                  "2026-12-20 10:00",
                                  "Mon 2026-12-28 09:00:00 WIB"},
                                 {"another's window, then hours",
                                  acme,
                                  {contact(saturday, "sari")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-12-21 10:00:00 WIB"},
                                 {"a moment within a minute is told as the next one",
                                  acme,
                                  {contact(moment("2026-11-23 15:30:20"), "budi")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-11-30 15:31:00 WIB"},
                                 {"the last minute of a day rounds into the next morning",
                                  acme,
                                  {contact(moment("2026-11-23 16:59:20"), "budi")},
                                  "2026-11-25 10:00",
                                  "Tue 2026-12-01 09:00:00 WIB"},
                                 {"a consumer in Jayapura, after lunch: five o'clock there",
                                  "eka@toko.example",
                                  {contact(moment("2026-11-23 11:30"), "budi")},
                                  "2026-11-25 10:00",
                                  "Mon 2026-11-30 15:00:00 WIB"},
                             });
}

TEST_CASE("a stop-after that holds or refuses leaves no moment, one that tags is left out") {
  std::vector<Touch> log;
  for (int i = 0; i < 8; ++i) log.push_back(contact(moment("2026-09-01 10:00") + days(i * 7), "budi"));
  Policy policy = full_policy();
  check_table(policy, {{"refuses", acme, log, "2026-11-30 10:00", "never"}});
  policy.rules[1].action = Action::hold;
  check_table(policy, {{"holds", acme, log, "2026-11-30 10:00", "never"}});
  policy.rules[1].action = Action::tag;
  check_table(policy, {{"tags, all else allows", acme, log, "2026-11-30 10:00", "Mon 2026-11-30 10:00:00 WIB"},
                       {"tags, out of hours", acme, log, "2026-11-29 10:00", "Mon 2026-11-30 09:00:00 WIB"}});
}

TEST_CASE("an answer that waits grows too old to pass the hours") {
  // Held for another salesperson's window; when that ends on a Saturday, the reply is no longer fresh.
  const Time first = moment("2026-11-05 20:30");
  const std::vector<Touch> log{contact(first, "sari"), reply(moment("2026-12-04 20:00"), "sari")};
  check_table(full_policy(), {{"", acme, log, "2026-12-04 21:00", "Mon 2026-12-07 09:00:00 WIB"}});
  // Still fresh when it ends: the evening is no matter.
  const std::vector<Touch> fresh{contact(moment("2026-11-04 22:00"), "sari"),
                                 reply(moment("2026-12-04 20:00"), "sari")};
  check_table(full_policy(), {{"", acme, fresh, "2026-12-04 21:00", "Fri 2026-12-04 22:00:00 WIB"}});
}

TEST_CASE("the next allowed moment suits every recipient in every zone") {
  const Policy policy = full_policy();
  const Outgoing message =
      mail_from("budi", {recipient(acme), recipient("eka@toko.example"), recipient("ina@berlin.example")});
  const Decision decision = decide(policy, message, std::vector<ProspectHistory>(3), moment("2026-11-30 09:00"));
  // Jakarta to 17:00, Jayapura from 17:00 (15:00 WIB), Berlin from 09:00 (15:00 WIB).
  CHECK(show(decision.next_allowed) == "Mon 2026-11-30 15:00:00 WIB");
}

TEST_CASE("a fresh answer to one prospect does not open the hours of another") {
  const Time sunday = moment("2026-11-29 10:00");
  const Outgoing message = mail_from("budi", {recipient(acme), recipient("edo@acme.example")});
  const std::vector known{history({reply(sunday, "budi")}), history({})};
  const Decision decision = decide(full_policy(), message, known, sunday + hours(1));
  CHECK(decision.rule_names() == "hours");
  CHECK(show(decision.next_allowed) == "Mon 2026-11-30 09:00:00 WIB");
}

TEST_CASE("hours that never meet have no next moment") {
  Policy policy = full_policy();
  for (auto& windows : policy.consumer.days) windows = {{clock_minute(22), clock_minute(23)}};
  const Outgoing message = mail_from("budi", {recipient(acme), recipient("eka@rumah.example")});
  const Decision decision = decide(policy, message, std::vector<ProspectHistory>(2), moment("2026-11-30 09:00"));
  CHECK(show(decision.next_allowed) == "never");
  CHECK(show(decision.findings.at(0).next_allowed) != "never");
}

TEST_CASE("what lies beyond two years is no next moment") {
  const Policy policy = policy_with({rule("gap", Gap{{}, {}, {days(731)}})});
  const Time first = moment("2026-11-02 10:00");
  check_table(policy, {{"within", acme, {contact(first, "budi")}, "2026-11-02 10:00", "Thu 2028-11-02 10:00:00 WIB"}});
  const Policy longer = policy_with({rule("gap", Gap{{}, {}, {days(800)}})});
  check_table(longer, {{"beyond", acme, {contact(first, "budi")}, "2026-11-02 10:00", "never"}});
}
