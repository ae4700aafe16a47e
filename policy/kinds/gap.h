// kind: gap. How much time lies between two contacts.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct GapFacts {
  NewestContact newest;
  int unanswered = 0;
  Duration required{};  // between that contact and this mail

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("newest_contact", facts.newest);
    tell("unanswered", facts.unanswered);
    tell.hint("several", facts.unanswered > 1);
    tell("required", facts.required);
    tell.hint("live", facts.newest.channel == TouchKind::call || facts.newest.channel == TouchKind::meeting);
  }
  Opening opening() const { return {}; }
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

/// What changes an invitation that was sent passes. Mail in the agreed slot of a commitment, and mail whose purpose has
/// its own clock and is within it, pass the waits, not the floor.
struct Gap {
  Duration floor{};            // between any two contacts, answers aside
  Duration after_reply{};      // first follow-up once our last mail answered theirs
  std::vector<Duration> wait;  // before follow-up 1, 2, 3...; the last repeats; never empty

  using Facts = GapFacts;
  static constexpr std::string_view name = "gap";
  static constexpr std::array<std::string_view, 3> keys{"floor", "after_reply", "wait"};
  static constexpr bool judges_answers = false;

  static Gap read(KindReader& reader);
  Way way() const { return Way::time; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  bool comes_and_goes(const Case& about) const;
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;

 private:
  Duration required(const History& history) const;
};

}  // namespace jeda::policy
