#include "policy/rules.h"

#include <algorithm>

#include "mail/address.h"
#include "policy/hours.h"

namespace jeda::policy {

namespace {

/// Saturates: durations come from a file and may be absurd.
Time later(Time at, Duration wait) { return wait > Time::max() - at ? Time::max() : at + wait; }

std::optional<Time> within_horizon(Time found, Time from) {
  return found > later(from, search_horizon) ? std::nullopt : std::optional(found);
}

LocalHours hours_of(const Case& about) {
  return {about.policy.hours(about.prospect.audience), about.policy.holidays, *about.prospect.zone};
}

bool names_sender(const std::vector<std::string>& patterns, const Outgoing& message) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return pattern == message.salesperson || mail::matches_glob(pattern, message.address);
  });
}

/// The newest contact that somebody else made less than the window before `now`, or after it; null where there is none.
const PersonHistory* rival(const DuplicateSender& rule, const Case& about, Time now) {
  const PersonHistory* newest = nullptr;
  for (const PersonHistory& person : peers(rule, about)) {
    if (!person.newest_contact || person.salesperson == about.message.salesperson) continue;
    if (now - *person.newest_contact >= rule.within) continue;
    if (!newest || *person.newest_contact > *newest->newest_contact) newest = &person;
  }
  return newest;
}

}  // namespace

Case::Case(const Policy& the_policy, const Outgoing& the_message, const Recipient& the_recipient,
           const ProspectHistory& the_history)
    : policy(the_policy),
      message(the_message),
      recipient(the_recipient),
      history(the_history),
      prospect(the_policy.prospect(the_recipient.key)),
      answer(the_history.prospect.awaits_answer()) {}

std::optional<Time> Case::fresh_until() const {
  return answer ? std::optional(*history.prospect.newest_reply + fresh_reply) : std::nullopt;
}

Applies applies(const When& when, const Case& about) {
  const auto& audiences = when.audience;
  if (!audiences.empty() && std::find(audiences.begin(), audiences.end(), about.prospect.audience) == audiences.end()) {
    return Applies::other_audience;
  }
  if (!when.sender.empty() && !names_sender(when.sender, about.message)) return Applies::other_sender;
  return Applies::yes;
}

Duration required_gap(const Gap& gap, const History& history) {
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(history.unanswered), gap.wait.size());
  const bool after_answer = history.unanswered == 1 && history.newest_contact->answer;
  return std::max(gap.floor, after_answer ? gap.after_reply : gap.wait[step - 1]);
}

std::optional<Facts> objection(const Gap& gap, const Case& about, Time now) {
  const History& history = about.history.prospect;
  if (history.unanswered == 0 || !history.newest_contact) return std::nullopt;
  const Duration required = required_gap(gap, history);
  if (now >= later(history.newest_contact->at, required)) return std::nullopt;
  return GapFacts{*history.newest_contact, history.unanswered, required};
}

std::optional<Time> earliest(const Gap& gap, const Case& about, Time from) {
  const History& history = about.history.prospect;
  if (history.unanswered == 0 || !history.newest_contact) return from;
  const Time allowed = later(history.newest_contact->at, required_gap(gap, history));
  return within_horizon(std::max(from, allowed), from);
}

std::optional<Facts> objection(const StopAfter& stop, const Case& about, Time) {
  const History& history = about.history.prospect;
  if (about.answer || history.unanswered < stop.unanswered) return std::nullopt;
  return StopFacts{history.newest_contact.value_or(NewestContact{}), history.unanswered, stop.unanswered, false, {}};
}

std::optional<Time> earliest(const StopAfter& stop, const Case& about, Time from) {
  return objection(stop, about, from) ? std::nullopt : std::optional(from);
}

std::optional<Facts> objection(const TimeOfDay&, const Case& about, Time now) {
  const auto fresh = about.fresh_until();
  if (fresh && now < *fresh) return std::nullopt;
  const LocalHours hours = hours_of(about);
  if (hours.open(now)) return std::nullopt;
  const std::string* holiday = hours.closing_holiday(now);
  return HoursFacts{about.prospect.audience, about.prospect.zone, holiday ? *holiday : std::string(), false, {}};
}

std::optional<Time> earliest(const TimeOfDay&, const Case& about, Time from) {
  const auto fresh = about.fresh_until();
  if (fresh && from < *fresh) return from;
  return hours_of(about).next_opening(from, later(from, search_horizon));
}

const std::vector<PersonHistory>& peers(const DuplicateSender& rule, const Case& about) {
  const bool by_company = rule.scope == Scope::company && !about.recipient.company.empty();
  return by_company ? about.history.company : about.history.prospect.people;
}

bool answers_own_reply(const Case& about) {
  if (!about.answer) return false;
  const History& history = about.history.prospect;
  const PersonHistory* own = history.person(about.message.salesperson);
  if (!own || !own->newest_reply) return false;
  // The newest reply of all is known to come after our newest contact; at one and the same instant only the log's order
  // says so.
  return own->newest_reply == history.newest_reply || !history.newest_contact ||
         *own->newest_reply > history.newest_contact->at;
}

std::optional<Facts> objection(const DuplicateSender& rule, const Case& about, Time now) {
  const PersonHistory* other = rival(rule, about, now);
  if (!other || answers_own_reply(about)) return std::nullopt;
  const std::string company = rule.scope == Scope::company ? about.recipient.company : std::string();
  return DuplicateFacts{
      other->salesperson, *other->newest_contact, other->newest_is_held, company, rule.within, false, 0};
}

std::optional<Time> earliest(const DuplicateSender& rule, const Case& about, Time from) {
  if (answers_own_reply(about)) return from;
  Time allowed = from;
  while (const PersonHistory* other = rival(rule, about, allowed)) {
    const Time over = later(*other->newest_contact, rule.within);
    if (over == Time::max()) return std::nullopt;
    allowed = std::max(allowed, over);
  }
  return within_horizon(allowed, from);
}

namespace {

template <class Rule>
std::optional<Facts> objection(const Rule&, const Case&, Time) {
  return std::nullopt;
}
template <class Rule>
std::optional<Time> earliest(const Rule&, const Case&, Time from) {
  return from;
}

}  // namespace

std::optional<Facts> objection(const Kind& kind, const Case& about, Time now) {
  return std::visit([&](const auto& rule) { return objection(rule, about, now); }, kind);
}

std::optional<Time> earliest(const Kind& kind, const Case& about, Time from) {
  return std::visit([&](const auto& rule) { return earliest(rule, about, from); }, kind);
}

}  // namespace jeda::policy
