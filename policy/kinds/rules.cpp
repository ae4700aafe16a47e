// What all kinds of rules share: the case, `when:`, and the dispatch on the kind.
#include "policy/kinds/rules.h"

#include <algorithm>

#include "mail/address.h"
#include "policy/hours.h"
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

Known known_of(const ProspectRule& rule, const ProspectFacts& told) {
  Known known;
  known.audience = told.audience.value_or(rule.audience);
  known.zone = told.zone ? told.zone : rule.zone;
  known.strict = told.strict.value_or(rule.strict);
  known.owner = told.owner ? std::string_view(told.owner->salesperson) : rule.owner;
  known.team = rule.team;
  known.busy = is_empty(told.busy) ? &rule.busy : &told.busy;
  known.open = is_empty(told.open) ? &rule.open : &told.open;
  known.told = &told;
  return known;
}

Case::Case(const Policy& the_policy, const Outgoing& the_message, const Recipient& the_recipient,
           const ProspectHistory& the_history, SentToOthers& the_sent)
    : policy(the_policy),
      message(the_message),
      recipient(the_recipient),
      history(the_history),
      sent(the_sent),
      prospect(known_of(the_policy.prospect(the_recipient.key), the_history.facts)),
      answer(the_history.prospect.awaits_answer()),
      whole(!answer && !quotes_known_mail(the_message.content, the_history.prospect)) {}

std::optional<Time> Case::fresh_until() const {
  return answer && log().newest_reply ? std::optional(*log().newest_reply + fresh_reply) : std::nullopt;
}

bool Case::in_slot(Time at) const {
  const auto& slot = log().commitment;
  return slot && slot->from <= at && at < slot->to;
}

Stage Case::stage(Time at) const {
  if (!stage_ || stage_->first != at) stage_ = {at, stage_at(policy.stages, history, at)};
  return stage_->second;
}

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

bool judges_answers(const Kind& kind) {
  return std::holds_alternative<TimeOfDay>(kind) || std::holds_alternative<DuplicateSender>(kind) ||
         std::holds_alternative<DoNotContactRule>(kind);
}

std::optional<Time> within_horizon(Time found, Time from) {
  return found > later(from, search_horizon) ? std::nullopt : std::optional(found);
}

std::optional<Facts> objection_of(const Kind& kind, const Case& about, Time now) {
  if (about.answer && !judges_answers(kind)) return std::nullopt;
  return std::visit([&](const auto& rule) { return objection(rule, about, now); }, kind);
}

namespace {

std::optional<Time> earliest_of(const Kind& kind, const Case& about, Time from) {
  if (about.answer && !judges_answers(kind)) return from;
  return std::visit([&](const auto& rule) { return earliest(rule, about, from); }, kind);
}

}  // namespace

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

bool waits(const Kind& kind) {
  const auto* commitment = std::get_if<Commitment>(&kind);
  if (commitment) return commitment->asks == Commitment::Asks::slot;
  return std::visit([]<class Rule>(const Rule&) { return !AboutText<Rule>; }, kind);
}

}  // namespace jeda::policy
