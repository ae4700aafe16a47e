// Properties of decisions over random policies, histories and messages. A failing run prints its seed; give it in
// JEDA_SEED to run that one again.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "fixture.h"
#include "tests/support/slowness.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

const std::vector<std::string> names{"budi", "sari", "tono"};
const std::vector<std::string> prospects{"ani@acme.example", "eka@toko.example", "edo@rumah.example",
                                         "ina@berlin.example"};

unsigned first_seed() {
  const char* given = std::getenv("JEDA_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  int roll(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine_); }
  bool chance(int percent) { return roll(1, 100) <= percent; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(0, static_cast<int>(from.size()) - 1))];
  }
  template <typename T>
  void shuffle(std::vector<T>& values) {
    std::shuffle(values.begin(), values.end(), engine_);
  }
  Duration minutes(int from, int to) { return std::chrono::minutes(roll(from, to)); }

 private:
  std::mt19937 engine_;
};

std::vector<Window> random_windows(Dice& dice) {
  std::vector<Window> windows;
  int at = dice.roll(0, 10 * 60);
  for (int i = dice.roll(0, 2); i > 0 && at < 24 * 60; --i) {
    const int to = at + dice.roll(1, 9 * 60);
    windows.push_back({at, to});
    at = to + dice.roll(1, 6 * 60);
  }
  return windows;
}

WeekHours random_hours(Dice& dice) {
  WeekHours week;
  for (auto& windows : week.days) windows = random_windows(dice);
  week.open_on_holidays = dice.chance(50);
  return week;
}

const std::vector<std::string> purposes{"pay", "news", "permission"};
const std::vector<TouchKind> clock_events{TouchKind::checkout, TouchKind::order, TouchKind::expiry};

std::optional<mail::Sketch> random_sketch(Dice& dice) {
  static const std::vector<std::string> texts{
      "our new prices for the coming year are lower than those of last year",
      "would you like to see how the printer works in your own office next week", "short"};
  return mail::sketch_of(dice.pick(texts), {});
}

Anchor random_anchor(Dice& dice) { return {dice.pick(clock_events), dice.minutes(-1500, 3000)}; }

PurposeRule random_purpose_rule(Dice& dice) {
  PurposeRule rule;
  rule.purposes = {"pay"};
  if (dice.chance(70)) rule.purposes.emplace_back("news");
  for (int i = dice.roll(0, 2); i > 0; --i) rule.start.push_back(random_anchor(dice));
  for (int i = rule.start.empty() ? 0 : dice.roll(0, 1); i > 0; --i) rule.end.push_back(random_anchor(dice));
  if (dice.chance(20)) rule.unless = {TouchKind::payment};
  if (rule.start.empty() || dice.chance(30)) rule.alone = dice.minutes(1, 2000);
  return rule;
}

Kind random_kind(Dice& dice) {
  switch (dice.roll(0, 9)) {
    case 0:
    case 1:
      return Gap{dice.minutes(0, 120), dice.minutes(0, 1500), {dice.minutes(0, 1500), dice.minutes(0, 3000)}};
    case 2:
      return StopAfter{dice.roll(1, 4), dice.chance(50)};
    case 3:
    case 4:
      return TimeOfDay{};
    case 5:
      return Commitment{dice.chance(70) ? Commitment::Asks::slot : Commitment::Asks::agreement};
    case 6:
      return Volume{dice.chance(50) ? Volume::Per::salesperson : Volume::Per::prospect, dice.roll(1, 5),
                    dice.minutes(1, 3000)};
    case 7:
      return Broadcast{80, dice.roll(2, 5), dice.minutes(1, 3000)};
    case 8:
      return random_purpose_rule(dice);
    default:
      if (dice.chance(30)) return DuplicateSender{dice.minutes(0, 3000), Scope::address, 80};
      return DuplicateSender{dice.minutes(0, 3000), dice.chance(50) ? Scope::address : Scope::company};
  }
}

