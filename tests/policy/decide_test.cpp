#include "policy/decide.h"

#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

/// Mondays to Fridays in Jakarta, all open.
const std::string noon = "2026-11-30 12:00";

std::string rules_of(const Decision& decision) {
  const std::string names = decision.rule_names();
  return std::string(to_string(decision.verdict)) + (names.empty() ? "" : " " + names);
}

struct GapCase {
  std::string name;
  std::vector<Touch> log;
  std::string now;
  std::string want;       // verdict and rules
  std::string want_next;  // by the rule alone; empty: no finding
};

void check_gap(const Policy& policy, const std::vector<GapCase>& table) {
  for (const GapCase& row : table) {
    INFO(row.name << ", " << row.now);
    const Decision decision = decide_one(policy, "budi", history(row.log), moment(row.now));
    CHECK(rules_of(decision) == row.want);
    CHECK((decision.findings.empty() ? "" : show(decision.findings[0].next_allowed)) == row.want_next);
  }
}

std::vector<Touch> contacts(int count, const std::string& newest) {
  std::vector<Touch> log;
  for (int i = count; i-- > 0;) log.push_back(contact(moment(newest) - days(i), "budi"));
  return log;
}

}  // namespace

TEST_CASE("a gap is asked for by how many contacts stand unanswered") {
  const Policy policy = policy_with({rule("gap", default_gap())});
  const Time first = moment("2026-11-02 10:00");
  const Touch answer = contact(first + hours(3), "budi", true);
  check_gap(policy,
            {
                {"first mail ever", {}, "2026-11-02 10:00", "accept", ""},
                {"one, seven days", contacts(1, "2026-11-02 10:00"), "2026-11-09 09:59:59", "hold gap",
                 "Mon 2026-11-09 10:00:00 WIB"},
                {"one, exactly seven days", contacts(1, "2026-11-02 10:00"), "2026-11-09 10:00", "accept", ""},
                {"two, seven days", contacts(2, "2026-11-02 10:00"), "2026-11-09 10:00", "accept", ""},
                {"three, fourteen days", contacts(3, "2026-11-02 10:00"), "2026-11-16 09:59", "hold gap",
                 "Mon 2026-11-16 10:00:00 WIB"},
                {"three, exactly fourteen days", contacts(3, "2026-11-02 10:00"), "2026-11-16 10:00", "accept", ""},
                {"the last wait repeats", contacts(9, "2026-11-02 10:00"), "2026-11-15 10:00", "hold gap",
                 "Mon 2026-11-16 10:00:00 WIB"},
                {"the last wait repeats and ends", contacts(9, "2026-11-02 10:00"), "2026-11-16 10:00", "accept", ""},
                {"an answer needs no gap",
                 {contact(first, "budi"), reply(first + hours(1), "budi")},
                 "2026-11-02 11:00:01",
                 "accept",
                 ""},
                {"an answer to a lead", {reply(first, "budi")}, "2026-11-02 10:00:01", "accept", ""},
                {"after our answer a day",
                 {contact(first, "budi"), reply(first + hours(1), "budi"), answer},
                 "2026-11-03 12:59",
                 "hold gap",
                 "Tue 2026-11-03 13:00:00 WIB"},
                {"after our answer exactly a day",
                 {contact(first, "budi"), reply(first + hours(1), "budi"), answer},
                 "2026-11-03 13:00",
                 "accept",
                 ""},
                {"the second after our answer waits like any second",
                 {reply(first, "budi"), answer, contact(first + days(2), "budi")},
                 "2026-11-10 10:00",
                 "hold gap",
                 "Wed 2026-11-11 10:00:00 WIB"},
                {"anybody's mail counts",
                 {contact(first, "sari")},
                 "2026-11-05 10:00",
                 "hold gap",
                 "Mon 2026-11-09 10:00:00 WIB"},
                {"a newest contact in the future objects", contacts(1, "2026-11-02 10:00"), "2026-11-02 09:00",
                 "hold gap", "Mon 2026-11-09 10:00:00 WIB"},
            });
}

