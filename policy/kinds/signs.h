// kind: signs (A0). Single signs are hints; several at once are a reason.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct SignsFacts {
  int tags = 0;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("tags", facts.tags);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {"", {tags}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects where at least so many rules that tag object for one recipient, wherever they stand.
struct Signs {
  int tags = 0;

  using Facts = SignsFacts;
  static constexpr std::string_view name = "signs";
  static constexpr std::array<std::string_view, 1> keys{"tags"};
  static constexpr bool judges_answers = false;

  static Signs read(KindReader& reader);
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  int counts_tags() const { return tags; }
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
