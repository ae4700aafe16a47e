// kind: context. A follow-up says what it follows.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct ContextFacts {
  std::string subject;  // of the newest mail; may be empty

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("subject", facts.subject);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects to a follow-up that neither stands in a thread nor takes up the earlier subject.
struct Context {
  using Facts = ContextFacts;
  static constexpr std::string_view name = "context";
  static constexpr std::array<std::string_view, 0> keys{};
  static constexpr bool judges_answers = false;

  static Context read(KindReader&) { return {}; }
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