TEST_CASE("the floor holds under every other wait, and answers pass it") {
  const Gap gap{hours(2), std::chrono::minutes(10), {std::chrono::minutes(5)}};
  const Policy policy = policy_with({rule("gap", gap)});
  const Time first = moment("2026-11-02 10:00");
  check_gap(policy,
            {
                {"above wait", {contact(first, "budi")}, "2026-11-02 11:59", "hold gap", "Mon 2026-11-02 12:00:00 WIB"},
                {"above wait, over", {contact(first, "budi")}, "2026-11-02 12:00", "accept", ""},
                {"above after_reply",
                 {reply(first, "budi"), contact(first, "budi", true)},
                 "2026-11-02 11:00",
                 "hold gap",
                 "Mon 2026-11-02 12:00:00 WIB"},
                {"answer", {contact(first, "budi"), reply(first, "budi")}, "2026-11-02 10:01", "accept", ""},
            });
}

TEST_CASE("a gap of nothing still refuses to pass when the clock stepped back") {
  const Policy policy = policy_with({rule("gap", Gap{{}, {}, {Duration::zero()}})});
  check_gap(policy, {
                        {"future", contacts(1, "2026-11-02 10:00"), "2026-11-02 09:59:59", "hold gap",
                         "Mon 2026-11-02 10:00:00 WIB"},
                        {"same instant", contacts(1, "2026-11-02 10:00"), "2026-11-02 10:00", "accept", ""},
                    });
}

TEST_CASE("an absurd wait is no overflow") {
  const Policy policy = policy_with({rule("gap", Gap{{}, {}, {Duration::max()}})});
  check_gap(policy, {{"for ever", contacts(1, "2026-11-02 10:00"), "2026-11-20 10:00", "hold gap", "never"}});
}

TEST_CASE("stop-after objects from the count on, until a reply comes") {
  const Policy policy = policy_with({rule("stop", StopAfter{3}, Action::reject, Release::review)});
  check_gap(policy, {
                        {"two", contacts(2, "2026-11-02 10:00"), noon, "accept", ""},
                        {"three", contacts(3, "2026-11-02 10:00"), noon, "reject stop", "never"},
                        {"four", contacts(4, "2026-11-02 10:00"), "2028-11-29 12:00", "reject stop", "never"},
                    });
  auto answered = contacts(5, "2026-11-02 10:00");
  answered.push_back(reply(moment("2026-11-03 10:00"), "sari"));
  check_gap(policy, {{"a reply resets the count, whoever got it", answered, noon, "accept", ""}});
}

TEST_CASE("a limit of none lets nothing but answers through") {
  const Policy policy = policy_with({rule("stop", StopAfter{0}, Action::reject, Release::review)});
  check_gap(policy, {
                        {"first mail", {}, noon, "reject stop", "never"},
                        {"answer", {reply(moment("2026-11-02 10:00"), "budi")}, noon, "accept", ""},
                    });
}

namespace {

struct HoursCase {
  std::string prospect;
  std::string now_utc;
  std::string want;
  std::string want_next;  // on the prospect's clock
  std::string want_holiday;
};

void check_hours(const Policy& policy, const std::vector<HoursCase>& table) {
  for (const HoursCase& row : table) {
    INFO(row.prospect << " " << row.now_utc);
    const Decision decision = decide_one(policy, "budi", {}, moment(row.now_utc, "UTC"), row.prospect);
    CHECK(rules_of(decision) == row.want);
    if (decision.findings.empty()) continue;
    const std::string& zone_name = policy.prospect(row.prospect).zone->name();
    CHECK(show(decision.findings[0].next_allowed, zone_name) == row.want_next);
    CHECK(std::get<HoursFacts>(decision.findings[0].facts).holiday == row.want_holiday);
  }
}

}  // namespace

