// kind: length. Neither a note nor a book; in words.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct LengthFacts {
  int words = 0;
  int at_least = 0;
  int at_most = 0;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("words", facts.words);
    tell("at_least", facts.at_least);
    tell("at_most", facts.at_most);
    tell.hint("too_short", facts.words < facts.at_least);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {"", {words, at_least, at_most}}; }
  std::string objects(const Case& about, Time now) const;
};

struct Length {
  int at_least = 0;
  int at_most = 0;

  using Facts = LengthFacts;
  static constexpr std::string_view name = "length";
  static constexpr std::array<std::string_view, 1> keys{"words"};
  static constexpr bool judges_answers = false;

  static Length read(KindReader& reader);
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
