// What the keys of rules become.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "policy/load/load.h"
#include "policy/phrases.h"

using namespace jeda;
using namespace jeda::policy;
using namespace std::chrono_literals;

namespace {

constexpr auto day = 24h;

PolicyPtr everything() {
  const auto loaded = load_policy(JEDA_SOURCE_DIR "/tests/config/golden/rules/everything.yaml");
  INFO((loaded ? std::string() : config::to_string(loaded.error())));
  REQUIRE(loaded);
  return loaded->policy;
}

const Rule& rule_named(const Policy& policy, const std::string& name) {
  for (const Rule& rule : policy.rules) {
    if (rule.name == name) return rule;
  }
  FAIL("no rule " << name);
  throw std::logic_error(name);
}

template <class K>
const K& kind_of(const Policy& policy, const std::string& name) {
  return std::get<K>(rule_named(policy, name).kind);
}

}  // namespace

TEST_CASE("teams hold canonical names, each once") {
  const PolicyPtr policy = everything();
  REQUIRE(policy->organisation.teams.size() == 1);
  CHECK(policy->organisation.teams[0].name == "jakarta");
  CHECK(policy->organisation.teams[0].members == std::vector<std::string>{"budi", "sari", "eko@ours.example"});
}

TEST_CASE("an entry of prospects tells who is in charge, how strict to be, and when not to write") {
  const PolicyPtr policy = everything();
  const ProspectRule& berlin = policy->prospect("x@berlin.example");
  CHECK(berlin.strict);
  CHECK(berlin.owner == "budi");
  CHECK(berlin.team.empty());
  CHECK(berlin.busy[1] == std::vector<Window>{{510, 570}});
  CHECK(berlin.busy[6].empty());
  CHECK(berlin.open[6] == std::vector<Window>{{540, 720}, {1320, 1560}});
  const ProspectRule& others = policy->prospect("x@y.example");
  CHECK_FALSE(others.strict);
  CHECK(others.owner.empty());
  CHECK(others.team == "jakarta");
}

TEST_CASE("rules and purposes have a title for people, in each language, or their name") {
  const PolicyPtr policy = everything();
  CHECK(policy->rule_title("hours", Language::id) == "Jam kerja");
  CHECK(policy->rule_title("hours", Language::en) == "Hours");
  CHECK(policy->rule_title("agreed", Language::id) == "Janji");
  CHECK(policy->rule_title("agreed", Language::en) == "Janji");
  CHECK(policy->rule_title("gap", Language::id) == "gap");
  CHECK(policy->rule_title("of an earlier policy", Language::id) == "of an earlier policy");
  CHECK(policy->purpose_title("education", Language::en) == "edukasi");
  CHECK(policy->purpose_title("promotion", Language::en) == "promotion");
  CHECK(kind_of<Commitment>(*policy, "agreed").before == Commitment::Before::none);
  CHECK(kind_of<Commitment>(*policy, "agree").before == Commitment::Before::thread);
}

TEST_CASE("stages, phrases, purposes and overrides are read") {
  const PolicyPtr policy = everything();
  CHECK(policy->stages.live == 14 * day);
  CHECK(policy->stages.cold == 3);
  CHECK(policy->stages.dormant == 90 * day);
  REQUIRE(policy->phrases.size() == 2);
  CHECK(policy->phrases[1].name == "empty-nudge");
  CHECK(std::holds_alternative<Patterns::Hit>(policy->phrases[1].patterns->match("Pak, SUDAH dicek ya?")));
  CHECK(std::holds_alternative<Patterns::None>(policy->phrases[1].patterns->match("sudah dicekik")));
  REQUIRE(policy->purposes.size() == 4);
  CHECK(policy->purposes[0].name == "payment-reminder");
  CHECK(policy->purposes[0].subject == std::vector<std::string>{"*pembayaran*", "*payment*"});
  CHECK(policy->purposes[0].sender == std::vector<std::string>{"budi", "billing*@ours.example"});
  CHECK(policy->purposes[1].phrases == std::vector<std::string>{"empty-nudge"});
  CHECK(policy->overrides.tokens() == std::vector<std::string>{"urgent", "mendesak"});
  CHECK(policy->overrides.limit == 3);
  CHECK(policy->overrides.within == 7 * day);
  CHECK(policy->overrides.prospects == 2);
}

TEST_CASE("a file without them has the built-in stages, no purposes and no overrides") {
  const auto loaded = parse_policy({"rules.yaml",
                                    "version: 1\nmode: observe\norganisation: {domains: [ours.example], sales: "
                                    "['*@ours.example']}\nrules: [{name: h, kind: time-of-day, action: hold, when: "
                                    "{purpose: permission}}]\n"},
                                   [](const std::string&) { return tl::unexpected<std::string>("no"); });
  REQUIRE(loaded);
  CHECK(loaded->warnings.empty());
  const Policy& policy = *loaded->policy;
  CHECK(policy.stages.cold == 3);
  CHECK(policy.soft_bounces == 5);
  CHECK(policy.purposes.empty());
  CHECK(policy.overrides.limit == 0);
  CHECK_FALSE(policy.rules[0].overridable);
  CHECK(policy.rules[0].when.purpose == std::vector<std::string>{"permission"});
}

