// kind: commitment (A4). What was agreed is kept, and a next step is agreed.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct CommitmentFacts {
  std::optional<Slot> slot;  // absent: none is agreed

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("slot", facts.slot);
  }
  Opening opening() const { return {.way = slot ? Way::time : Way::text}; }
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

/// `slot`: objects before an agreed slot begins, but to what prepares it: `before` says which mail that is.
/// `agreement`: objects to a follow-up where no next step is agreed, to advise asking for one.
struct Commitment {
  enum class Asks { slot, agreement };
  Asks asks = Asks::slot;

  /// What may go before the slot: mail in a thread (Content::follows), any mail, or none.
  enum class Before { thread, any, none };
  Before before = Before::thread;

  using Facts = CommitmentFacts;
  static constexpr std::string_view name = "commitment";
  static constexpr std::array<std::string_view, 2> keys{"asks", "before"};
  static constexpr bool judges_answers = false;

  static Commitment read(KindReader& reader);
  Way way() const { return asks == Asks::slot ? Way::time : Way::text; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;

 private:
  bool prepares(const Case& about) const;
};
template <>
std::span<const std::string_view> names_of<Commitment::Asks>();
template <>
std::span<const std::string_view> names_of<Commitment::Before>();

}  // namespace jeda::policy
