// kind: do-not-contact. Who asked not to be written to, or cannot be, is not.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct DoNotContactFacts {
  DoNotContact entry;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell.reason("why", facts.entry.why);
    tell("since", facts.entry.since);
    tell.hint("dead", facts.entry.why == TouchKind::hard_bounce);
    tell.hint("wish", facts.entry.why == TouchKind::opt_out_wish);
    tell.hint("doubt", facts.entry.is_doubtful());
  }
  bool is_doubtful() const { return entry.is_doubtful(); }
  Opening opening() const { return {.way = Way::own_accord}; }
  Sentence sentence() const { return {entry.is_doubtful() ? "_doubt" : "", {entry.why, entry.since}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects for good, and nobody overrides it; where a doubtful wish is all that stands, until a person decides. Passes:
/// an answer to a reply that came after the wish.
struct DoNotContactRule {
  using Facts = DoNotContactFacts;
  static constexpr std::string_view name = "do-not-contact";
  static constexpr std::array<std::string_view, 0> keys{};
  static constexpr bool judges_answers = true;

  static DoNotContactRule read(KindReader&) { return {}; }
  Way way() const { return Way::own_accord; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