Rule random_rule(Dice& dice, int number) {
  Rule made{"rule" + std::to_string(number),
            random_kind(dice),
            static_cast<Action>(dice.roll(0, 2)),
            dice.chance(50) ? Release::when_allowed : Release::review,
            {},
            {}};
  if (dice.chance(20)) made.when.audience = {dice.chance(50) ? Audience::business : Audience::consumer};
  if (dice.chance(20)) made.when.sender = {dice.pick(names)};
  if (dice.chance(20)) made.when.stage = {static_cast<Stage>(dice.roll(0, 3)), static_cast<Stage>(dice.roll(4, 6))};
  if (dice.chance(10)) made.when.purpose = {"none", "pay"};
  return made;
}

/// The end of daylight saving time in Berlin, and two holidays, lie within reach.
Time epoch() { return moment("2026-10-23 00:00", "UTC"); }

Policy random_policy(Dice& dice) {
  Policy policy = bare_policy();
  policy.business = random_hours(dice);
  policy.consumer = random_hours(dice);
  policy.holidays = {{day(2026, 10, 24), "Satu"}, {day(2026, 10, 26), "Dua"}};
  policy.stages = {dice.minutes(60, 4000), dice.roll(1, 3), dice.minutes(60, 6000)};
  for (int i = dice.roll(0, 5); i > 0; --i) policy.rules.push_back(random_rule(dice, i));
  return policy;
}

Imprint random_imprint(Dice& dice) {
  Imprint imprint;
  imprint.sketch = random_sketch(dice);
  if (dice.chance(30)) imprint.purpose = dice.pick(purposes);
  return imprint;
}

Touch random_event(Dice& dice, Time at) {
  static const std::vector<TouchKind> kinds{TouchKind::call,     TouchKind::chat,    TouchKind::open,
                                            TouchKind::checkout, TouchKind::order,   TouchKind::payment,
                                            TouchKind::expiry,   TouchKind::absence, TouchKind::commitment};
  Touch touch{at, dice.pick(kinds), dice.pick(names), false, ""};
  const Time from = at + dice.minutes(0, 3000);
  touch.details.slot = Slot{from, from + dice.minutes(1, 600)};
  return touch;
}

std::vector<Touch> random_log(Dice& dice) {
  std::vector<Touch> log;
  Time at = epoch() - dice.minutes(0, 3000);
  for (int i = dice.roll(0, 6); i > 0; --i) {
    const bool answer = fold(log).awaits_answer();
    switch (dice.roll(0, 4)) {
      case 0:
        log.push_back(contact(at, dice.pick(names), answer));
        log.back().imprint = random_imprint(dice);
        break;
      case 1:
        log.push_back(contact(at, dice.pick(names), answer));
        log.back().imprint = random_imprint(dice);
        break;
      case 2:
        log.push_back(reply(at, dice.pick(names)));
        break;
      default:
        log.push_back(random_event(dice, at));
    }
    at += dice.minutes(0, 1500);
  }
  return log;
}

ProspectFacts random_facts(Dice& dice) {
  ProspectFacts facts;
  if (dice.chance(10)) facts.owner = Owner{dice.pick(names), Owner::How::by_hand, epoch()};
  if (dice.chance(10)) facts.audience = Audience::consumer;
  if (dice.chance(10)) facts.zone = &zone("Asia/Jayapura");
  if (dice.chance(15)) facts.strict = true;
  if (dice.chance(5)) facts.stage = static_cast<Stage>(dice.roll(0, 6));
  if (dice.chance(20)) {
    for (auto& windows : facts.busy) windows = random_windows(dice);
  }
  if (dice.chance(20)) {
    for (auto& windows : facts.open) windows = random_windows(dice);
  }
  return facts;
}

ProspectHistory random_history(Dice& dice) {
  ProspectHistory result;
  result.prospect = fold(random_log(dice));
  result.company = dice.chance(50) ? result.prospect.people : fold(random_log(dice)).people;
  result.facts = random_facts(dice);
  return result;
}

