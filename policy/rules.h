// How one rule judges one recipient: its `when:`, its kind, and the search for the next moment. Internal to policy/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/kinds/case.h"

namespace jeda::policy {

/// Whether `when:` admits the case at a moment, and if not, which of its conditions does not.
enum class Applies { yes, other_audience, other_sender, other_stage, other_purpose };
Applies applies(const When& when, const Case& about, Time at);

/// True where one of the globs or names stands for the message's salesperson.
bool names_sender(const std::vector<std::string>& patterns, const Outgoing& message);

/// The earliest moment at which a rule does not object or, where its `when:` asks for a stage, does not apply.
/// REQUIRES: its other conditions admit the case.
std::optional<Time> earliest(const Rule& rule, const Case& about, Time from);

/// The earliest moment, `now` or later, at which no rule objects for any recipient; see Decision::next_allowed.
/// `overriding`: an override passes what is overridable.
std::optional<Time> next_allowed(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                                 bool overriding);

/// Sets verdict and release to what the findings make of them.
void settle(Decision& decision);

/// What came of one rule for one recipient, as far as its explanation tells it.
struct Hearing {
  const Finding* finding = nullptr;  // its objection; null where it has none
  bool overridden = false;           // that objection was passed by an override
  std::string_view untold;           // why it could not tell; empty where it could
};
Explanation explain(const Rule& rule, const Case& about, Time now, const Hearing& hearing);

}  // namespace jeda::policy
