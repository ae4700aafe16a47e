// What `jeda explain` says of every rule.
#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

std::vector<std::string> explained(const Policy& policy, const std::vector<Touch>& log, const std::string& now,
                                   const std::string& prospect = "ani@acme.example") {
  const Outgoing message = mail_from("budi", {recipient(prospect, "acme.example")});
  std::vector<Explanation> explanations;
  decide(policy, message, std::vector{history(log)}, moment(now), &explanations);
  std::vector<std::string> lines;
  for (const Explanation& one : explanations) {
    CHECK(one.prospect == prospect);
    lines.push_back(one.rule + " | " + one.saw + " | " + one.said);
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a first mail in working hours: every rule says why it passes") {
  CHECK(explained(full_policy(), {}, "2026-11-30 10:00") ==
        Lines{
            "gap | no contact yet | passes: nothing of ours stands unanswered",
            "stop | no contact yet | passes: 0 unanswered, the limit is 8",
            "hours | business prospect, Mon 2026-11-30 10:00 +07 in Asia/Jakarta | passes: within the hours",
            "one-salesperson | contacts with ani@acme.example: none | passes: nobody else wrote in the last 30 days",
        });
}

TEST_CASE("an answer: every rule says that it is one") {
  const std::vector<Touch> log{contact(moment("2026-11-28 09:00"), "sari"), reply(moment("2026-11-28 20:00"), "budi")};
  CHECK(explained(full_policy(), log, "2026-11-28 20:05") ==
        Lines{
            "gap | 0 unanswered, newest contact 2026-11-28 09:00 +07 by sari, newest reply 2026-11-28 20:00 +07 | "
            "passes: this mail answers a reply",
            "stop | 0 unanswered, newest contact 2026-11-28 09:00 +07 by sari, newest reply 2026-11-28 20:00 +07 | "
            "passes: this mail answers a reply",
            "hours | business prospect, Sat 2026-11-28 20:05 +07 in Asia/Jakarta, newest reply 2026-11-28 20:00 +07 | "
            "passes: this mail answers a reply younger than 24 hours",
            "one-salesperson | contacts with ani@acme.example: sari 2026-11-28 09:00 +07 | "
            "passes: the reply was addressed to budi",
        });
}

TEST_CASE("objections carry their facts and the next moment of that rule") {
  std::vector<Touch> log;
  for (int i = 0; i < 8; ++i) log.push_back(held(moment("2026-12-18 10:00:30") + days(i), "sari"));
  CHECK(explained(full_policy(), log, "2026-12-25 12:00") ==
        Lines{
            "gap | 8 unanswered, newest contact 2026-12-25 10:00:30 +07 by sari, on hold | objects: newest contact 1 "
            "hour 59 minutes ago, 14 days asked for; allowed from 2027-01-08 10:00:30 +07",
            "stop | 8 unanswered, newest contact 2026-12-25 10:00:30 +07 by sari, on hold | objects: 8 unanswered, the "
            "limit is 8; only a reply changes that",
            "hours | business prospect, Fri 2026-12-25 12:00 +07 in Asia/Jakarta | objects: a holiday, Natal; allowed "
            "from 2026-12-28 09:00 +07",
            "one-salesperson | contacts with ani@acme.example: sari 2026-12-25 10:00:30 +07 (on hold) | objects: sari "
            "has mail on hold from 1 hour 59 minutes ago, within 30 days; allowed from 2027-01-24 10:00:30 +07",
        });
}

TEST_CASE("times are the prospect's, and a clock that stepped back is told") {
  const std::vector<Touch> log{contact(moment("2026-11-30 10:00"), "sari")};
  CHECK(explained(policy_with({rule("gap", default_gap())}), log, "2026-11-30 09:30", "eka@toko.example") ==
        Lines{"gap | 1 unanswered, newest contact 2026-11-30 12:00 +09 by sari | objects: newest contact 30 minutes in "
              "the future, the clock was set back, 7 days asked for; allowed from 2026-12-07 12:00 +09"});
}

TEST_CASE("a rule that is not for this message says so") {
  Policy policy = policy_with({rule("a", StopAfter{8}), rule("b", StopAfter{8}), rule("c", StopAfter{8})});
  policy.rules[0].when.audience = {Audience::consumer};
  policy.rules[1].when.sender = {"sari"};
  policy.rules[2].when.sender = {"budi"};
  CHECK(explained(policy, {}, "2026-11-30 10:00") ==
        Lines{"a | no contact yet | does not apply: not for business prospects",
              "b | no contact yet | does not apply: not for mail from budi",
              "c | no contact yet | passes: 0 unanswered, the limit is 8"});
}