SenderHistory random_sender(Dice& dice) {
  SenderHistory sender;
  Time at = epoch() + hours(48);
  for (int i = dice.roll(0, 8); i > 0; --i) {
    at -= dice.minutes(0, 800);
    sender.sent.push_back({at, "p" + std::to_string(dice.roll(1, 5)) + "@acme.example", random_sketch(dice)});
  }
  return sender;
}

struct World {
  Policy policy;
  Outgoing message;
  Histories known;
  Time now;

  Decision decide() const { return policy::decide(policy, message, known, now); }
};

World random_world(unsigned seed) {
  Dice dice(seed);
  World world{random_policy(dice), mail_from(dice.pick(names), {}), {}, epoch() + dice.minutes(0, 4000)};
  world.message.content.given = world.message.content.readable = true;
  world.message.content.imprint = random_imprint(dice);
  world.known.sender = random_sender(dice);
  std::vector<std::string> keys = prospects;
  dice.shuffle(keys);
  keys.resize(static_cast<std::size_t>(dice.roll(1, 3)));
  for (const std::string& key : keys) {
    world.message.recipients.push_back(recipient(key, dice.chance(70) ? "acme.example" : ""));
    world.known.prospects.push_back(random_history(dice));
  }
  return world;
}

/// No finding but those that only tag, and that no time mends.
bool passes_at(const World& world, Time at) {
  const Decision decision = decide(world.policy, world.message, world.known, at);
  return std::all_of(decision.findings.begin(), decision.findings.end(), [](const Finding& finding) {
    const bool may_be_left_out =
        std::holds_alternative<StopFacts>(finding.facts) || std::holds_alternative<PurposeFacts>(finding.facts);
    const auto* commitment = std::get_if<CommitmentFacts>(&finding.facts);
    if (commitment && !commitment->slot) return true;  // asks for an agreement, which no time brings
    return finding.action == Action::tag && may_be_left_out && !finding.next_allowed;
  });
}

bool counts_recipients(const Rule& rule) {
  const auto* volume = std::get_if<Volume>(&rule.kind);
  return (volume && volume->per == Volume::Per::salesperson) || std::holds_alternative<Broadcast>(rule.kind);
}

std::string describe(const Decision& decision) {
  std::string text = std::string(to_string(decision.verdict)) + " " + std::string(to_string(decision.release)) + " " +
                     show(decision.next_allowed);
  for (const Finding& finding : decision.findings) {
    text += " [" + finding.prospect + " " + finding.rule + " " + show(finding.next_allowed) + "]";
  }
  return text;
}

constexpr unsigned runs = 400;
constexpr unsigned long_runs = jeda::test::rounds(30);

}  // namespace

TEST_CASE("every rule passes at the next allowed moment and in no earlier minute") {
  const unsigned seed = first_seed();
  constexpr int horizon = 6 * 24 * 60;  // minutes looked at one by one; a later moment counts as none
  int found = 0;
  for (unsigned run = seed; run < seed + long_runs; ++run) {
    INFO("JEDA_SEED=" << run);
    const World world = random_world(run);
    const auto next = world.decide().next_allowed;
    std::optional<Time> brute;
    for (int minute = 0; minute < horizon && !brute; ++minute) {
      const Time at = world.now + std::chrono::minutes(minute);
      if (passes_at(world, at)) brute = at;
    }
    const bool beyond = next && *next >= world.now + std::chrono::minutes(horizon);
    CHECK(show(beyond ? std::nullopt : next) == show(brute));
    if (next) CHECK(passes_at(world, *next));
    found += brute ? 1 : 0;
  }
  CHECK(found > 0);
}