TEST_CASE("time-of-day asks the prospect's own zone and audience") {
  check_hours(policy_with({rule("hours", TimeOfDay{})}),
              {
                  // Business in Jakarta (UTC+7), 09:00 to 17:00.
                  {"ani@acme.example", "2026-11-30 01:59", "hold hours", "Mon 2026-11-30 09:00:00 WIB", ""},
                  {"ani@acme.example", "2026-11-30 02:00", "accept", "", ""},
                  {"ani@acme.example", "2026-11-30 10:00", "hold hours", "Tue 2026-12-01 09:00:00 WIB", ""},
                  {"ani@acme.example", "2026-12-25 03:00", "hold hours", "Mon 2026-12-28 09:00:00 WIB", "Natal"},
                  // Sunday evening in UTC is Monday morning in Jakarta.
                  {"ani@acme.example", "2026-11-29 23:00", "hold hours", "Mon 2026-11-30 09:00:00 WIB", ""},
                  // Consumers in Jayapura (UTC+9), 11-13, 17-21, weekend 08-21, holidays open.
                  {"eka@toko.example", "2026-11-30 01:59", "hold hours", "Mon 2026-11-30 11:00:00 WIT", ""},
                  {"eka@toko.example", "2026-11-30 02:00", "accept", "", ""},
                  {"eka@toko.example", "2026-11-30 04:00", "hold hours", "Mon 2026-11-30 17:00:00 WIT", ""},
                  {"eka@toko.example", "2026-11-30 12:00", "hold hours", "Tue 2026-12-01 11:00:00 WIT", ""},
                  {"eka@toko.example", "2026-11-27 23:00", "accept", "", ""},  // Saturday 08:00 there
                  {"eka@toko.example", "2026-12-25 03:00", "accept", "", ""},  // Christmas noon
                                                                               // Consumers in Makassar (UTC+8).
                  {"eka@rumah.example", "2026-11-30 03:00", "accept", "", ""},
                  {"eka@rumah.example", "2026-11-30 02:59", "hold hours", "Mon 2026-11-30 11:00:00 WITA", ""},
                  // Business in Berlin: the same hour in UTC is open in winter time only.
                  {"ina@berlin.example", "2026-10-23 07:30", "accept", "", ""},
                  {"ina@berlin.example", "2026-10-26 07:30", "hold hours", "Mon 2026-10-26 09:00:00 CET", ""},
                  {"ina@berlin.example", "2026-10-26 15:30", "accept", "", ""},
                  {"ina@berlin.example", "2026-10-23 15:30", "hold hours", "Mon 2026-10-26 09:00:00 CET", ""},
              });
}

TEST_CASE("an answer passes the hours while the reply is younger than a day") {
  const Policy policy = policy_with({rule("hours", TimeOfDay{})});
  const Time replied = moment("2026-11-28 20:00");  // a Saturday
  const ProspectHistory known = history({reply(replied, "sari")});
  CHECK(rules_of(decide_one(policy, "budi", known, replied + std::chrono::minutes(1))) == "accept");
  CHECK(rules_of(decide_one(policy, "budi", known, replied + hours(24) - Duration(1))) == "accept");
  const Decision late = decide_one(policy, "budi", known, replied + hours(24));
  CHECK(rules_of(late) == "hold hours");
  CHECK(show(late.next_allowed) == "Mon 2026-11-30 09:00:00 WIB");
  CHECK(late.answers == std::vector<bool>{true});
}

namespace {

struct DuplicateCase {
  std::string name;
  std::vector<Touch> log;
  std::string now;
  std::string want;
  std::string want_other;
  std::string want_next;
};

void check_duplicates(const Policy& policy, const std::vector<DuplicateCase>& table) {
  for (const DuplicateCase& row : table) {
    INFO(row.name);
    const Decision decision = decide_one(policy, "budi", history(row.log), moment(row.now));
    CHECK(rules_of(decision) == row.want);
    if (decision.findings.empty()) continue;
    CHECK(std::get<DuplicateFacts>(decision.findings[0].facts).other == row.want_other);
    CHECK(show(decision.findings[0].next_allowed) == row.want_next);
  }
}

}  // namespace

