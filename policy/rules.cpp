#include "policy/rules.h"

#include <algorithm>

#include "mail/address.h"
#include "policy/stage.h"

namespace jeda::policy {

namespace {

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool admits_audience(const std::vector<Audience>& audiences, const Known& prospect) {
  return audiences.empty() || prospect.strict || contains(audiences, prospect.audience);
}

bool admits_purpose(const std::vector<std::string>& purposes, const std::string& purpose) {
  if (purposes.empty()) return true;
  return contains(purposes, purpose.empty() ? std::string("none") : purpose);
}

}  // namespace

bool names_sender(const std::vector<std::string>& patterns, const Outgoing& message) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return pattern == message.salesperson || mail::matches_glob(pattern, message.address);
  });
}

Applies applies(const When& when, const Case& about, Time at) {
  if (!admits_audience(when.audience, about.prospect)) return Applies::other_audience;
  if (!admits_purpose(when.purpose, about.content().imprint.purpose)) return Applies::other_purpose;
  if (!when.sender.empty() && !names_sender(when.sender, about.message)) return Applies::other_sender;
  if (!when.stage.empty() && !contains(when.stage, about.stage(at))) return Applies::other_stage;
  return Applies::yes;
}

/// A stage holds until its next change: what the kind says counts up to there, and is asked again from there.
std::optional<Time> earliest(const Rule& rule, const Case& about, Time from) {
  if (rule.when.stage.empty()) return earliest_of(rule.kind, about, from);
  for (Time at = from;;) {
    if (applies(rule.when, about, at) != Applies::yes) return at;
    const auto found = earliest_of(rule.kind, about, at);
    const auto change = next_stage_change(about.policy.stages, about.history, at);
    if (!change || (found && *found < *change)) return found;
    at = *change;
  }
}

}  // namespace jeda::policy
