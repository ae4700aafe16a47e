#include "policy/apart.h"

#include "tests/policy/fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

const Time now = Time(std::chrono::seconds(1795402800));  // Monday 2026-11-23 10:00 in Jakarta

ProspectHistory with_mail(Time at, const std::string& by) { return history({contact(at, by)}); }
ProspectHistory unknown() { return history({}); }

/// Four recipients, one of each kind: new, mailed yesterday, another one's, new.
struct Four {
  Policy policy = full_policy();
  Outgoing message = mail_from("budi", {recipient("new@a.example"), recipient("fresh@b.example"),
                                        recipient("taken@c.example"), recipient("too@d.example")});
  Histories histories{
      std::vector{unknown(), with_mail(now - days(1), "budi"), with_mail(now - days(8), "citra"), unknown()}};
  Decision whole = decide(policy, message, histories, now);

  std::vector<Part> parts() const { return parts_of(policy, message, histories, whole, now); }
};

using Places = std::vector<std::size_t>;

}  // namespace

TEST_CASE("recipients are parted by what becomes of each") {
  const Four four;
  REQUIRE(four.whole.verdict == Verdict::reject);
  const auto parts = four.parts();
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].recipients == Places{0, 3});
  CHECK(parts[0].decision.verdict == Verdict::accept);
  CHECK(parts[0].decision.findings.empty());
  CHECK(parts[0].decision.answers.size() == 2);
  CHECK(parts[1].recipients == Places{1});
  CHECK(parts[1].decision.verdict == Verdict::hold);
  CHECK(parts[1].decision.rule_names() == "gap");
  CHECK(show(parts[1].decision.next_allowed) == "Mon 2026-11-30 09:00:00 WIB");
  CHECK(parts[2].recipients == Places{2});
  CHECK(parts[2].decision.verdict == Verdict::reject);
  CHECK(parts[2].decision.rule_names() == "one-salesperson");
}

TEST_CASE("a tag for one goes with the mail of all who get it") {
  Four four;
  four.policy.rules.front().action = Action::tag;
  four.whole = decide(four.policy, four.message, four.histories, now);
  const auto parts = four.parts();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].recipients == Places{0, 1, 3});
  CHECK(parts[0].decision.verdict == Verdict::tag);
}

TEST_CASE("recipients of one fate are one part, the decision as it was") {
  Four four;
  four.message = part_of(four.message, {0, 3});
  four.histories = std::vector{unknown(), unknown()};
  four.whole = decide(four.policy, four.message, four.histories, now);
  const auto parts = four.parts();
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].recipients == Places{0, 1});
  CHECK(parts[0].decision.verdict == Verdict::accept);
}

TEST_CASE("what is written too often for all is so for each part") {
  Four four;
  four.policy.rules.push_back(rule("volume", Volume{Volume::Per::salesperson, 3, days(1)}, Action::reject));
  four.whole = decide(four.policy, four.message, four.histories, now);
  const auto parts = four.parts();
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].decision.verdict == Verdict::reject);
}