TEST_CASE("a second salesperson inside the window is told who is in charge") {
  const Policy policy =
      policy_with({rule("one", DuplicateSender{days(30), Scope::address}, Action::reject, Release::review)});
  const Time first = moment("2026-11-02 10:00");
  check_duplicates(
      policy, {
                  {"own contacts are no matter", {contact(first, "budi")}, "2026-11-02 10:01", "accept", "", ""},
                  {"another's, inside",
                   {contact(first, "sari")},
                   "2026-12-02 09:59:59",
                   "reject one",
                   "sari",
                   "Wed 2026-12-02 10:00:00 WIB"},
                  {"another's, exactly at the end", {contact(first, "sari")}, "2026-12-02 10:00", "accept", "", ""},
                  {"the newest of several others",
                   {contact(first, "sari"), contact(first + days(3), "tono"), contact(first + days(4), "budi")},
                   "2026-11-07 10:00",
                   "reject one",
                   "tono",
                   "Sat 2026-12-05 10:00:00 WIB"},
                  {"a contact in the future",
                   {contact(first, "sari")},
                   "2026-11-01 10:00",
                   "reject one",
                   "sari",
                   "Wed 2026-12-02 10:00:00 WIB"},
                  {"a lead that wrote to another is no contact of theirs",
                   {reply(first, "sari")},
                   "2026-11-02 10:01",
                   "accept",
                   "",
                   ""},
                  {"the reply came to this salesperson",
                   {contact(first, "sari"), reply(first + hours(1), "budi")},
                   "2026-11-02 12:00",
                   "accept",
                   "",
                   ""},
                  {"the reply came to the other",
                   {contact(first, "sari"), reply(first + hours(1), "sari")},
                   "2026-11-02 12:00",
                   "reject one",
                   "sari",
                   "Wed 2026-12-02 10:00:00 WIB"},
                  {"replies to both, this salesperson's the older",
                   {contact(first, "sari"), reply(first + hours(1), "budi"), reply(first + hours(2), "sari")},
                   "2026-11-02 13:00",
                   "accept",
                   "",
                   ""},
                  {"a reply of an earlier round is no leave",
                   {reply(first - days(1), "budi"), contact(first, "sari"), reply(first + hours(1), "sari")},
                   "2026-11-02 13:00",
                   "reject one",
                   "sari",
                   "Wed 2026-12-02 10:00:00 WIB"},
                  {"the other has answered it already",
                   {reply(first, "budi"), contact(first + hours(1), "sari", true)},
                   "2026-11-02 13:00",
                   "reject one",
                   "sari",
                   "Wed 2026-12-02 11:00:00 WIB"},
                  {"reply in the very instant of our contact",
                   {contact(first, "sari"), reply(first, "budi")},
                   "2026-11-02 12:00",
                   "accept",
                   "",
                   ""},
              });
}

TEST_CASE("by company a colleague's salesperson counts, and freemail has no company") {
  const Policy policy =
      policy_with({rule("one", DuplicateSender{days(30), Scope::company}, Action::reject, Release::review)});
  const Time first = moment("2026-11-02 10:00");
  ProspectHistory known;
  known.company = {PersonHistory{"sari", first, {}}};
  const auto decided = [&](const std::string& company, const ProspectHistory& prospect, int hours_later) {
    const Outgoing message = mail_from("budi", {recipient("ani@acme.example", company)});
    return decide(policy, message, std::vector{prospect}, first + hours(hours_later));
  };
  const Decision colleague = decided("acme.example", known, 5);
  REQUIRE(rules_of(colleague) == "reject one");
  CHECK(std::get<DuplicateFacts>(colleague.findings[0].facts).company == "acme.example");
  CHECK(rules_of(decided("", known, 5)) == "accept");
  known.prospect = fold(std::vector{contact(first, "tono")});
  const Decision freemail = decided("", known, 5);
  REQUIRE(rules_of(freemail) == "reject one");
  CHECK(std::get<DuplicateFacts>(freemail.findings[0].facts).other == "tono");
  CHECK(std::get<DuplicateFacts>(freemail.findings[0].facts).company.empty());
  // The address' own history says whether this is an answer.
  known.prospect = fold(std::vector{reply(first + hours(1), "budi")});
  CHECK(rules_of(decided("acme.example", known, 5)) == "accept");
  known.prospect = fold(std::vector{reply(first + hours(1), "sari")});
  CHECK(rules_of(decided("acme.example", known, 5)) == "reject one");
}

