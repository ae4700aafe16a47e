// kind: value. A follow-up brings something.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct ValueFacts {
  int unanswered = 0;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("unanswered", facts.unanswered);
    tell.hint("several", facts.unanswered > 1);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {"", {unanswered}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects to a follow-up (something stands unanswered) that brings no link, attachment or figure which earlier mails
/// to this prospect did not have.
struct Value {
  using Facts = ValueFacts;
  static constexpr std::string_view name = "value";
  static constexpr std::array<std::string_view, 0> keys{};
  static constexpr bool judges_answers = false;

  static Value read(KindReader&) { return {}; }
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