TEST_CASE("so many soft bounces as a person is shown are 1 to 1000") {
  const auto load = [](const std::string& value) {
    return parse_policy({"rules.yaml", "version: 1\nmode: observe\nsoft_bounces: " + value +
                                           "\norganisation: {domains: [ours.example], sales: ['*@ours.example']}\n"
                                           "rules: [{name: h, kind: time-of-day, action: hold}]\n"},
                        [](const std::string&) { return tl::unexpected<std::string>("no"); });
  };
  CHECK(load("1")->policy->soft_bounces == 1);
  CHECK(load("1000")->policy->soft_bounces == 1000);
  for (const char* value : {"0", "1001", "-1", "many", "[5]", "''"}) {
    INFO(value);
    const auto loaded = load(value);
    REQUIRE_FALSE(loaded);
    REQUIRE(loaded.error().size() == 1);
    CHECK(config::to_string(loaded.error()).starts_with("rules.yaml:3:15: "));
  }
}

TEST_CASE("a rule may be limited to stages and purposes, and be overridable") {
  const PolicyPtr policy = everything();
  CHECK(rule_named(*policy, "gap").overridable);
  CHECK(rule_named(*policy, "gap").when.stage == std::vector<Stage>{Stage::fresh, Stage::cold});
  CHECK(rule_named(*policy, "gap-paying").when.stage == std::vector<Stage>{Stage::interested});
  CHECK(rule_named(*policy, "gap-paying").when.purpose == std::vector<std::string>{"payment-reminder", "none"});
  CHECK_FALSE(rule_named(*policy, "stop").overridable);
}

TEST_CASE("kinds about who wrote when have their figures") {
  const PolicyPtr policy = everything();
  CHECK(kind_of<StopAfter>(*policy, "stop").unanswered == 4);
  CHECK(kind_of<StopAfter>(*policy, "stop").permission);
  CHECK(kind_of<DuplicateSender>(*policy, "twice").similar == 80);
  CHECK(std::holds_alternative<DoNotContactRule>(rule_named(*policy, "never").kind));
  CHECK(kind_of<Volume>(*policy, "mass").per == Volume::Per::salesperson);
  CHECK(kind_of<Volume>(*policy, "mass").most == 100);
  CHECK(kind_of<Volume>(*policy, "mass").within == day);
  CHECK(kind_of<Volume>(*policy, "much").per == Volume::Per::prospect);
  CHECK(kind_of<Commitment>(*policy, "agreed").asks == Commitment::Asks::slot);
  CHECK(kind_of<Commitment>(*policy, "agree").asks == Commitment::Asks::agreement);
  CHECK(kind_of<Signs>(*policy, "signs").tags == 3);
}

TEST_CASE("kinds about what a mail says have their figures") {
  const PolicyPtr policy = everything();
  CHECK(kind_of<Repeat>(*policy, "again").similar == 80);
  CHECK(kind_of<Repeat>(*policy, "again").of_last == 50);
  CHECK(kind_of<Repeat>(*policy, "again-soon").of_last == 1);
  CHECK(kind_of<Broadcast>(*policy, "copies").similar == 100);
  CHECK(kind_of<Broadcast>(*policy, "copies").prospects == 20);
  CHECK(kind_of<Phrase>(*policy, "nudge").uses == 1);
  CHECK(kind_of<Phrase>(*policy, "nudges").list == "empty-nudge");
  CHECK(kind_of<Phrase>(*policy, "nudges").uses == 2);
  CHECK(kind_of<Phrase>(*policy, "nudges").of_last == 2);
  CHECK(kind_of<Personal>(*policy, "person").ours);
  CHECK_FALSE(kind_of<Personal>(*policy, "person-theirs").ours);
  CHECK(kind_of<Personal>(*policy, "person-theirs").theirs);
  CHECK(kind_of<Length>(*policy, "size").at_least == 20);
  CHECK(kind_of<Length>(*policy, "size").at_most == 200);
}

TEST_CASE("a purpose rule has anchors before and after events, spaced as people like") {
  const PolicyPtr policy = everything();
  const PurposeRule& pay = kind_of<PurposeRule>(*policy, "pay");
  CHECK(pay.purposes == std::vector<std::string>{"payment-reminder"});
  REQUIRE(pay.start.size() == 1);
  CHECK(pay.start[0].event == TouchKind::checkout);
  CHECK(pay.start[0].after == 4h);
  REQUIRE(pay.end.size() == 1);
  CHECK(pay.end[0].after == 6h);
  CHECK(pay.unless == std::vector<TouchKind>{TouchKind::payment, TouchKind::order});
  CHECK(pay.alone == Duration::zero());
  const PurposeRule& apart = kind_of<PurposeRule>(*policy, "apart");
  CHECK(apart.purposes == std::vector<std::string>{"promotion", "education", "permission"});
  CHECK(apart.alone == 14 * day);
  REQUIRE(apart.start.size() == 3);
  CHECK(apart.start[1].event == TouchKind::delivery);
  CHECK(apart.start[1].after == Duration::zero());
  CHECK(apart.start[2].after == -30 * day);
}

TEST_CASE("phrase lists of one name are one list, wherever they stand") {
  const auto read = [](const std::string& path) -> tl::expected<config::SourceFile, std::string> {
    return config::SourceFile{path, "nudge: [any update]\n"};
  };
  const auto loaded = parse_policy({"rules.yaml",
                                    "version: 1\nmode: observe\norganisation: {domains: [ours.example], sales: "
                                    "['*@ours.example']}\nphrases: [english.yaml, {nudge: ['sudah dicek']}]\nrules: "
                                    "[{name: n, kind: phrase, list: nudge, action: tag}]\n"},
                                   read);
  REQUIRE(loaded);
  REQUIRE(loaded->policy->phrases.size() == 1);
  const Patterns& nudge = *loaded->policy->phrases[0].patterns;
  CHECK(std::holds_alternative<Patterns::Hit>(nudge.match("Any update?")));
  CHECK(std::holds_alternative<Patterns::Hit>(nudge.match("Sudah dicek?")));
}
