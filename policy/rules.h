// How each kind of rule judges one recipient. Internal to policy/: decide(), the search for the next moment and the
// explanations are built on it.
//
// Every kind answers two questions of a moment, everything else standing still: does it object, and if so on what
// facts; and what is the earliest moment, not before that one, at which it would not.
#pragma once

#include <optional>

#include "policy/decide.h"

namespace jeda::policy {

/// How far ahead a next allowed moment is looked for. Beyond it there is none.
inline constexpr Duration search_horizon = date::days(2 * 366);

/// An answer passes time-of-day while the reply is younger than this.
inline constexpr Duration fresh_reply = std::chrono::hours(24);

/// One recipient of one message, as rules see it. Borrows everything; lives within decide().
struct Case {
  const Policy& policy;
  const Outgoing& message;
  const Recipient& recipient;
  const ProspectHistory& history;
  const ProspectRule& prospect;
  bool answer;  // History::awaits_answer()

  Case(const Policy& policy, const Outgoing& message, const Recipient& recipient, const ProspectHistory& history);

  /// The end of the time in which this mail passes time-of-day as an answer; absent where it is none.
  std::optional<Time> fresh_until() const;
};

/// Whether `when:` admits the case, and if not, which of its conditions does not.
enum class Applies { yes, other_audience, other_sender };
Applies applies(const When& when, const Case& about);

std::optional<Facts> objection(const Gap& gap, const Case& about, Time now);
std::optional<Facts> objection(const StopAfter& stop, const Case& about, Time now);
std::optional<Facts> objection(const TimeOfDay& rule, const Case& about, Time now);
std::optional<Facts> objection(const DuplicateSender& rule, const Case& about, Time now);
std::optional<Facts> objection(const Kind& kind, const Case& about, Time now);

/// Absent: not within the search horizon.
std::optional<Time> earliest(const Gap& gap, const Case& about, Time from);
std::optional<Time> earliest(const StopAfter& stop, const Case& about, Time from);
std::optional<Time> earliest(const TimeOfDay& rule, const Case& about, Time from);
std::optional<Time> earliest(const DuplicateSender& rule, const Case& about, Time from);
std::optional<Time> earliest(const Kind& kind, const Case& about, Time from);

/// The time a gap asks for after the newest contact. REQUIRES: something stands unanswered.
Duration required_gap(const Gap& gap, const History& history);

/// Whose contacts a duplicate-sender rule looks at: those of the company, where it asks for that and the prospect has
/// one; else those of the address.
const std::vector<PersonHistory>& peers(const DuplicateSender& rule, const Case& about);

/// True where the reply that this answer answers was addressed to its salesperson. Of several replies that stand
/// unanswered any will do. Asked of the address alone, whatever the rule's scope: a colleague's reply is no leave to
/// write here.
bool answers_own_reply(const Case& about);

/// The earliest moment, `now` or later, at which no rule objects for any recipient. Rules that only tag a stop-after
/// are left out.
std::optional<Time> next_allowed(const Policy& policy, const Outgoing& message, const Histories& histories, Time now);

/// An explanation of what `rule` sees and says. `finding` is its objection, null where it has none.
Explanation explain(const Rule& rule, const Case& about, Time now, const Finding* finding);

}  // namespace jeda::policy