TEST_CASE("a finding's own next moment is where that rule would pass, and no earlier minute") {
  const unsigned seed = first_seed();
  for (unsigned run = seed; run < seed + long_runs; ++run) {
    INFO("JEDA_SEED=" << run);
    World world = random_world(run);
    const auto rules = world.policy.rules;
    for (const Finding& finding : world.decide().findings) {
      world.policy.rules = {rules[static_cast<std::size_t>(finding.order)]};
      for (const Rule& other : rules) {  // whose clock a gap lets pass
        if (other.name != finding.rule && std::holds_alternative<PurposeRule>(other.kind)) {
          world.policy.rules.push_back(other);
        }
      }
      const auto objects_at = [&](Time at) {
        const auto findings = decide(world.policy, world.message, world.known, at).findings;
        return std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
          return other.prospect == finding.prospect && other.rule == finding.rule;
        });
      };
      if (!finding.next_allowed) continue;
      CHECK_FALSE(objects_at(*finding.next_allowed));
      const Time last = std::min(*finding.next_allowed, world.now + hours(48));
      for (Time at = world.now; at < last; at += std::chrono::minutes(7)) CHECK(objects_at(at));
      CHECK(objects_at(*finding.next_allowed - Duration(1)));
    }
  }
}

TEST_CASE("another rule never loosens a verdict, nor brings the next moment nearer") {
  const unsigned seed = first_seed();
  for (unsigned run = seed; run < seed + runs; ++run) {
    INFO("JEDA_SEED=" << run);
    World world = random_world(run);
    const Decision before = world.decide();
    Dice dice(run + 1);
    const auto place = world.policy.rules.begin() + dice.roll(0, static_cast<int>(world.policy.rules.size()));
    const Rule added = random_rule(dice, 99);
    if (std::holds_alternative<PurposeRule>(added.kind)) continue;  // gives mail a clock that passes gaps
    world.policy.rules.insert(place, added);
    const Decision after = world.decide();
    CHECK(after.verdict >= before.verdict);
    CHECK(after.findings.size() >= before.findings.size());
    if (!before.next_allowed) CHECK_FALSE(after.next_allowed);
    if (after.next_allowed) CHECK(*after.next_allowed >= *before.next_allowed);
  }
}

TEST_CASE("equal arguments give equal decisions, explained or not") {
  const unsigned seed = first_seed();
  for (unsigned run = seed; run < seed + runs; ++run) {
    INFO("JEDA_SEED=" << run);
    const World world = random_world(run);
    const World same = random_world(run);
    std::vector<Explanation> explanations;
    const Decision explained = decide(world.policy, world.message, world.known, world.now, &explanations);
    CHECK(describe(explained) == describe(same.decide()));
    CHECK(explanations.size() == world.policy.rules.size() * world.message.recipients.size());
    const auto objected =
        std::count_if(explanations.begin(), explanations.end(), [](const auto& e) { return e.objected; });
    CHECK(static_cast<std::size_t>(objected) == explained.findings.size());
  }
}

TEST_CASE("the order of rules and recipients changes no verdict and no next moment") {
  const unsigned seed = first_seed();
  for (unsigned run = seed; run < seed + runs; ++run) {
    INFO("JEDA_SEED=" << run);
    World world = random_world(run);
    const Decision before = world.decide();
    Dice dice(run + 1);
    dice.shuffle(world.policy.rules);
    std::reverse(world.message.recipients.begin(), world.message.recipients.end());
    std::reverse(world.known.prospects.begin(), world.known.prospects.end());
    const Decision after = world.decide();
    CHECK(after.verdict == before.verdict);
    CHECK(after.release == before.release);
    CHECK(show(after.next_allowed) == show(before.next_allowed));
    CHECK(after.findings.size() == before.findings.size());
  }
}

TEST_CASE("the verdict for several recipients is the strictest of those for each alone") {
  const unsigned seed = first_seed();
  for (unsigned run = seed; run < seed + runs; ++run) {
    INFO("JEDA_SEED=" << run);
    World world = random_world(run);
    std::erase_if(world.policy.rules, counts_recipients);
    Verdict strictest = Verdict::accept;
    std::vector<bool> answers;
    for (std::size_t i = 0; i < world.known.size(); ++i) {
      Outgoing single = world.message;
      single.recipients = {world.message.recipients[i]};
      const Decision alone = decide(world.policy, single, std::vector{world.known[i]}, world.now);
      strictest = std::max(strictest, alone.verdict);
      answers.push_back(alone.answers.at(0));
    }
    const Decision together = world.decide();
    CHECK(together.verdict == strictest);
    CHECK(together.answers == answers);
  }
}
