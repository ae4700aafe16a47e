// The kinds that say how soon and how often: gap, stop-after, commitment, purpose.
#include <algorithm>

#include "policy/kinds/rules.h"

namespace jeda::policy {

namespace {

std::optional<Time> newest(TouchKind event, const History& history) {
  switch (event) {
    case TouchKind::checkout:
      return history.newest_checkout;
    case TouchKind::order:
      return history.newest_order;
    case TouchKind::payment:
      return history.newest_payment;
    case TouchKind::delivery:
      return history.newest_delivery;
    case TouchKind::expiry:
      return history.newest_expiry;
    case TouchKind::reply:
      return history.newest_reply;
    default:
      return std::nullopt;
  }
}

/// The newest event among those of the anchors.
std::optional<Time> newest_of(const std::vector<Anchor>& anchors, const History& history) {
  std::optional<Time> found;
  for (const Anchor& anchor : anchors) {
    const auto at = newest(anchor.event, history);
    if (at && (!found || *at > *found)) found = at;
  }
  return found;
}

/// Calls `see` with the windows of all rules that give this mail's purpose a clock of its own at `at`.
template <class See>
void each_clock(const Case& about, Time at, See see) {
  const std::string& purpose = about.content().imprint.purpose;
  if (purpose.empty()) return;
  for (const Rule& rule : about.policy.rules) {
    const auto* kind = std::get_if<PurposeRule>(&rule.kind);
    if (!kind || kind->start.empty() || !looks_at(*kind, purpose)) continue;
    const PurposeWindow window = window_of(*kind, about.log());
    if (window.opens && applies(rule.when, about, std::max(at, *window.opens)) == Applies::yes) see(window);
  }
}

/// The newest running mail of another purpose of the rule; null where there is none.
const PastPurpose* running(const PurposeRule& rule, const Case& about, Time now) {
  const PastPurpose* found = nullptr;
  for (const PastPurpose& past : about.log().purposes) {
    if (past.purpose == about.content().imprint.purpose || !looks_at(rule, past.purpose)) continue;
    if (now >= later(past.at, rule.alone)) continue;
    if (!found || past.at > found->at) found = &past;
  }
  return found;
}

bool is_permission(const Case& about) { return about.content().imprint.purpose == permission_purpose; }

}  // namespace

Duration required_gap(const Gap& gap, const History& history) {
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(history.unanswered), gap.wait.size());
  const bool after_answer = history.unanswered == 1 && history.newest_contact->answer;
  return std::max(gap.floor, after_answer ? gap.after_reply : gap.wait[step - 1]);
}

std::optional<Facts> objection(const Gap& gap, const Case& about, Time now) {
  const History& history = about.log();
  if (history.unanswered == 0 || !history.newest_contact) return std::nullopt;
  const Time newest = history.newest_contact->at;
  Duration required = required_gap(gap, history);
  if (now >= later(newest, required)) return std::nullopt;
  if (about.in_slot(now) || in_own_clock(about, now)) required = gap.floor;
  if (now >= later(newest, required)) return std::nullopt;
  return GapFacts{*history.newest_contact, history.unanswered, required};
}

std::optional<Time> earliest(const Gap& gap, const Case& about, Time from) {
  const History& history = about.log();
  if (history.unanswered == 0 || !history.newest_contact) return from;
  const Time newest = history.newest_contact->at;
  const Time floor = std::max(from, later(newest, gap.floor));
  Time allowed = std::max(from, later(newest, required_gap(gap, history)));
  const auto& slot = history.commitment;
  if (slot && floor < slot->to) allowed = std::min(allowed, std::max(floor, slot->from));
  each_clock(about, floor, [&](const PurposeWindow& window) {
    const Time within = std::max(floor, *window.opens);
    if (window.contains(within)) allowed = std::min(allowed, within);
  });
  return within_horizon(allowed, from);
}

