// kind: repeat. No text twice to one prospect.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct RepeatFacts {
  int similar = 0;  // percent
  Time at;
  std::string salesperson;

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell.percent("similar", facts.similar);
    tell({"at", "last_contact"}, facts.at);
    tell.author("salesperson", facts.salesperson);
  }
  Opening opening() const { return {.way = Way::text}; }
  Sentence sentence() const { return {"", {similar, salesperson, at}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects where the text is at least so similar to one of the last mails to this prospect.
struct Repeat {
  int similar = 0;  // percent
  int of_last = static_cast<int>(most_past_mails);

  using Facts = RepeatFacts;
  static constexpr std::string_view name = "repeat";
  static constexpr std::array<std::string_view, 2> keys{"similar", "of_last"};
  static constexpr bool judges_answers = false;

  static Repeat read(KindReader& reader);
  Way way() const { return Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
