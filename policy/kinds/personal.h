// kind: personal. A letter is to somebody, from somebody.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct PersonalFacts {
  bool theirs_missing = false;
  bool ours_missing = false;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("theirs_missing", facts.theirs_missing);
    tell("ours_missing", facts.ours_missing);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects where neither the prospect's name nor its company's is in the text, or ours is not.
struct Personal {
  bool theirs = true;
  bool ours = true;

  using Facts = PersonalFacts;
  static constexpr std::string_view name = "personal";
  static constexpr std::array<std::string_view, 1> keys{"names"};
  static constexpr bool judges_answers = false;

  static Personal read(KindReader& reader);
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  bool asks_for_spoken() const { return true; }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