std::optional<Facts> objection(const StopAfter& stop, const Case& about, Time) {
  const History& history = about.log();
  const bool spent = history.unanswered >= stop.unanswered;
  const bool asked = stop.permission && history.permission_asked;
  const bool asks = stop.permission && is_permission(about);
  if (!asked && (!spent || asks)) return std::nullopt;
  return StopFacts{history.newest_contact.value_or(NewestContact{}), history.unanswered, stop.unanswered,
                   stop.permission && !asked, asked ? history.permission_asked : std::nullopt};
}

std::optional<Time> earliest(const StopAfter& stop, const Case& about, Time from) {
  return objection(stop, about, from) ? std::nullopt : std::optional(from);
}

const Slot* agreed(const Case& about, Time now) {
  const auto& slot = about.log().commitment;
  if (!slot) return nullptr;
  const auto& newest = about.log().newest_contact;
  return now < slot->to || !newest || newest->at < slot->from ? &*slot : nullptr;
}

std::optional<Facts> objection(const Commitment& rule, const Case& about, Time now) {
  const auto& slot = about.log().commitment;
  if (rule.asks == Commitment::Asks::slot) {
    if (!slot || now >= slot->from) return std::nullopt;
    return CommitmentFacts{slot};
  }
  if (!is_follow_up(about) || agreed(about, now)) return std::nullopt;
  return CommitmentFacts{};
}

std::optional<Time> earliest(const Commitment& rule, const Case& about, Time from) {
  if (!objection(rule, about, from)) return from;
  if (rule.asks == Commitment::Asks::agreement) return std::nullopt;
  return within_horizon(about.log().commitment->from, from);
}

bool looks_at(const PurposeRule& rule, std::string_view purpose) {
  return std::find(rule.purposes.begin(), rule.purposes.end(), purpose) != rule.purposes.end();
}

PurposeWindow window_of(const PurposeRule& rule, const History& history) {
  PurposeWindow window;
  for (const Anchor& anchor : rule.start) {
    const auto at = newest(anchor.event, history);
    if (at && (!window.opens || *at + anchor.after > *window.opens)) window.opens = *at + anchor.after;
  }
  if (!window.opens) {
    if (!rule.start.empty()) window.missing = rule.start.front().event;
    return window;
  }
  for (const Anchor& anchor : rule.end) {
    const auto at = newest(anchor.event, history);
    if (at && (!window.closes || *at + anchor.after < *window.closes)) window.closes = *at + anchor.after;
  }
  const auto started = newest_of(rule.start, history);
  for (const TouchKind event : rule.unless) {
    const auto at = newest(event, history);
    if (at && *at > *started) window.settled = event;
  }
  if (window.settled) window.opens.reset();
  return window;
}

bool in_own_clock(const Case& about, Time at) {
  bool within = false;
  each_clock(about, at, [&](const PurposeWindow& window) { within = within || window.contains(at); });
  return within;
}

std::optional<Facts> objection(const PurposeRule& rule, const Case& about, Time now) {
  const std::string& purpose = about.content().imprint.purpose;
  if (purpose.empty() || !looks_at(rule, purpose)) return std::nullopt;
  const PurposeWindow window = window_of(rule, about.log());
  const bool outside = !rule.start.empty() && !window.contains(now);
  const PastPurpose* other = running(rule, about, now);
  if (!outside && !other) return std::nullopt;
  PurposeFacts facts{purpose, window.opens, window.closes, window.missing, window.settled, {}, {}};
  if (other) {
    facts.running = other->purpose;
    facts.running_since = other->at;
  }
  return facts;
}

std::optional<Time> earliest(const PurposeRule& rule, const Case& about, Time from) {
  if (!looks_at(rule, about.content().imprint.purpose)) return from;
  Time allowed = from;
  while (const PastPurpose* other = running(rule, about, allowed)) allowed = later(other->at, rule.alone);
  if (!rule.start.empty()) {
    const PurposeWindow window = window_of(rule, about.log());
    if (!window.opens) return std::nullopt;
    allowed = std::max(allowed, *window.opens);
    if (!window.contains(allowed)) return std::nullopt;
  }
  return within_horizon(allowed, from);
}

}  // namespace jeda::policy
