// Properties of decisions over random policies, histories and messages. A failing run prints its seed; give it in
// JEDA_SEED to run that one again.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "fixture.h"

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

Kind random_kind(Dice& dice) {
  switch (dice.roll(0, 3)) {
    case 0:
      return Gap{dice.minutes(0, 120), dice.minutes(0, 1500), {dice.minutes(0, 1500), dice.minutes(0, 3000)}};
    case 1:
      return StopAfter{dice.roll(1, 4)};
    case 2:
      return TimeOfDay{};
    default:
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
  return made;
}

/// The end of daylight saving time in Berlin, and two holidays, lie within reach.
Time epoch() { return moment("2026-10-23 00:00", "UTC"); }

Policy random_policy(Dice& dice) {
  Policy policy = bare_policy();
  policy.business = random_hours(dice);
  policy.consumer = random_hours(dice);
  policy.holidays = {{day(2026, 10, 24), "Satu"}, {day(2026, 10, 26), "Dua"}};
  for (int i = dice.roll(0, 5); i > 0; --i) policy.rules.push_back(random_rule(dice, i));
  return policy;
}

std::vector<Touch> random_log(Dice& dice) {
  std::vector<Touch> log;
  Time at = epoch() - dice.minutes(0, 3000);
  for (int i = dice.roll(0, 6); i > 0; --i) {
    const bool answer = fold(log).awaits_answer();
    switch (dice.roll(0, 2)) {
      case 0:
        log.push_back(contact(at, dice.pick(names), answer));
        break;
      case 1:
        log.push_back(held(at, dice.pick(names), answer));
        break;
      default:
        log.push_back(reply(at, dice.pick(names)));
    }
    at += dice.minutes(0, 1500);
  }
  return log;
}

ProspectHistory random_history(Dice& dice) {
  ProspectHistory result;
  result.prospect = fold(random_log(dice));
  result.company = dice.chance(50) ? result.prospect.people : fold(random_log(dice)).people;
  return result;
}

struct World {
  Policy policy;
  Outgoing message;
  std::vector<ProspectHistory> known;
  Time now;

  Decision decide() const { return policy::decide(policy, message, known, now); }
};

World random_world(unsigned seed) {
  Dice dice(seed);
  World world{random_policy(dice), mail_from(dice.pick(names), {}), {}, epoch() + dice.minutes(0, 4000)};
  std::vector<std::string> keys = prospects;
  dice.shuffle(keys);
  keys.resize(static_cast<std::size_t>(dice.roll(1, 3)));
  for (const std::string& key : keys) {
    world.message.recipients.push_back(recipient(key, dice.chance(70) ? "acme.example" : ""));
    world.known.push_back(random_history(dice));
  }
  return world;
}

/// No finding but those of stop-after rules that only tag.
bool passes_at(const World& world, Time at) {
  const Decision decision = decide(world.policy, world.message, world.known, at);
  return std::all_of(decision.findings.begin(), decision.findings.end(), [](const Finding& finding) {
    return finding.action == Action::tag && std::holds_alternative<StopFacts>(finding.facts);
  });
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
constexpr unsigned long_runs = 30;

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
      const auto objects_at = [&](Time at) {
        const auto findings = decide(world.policy, world.message, world.known, at).findings;
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& other) { return other.prospect == finding.prospect; });
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
    world.policy.rules.insert(place, random_rule(dice, 99));
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
    std::reverse(world.known.begin(), world.known.end());
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
    const World world = random_world(run);
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