TEST_CASE("when: narrows a rule to audiences and senders") {
  Rule narrowed = rule("stop", StopAfter{0});
  const auto decided = [&](const std::string& name, const std::string& address, const std::string& prospect) {
    const Policy policy = policy_with({narrowed});
    const Outgoing message{name, address, {recipient(prospect)}};
    return rules_of(decide(policy, message, std::vector<ProspectHistory>(1), moment(noon)));
  };
  narrowed.when.audience = {Audience::consumer};
  CHECK(decided("budi", "budi@ours.example", "ani@acme.example") == "accept");
  CHECK(decided("budi", "budi@ours.example", "eka@toko.example") == "hold stop");
  narrowed.when.audience = {Audience::consumer, Audience::business};
  CHECK(decided("budi", "budi@ours.example", "ani@acme.example") == "hold stop");
  narrowed.when = When{{}, {"budi"}};
  CHECK(decided("budi", "sales1@ours.example", "ani@acme.example") == "hold stop");
  CHECK(decided("sari@ours.example", "sari@ours.example", "ani@acme.example") == "accept");
  narrowed.when = When{{}, {"SALES?@ours.example"}};
  CHECK(decided("budi", "sales1@ours.example", "ani@acme.example") == "hold stop");
  CHECK(decided("budi", "budi@ours.example", "ani@acme.example") == "accept");
  narrowed.when = When{{Audience::consumer}, {"budi"}};
  CHECK(decided("budi", "budi@ours.example", "ani@acme.example") == "accept");
  CHECK(decided("budi", "budi@ours.example", "eka@toko.example") == "hold stop");
}

TEST_CASE("rules of one kind stand side by side, the strictest finding is the verdict") {
  const Policy policy = policy_with({rule("stop9", StopAfter{9}, Action::reject),
                                     rule("stop4", StopAfter{4}, Action::tag), rule("gap", default_gap())});
  const auto decided = [&](int unanswered, const std::string& now) {
    return rules_of(decide_one(policy, "budi", history(contacts(unanswered, "2026-11-02 10:00")), moment(now)));
  };
  CHECK(decided(3, noon) == "accept");
  CHECK(decided(4, noon) == "tag stop4");
  CHECK(decided(4, "2026-11-03 12:00") == "hold stop4,gap");
  CHECK(decided(9, "2026-11-03 12:00") == "reject stop9,stop4,gap");
}

TEST_CASE("a hold may go by itself only where every holding rule says so") {
  const auto release_with = [](std::vector<Rule> rules) {
    const Policy policy = policy_with(std::move(rules));
    const Decision decision =
        decide_one(policy, "budi", history(contacts(1, "2026-11-29 10:00")), moment("2026-11-29 12:00"));
    return std::string(to_string(decision.verdict)) + " " + std::string(to_string(decision.release));
  };
  const Rule gap = rule("gap", default_gap(), Action::hold, Release::when_allowed);
  CHECK(release_with({gap}) == "hold when-allowed");
  CHECK(release_with({gap, rule("hours", TimeOfDay{}, Action::hold, Release::when_allowed)}) == "hold when-allowed");
  CHECK(release_with({gap, rule("hours", TimeOfDay{}, Action::hold, Release::review)}) == "hold review");
  CHECK(release_with({gap, rule("hours", TimeOfDay{}, Action::tag, Release::review)}) == "hold when-allowed");
  CHECK(release_with({gap, rule("hours", TimeOfDay{}, Action::reject, Release::review)}) == "reject review");
}

TEST_CASE("a message for several prospects gets the strictest verdict of its findings") {
  const Policy policy = full_policy();
  const Outgoing message =
      mail_from("budi", {recipient("ani@acme.example"), recipient("edo@acme.example"), recipient("ita@acme.example")});
  const Time now = moment(noon);
  const std::vector<ProspectHistory> known{history({contact(now - days(2), "budi")}), history({}),
                                           history({reply(now - hours(1), "budi")})};
  const Decision decision = decide(policy, message, known, now);
  CHECK(rules_of(decision) == "hold gap");
  REQUIRE(decision.findings.size() == 1);
  CHECK(decision.findings[0].prospect == "ani@acme.example");
  CHECK(decision.answers == std::vector<bool>{false, false, true});
}

TEST_CASE("rule names stand in the order of the policy, each once") {
  const Policy policy = full_policy();
  const Outgoing message = mail_from("budi", {recipient("a@acme.example"), recipient("b@acme.example")});
  const Time sunday = moment("2026-11-29 12:00");
  const Decision decision =
      decide(policy, message, std::vector{history({}), history({contact(sunday - days(1), "sari")})}, sunday);
  CHECK(decision.rule_names() == "gap,hours,one-salesperson");
}
