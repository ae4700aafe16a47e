// jeda-decision: what one decision costs without MTA and store, and how much of it the comparing of texts.
//
// A decision here is everything between a collected message and its verdict: reading the message and its content,
// unpacking the prospect's summary with the last 50 texts, and judging by every kind of rule.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/traffic.h"
#include "mail/facts.h"
#include "policy/content.h"
#include "policy/decide.h"
#include "policy/load/load.h"
#include "store/record/summary.h"

namespace {

using namespace jeda;
using Clock = std::chrono::steady_clock;

constexpr int decisions = 2000;
const Time now{std::chrono::hours(24 * 20'500)};

bool compares_texts(const policy::Rule& rule) {
  const auto* duplicate = std::get_if<policy::DuplicateSender>(&rule.kind);
  return std::holds_alternative<policy::Repeat>(rule.kind) || std::holds_alternative<policy::Broadcast>(rule.kind) ||
         (duplicate != nullptr && duplicate->similar > 0);
}

policy::PolicyPtr without_comparing(const policy::Policy& policy) {
  policy::Policy changed = policy;
  std::erase_if(changed.rules, compares_texts);
  return std::make_shared<const policy::Policy>(std::move(changed));
}

/// Fifty mails, each with another text, the newest two months ago and answered.
std::string packed_history() {
  policy::History history;
  for (int i = 0; i < static_cast<int>(policy::most_past_mails); ++i) {
    policy::Touch touch;
    touch.at = now - std::chrono::hours(24 * (110 - i));
    touch.salesperson = "s1@ours.example";
    std::string text;
    for (int word = 0; word < 60; ++word) text += fmt::format("w{} ", (i * 37 + word * 11) % 400);
    touch.imprint.sketch = mail::sketch_of(text, {});
    policy::apply(history, touch);
  }
  return store::pack_history(history);
}

struct Work {
  mail::RawMessage raw;
  policy::Outgoing message;
  std::string history;
};

Work make_work() {
  const auto mail = bench::make_message({}, 1, "decision");
  Work work;
  for (const auto& [name, value] : mail.header) work.raw.header.push_back({name, value});
  work.raw.body = mail.body;
  const std::string& to = mail.recipients.front();
  work.message = {"s1@ours.example", "s1@ours.example", {{to, to, mail::company_of(to)}}, {}};
  work.history = packed_history();
  return work;
}

void decide_once(const policy::Policy& policy, Work& work) {
  const auto facts = mail::read_facts(work.raw, false, {});
  work.message.content = policy::read_content(policy, work.message, facts);
  policy::ProspectHistory known;
  known.prospect = store::unpack_history(work.history).value_or(policy::History());
  known.prospect.unanswered = 0;
  const policy::Histories histories(std::vector<policy::ProspectHistory>{known});
  if (policy::decide(policy, work.message, histories, now).verdict == policy::Verdict::reject) std::abort();
}

/// Median microseconds of a decision.
double measure(const policy::Policy& policy, Work& work) {
  std::vector<double> taken;
  for (int i = 0; i < decisions; ++i) {
    const auto start = Clock::now();
    decide_once(policy, work);
    taken.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  std::nth_element(taken.begin(), taken.begin() + decisions / 2, taken.end());
  return taken[decisions / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: jeda-decision RULES\n");
    return 2;
  }
  const auto loaded = policy::load_policy(argv[1]);
  if (!loaded) {
    fmt::print(stderr, "{}", config::to_string(loaded.error()));
    return 2;
  }
  Work work = make_work();
  const policy::PolicyPtr bare = without_comparing(*loaded->policy);
  measure(*bare, work);  // warm-up
  const double without_us = measure(*bare, work);
  const double with_us = measure(*loaded->policy, work);
  fmt::print("{{\"without_us\": {:.2f}, \"with_us\": {:.2f}}}\n", without_us, with_us);
}
