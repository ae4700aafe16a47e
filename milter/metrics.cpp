#include "milter/metrics.h"

#include <fmt/format.h>

namespace jeda::milter {
namespace {

using prometheus::Counter;
using prometheus::Histogram;
using prometheus::Registry;

/// Of rules over all policies that were ever loaded; further ones are "other".
constexpr std::size_t most_rules = 500;

const Histogram::BucketBoundaries& bounds() {
  static const Histogram::BucketBoundaries bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,   0.5,     1,      2.5,   5,      10,    30,   60,    300};
  return bounds;
}

prometheus::Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Counter& counter(Registry& registry, const char* name, const char* help) {
  return counters(registry, name, help).Add({});
}

Counter& message_end(Registry& registry, const char* end) {
  return counters(registry, "jeda_messages_total",
                  "Messages by how they ended: left (not ours, by step), given_up, governed, inbound or own.")
      .Add({{"end", end}});
}

Histogram& step(Registry& registry, const char* name) {
  return prometheus::BuildHistogram()
      .Name("jeda_step_seconds")
      .Help(
          "Time by step: collect (mostly the client's), read, wait (for the store), transaction, judge (all but "
          "collect).")
      .Register(registry)
      .Add({{"step", name}}, bounds());
}

prometheus::Family<Counter>& failures(Registry& registry) {
  return counters(
      registry, "jeda_failures_total",
      "What failed, by kind: the store's (busy, timeout, overload, full, missing, corrupt, lost, newer, failed), bug, "
      "mta (it refused an action), memory (body_memory had no room).");
}

Counter& undecided(Registry& registry, const char* answer) {
  return counters(registry, "jeda_undecided_total", "Governed mail that could not be decided, by the answer it got.")
      .Add({{"answer", answer}});
}

Counter& inbound(Registry& registry, const char* what) {
  return counters(
             registry, "jeda_inbound_total",
             "Mail from outside that was not recorded as it came: unverified (shown to people alone), put_off, lost, "
             "too_long (an address), beyond_daily.")
      .Add({{"what", what}});
}

double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

double seconds_since(std::chrono::steady_clock::time_point start) {
  return seconds(std::chrono::steady_clock::now() - start);
}

Metrics::Metrics()
    : connections(counter(*this, "jeda_connections_total", "Connections from the MTA.")),
      open_connections(prometheus::BuildGauge()
                           .Name("jeda_open_connections")
                           .Help("Connections from the MTA that are open.")
                           .Register(*this)
                           .Add({})),
      messages{counter(*this, "jeda_messages_begun_total", "Messages of which the sender was seen."),
               message_end(*this, "left_at_mail"),
               message_end(*this, "left_at_data"),
               message_end(*this, "given_up"),
               message_end(*this, "governed"),
               message_end(*this, "inbound"),
               message_end(*this, "own")},
      steps{step(*this, "collect"), step(*this, "read"), step(*this, "wait"), step(*this, "transaction"),
            step(*this, "judge")},
      bugs(failures(*this).Add({{"kind", "bug"}})),
      refused_by_mta(failures(*this).Add({{"kind", "mta"}})),
      no_memory(failures(*this).Add({{"kind", "memory"}})),
      doubts(counter(*this, "jeda_doubts_total", "Things in messages that could not be read.")),
      untold(counter(*this, "jeda_untold_total",
                     "Rules that could not be asked, so that nobody knows whether they object.")),
      overloads(counter(*this, "jeda_overloads_total", "Times at which the store began to refuse decisions.")),
      inbound{milter::inbound(*this, "unverified"), milter::inbound(*this, "put_off"), milter::inbound(*this, "lost"),
              milter::inbound(*this, "too_long"), milter::inbound(*this, "beyond_daily")},
      passed_(milter::undecided(*this, "accept")),
      put_off_(milter::undecided(*this, "tempfail")),
      findings_(counters(*this, "jeda_findings_total", "Decisions to which a rule objected, by rule.")),
      other_(findings_.Add({{"rule", "other"}})) {
  auto& decisions = counters(*this, "jeda_decisions_total", "Decisions by verdict.");
  for (std::size_t i = 0; i < verdicts_.size(); ++i)
    verdicts_[i] = &decisions.Add({{"verdict", std::string(policy::to_string(static_cast<policy::Verdict>(i)))}});
  for (std::size_t i = 0; i < failures_.size(); ++i)
    failures_[i] = &failures(*this).Add({{"kind", std::string(store::to_string(static_cast<store::Error::Cause>(i)))}});
}

void Metrics::know(const policy::PolicyPtr& policy) { rules_of(policy); }

std::shared_ptr<const Metrics::Rules> Metrics::rules_of(const policy::PolicyPtr& policy) {
  const std::lock_guard lock(mutex_);
  if (rules_ && rules_->policy == policy) return rules_;
  auto rules = std::make_shared<Rules>();
  rules->policy = policy;
  if (rules_) rules->counters = rules_->counters;
  for (const policy::Rule& rule : policy->rules)
    if (!rules->counters.contains(rule.name) && rules->counters.size() < most_rules)
      rules->counters[rule.name] = &findings_.Add({{"rule", rule.name}});
  rules_ = rules;
  return rules;
}

void Metrics::decided(policy::Verdict verdict, const policy::PolicyPtr& policy, std::string_view names) {
  verdicts_[static_cast<std::size_t>(verdict)]->Increment();
  if (names.empty()) return;
  const auto rules = rules_of(policy);
  while (true) {
    const std::size_t comma = names.find(',');
    const auto found = rules->counters.find(names.substr(0, comma));
    (found == rules->counters.end() ? other_ : *found->second).Increment();
    if (comma == std::string_view::npos) return;
    names.remove_prefix(comma + 1);
  }
}

void StoreWatch::waited(std::chrono::nanoseconds span) noexcept { metrics_.steps.wait.Observe(seconds(span)); }

void StoreWatch::committed(std::chrono::nanoseconds span) noexcept {
  metrics_.steps.transaction.Observe(seconds(span));
}

void StoreWatch::overload_began(std::size_t waiting, std::chrono::nanoseconds oldest) noexcept {
  metrics_.overloads.Increment();
  log_.error(fmt::format("overload=begins waiting={} oldest_ms={}", waiting,
                         std::chrono::duration_cast<std::chrono::milliseconds>(oldest).count()));
}

void StoreWatch::overload_ended(std::uint64_t refused, std::chrono::nanoseconds lasted) noexcept {
  log_.info(fmt::format("overload=ended refused={} lasted_ms={}", refused,
                        std::chrono::duration_cast<std::chrono::milliseconds>(lasted).count()));
}

void StoreWatch::noticed(const std::string& what) noexcept { log_.warning("store: " + what); }

}  // namespace jeda::milter
