// kind: phrase. Words that wear out.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct PhraseFacts {
  std::string list;
  std::string words;  // that matched
  int uses = 0;
  int of_last = 0;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("list", facts.list);
    tell("words", facts.words);
    tell("uses", facts.uses);
    tell("of_last", facts.of_last);
    tell.hint("several", facts.uses > 1);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {"", {list, words, uses, of_last}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects where this mail uses the list and so do at least `uses` of the last `of_last` mails to this prospect, this
/// one counted.
struct Phrase {
  std::string list;
  int uses = 1;
  int of_last = 1;

  using Facts = PhraseFacts;
  static constexpr std::string_view name = "phrase";
  static constexpr std::array<std::string_view, 3> keys{"list", "uses", "of_last"};
  static constexpr bool judges_answers = false;

  static Phrase read(KindReader& reader);
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  bool asks_for_list(std::string_view phrases) const { return list == phrases; }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
