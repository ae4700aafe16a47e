// kind: duplicate-sender. One salesperson a prospect.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

/// Whose contacts count: those to this address, or to anybody at its company.
enum class Scope { address, company };
template <>
std::span<const std::string_view> names_of<Scope>();
std::string_view to_string(Scope scope);

struct DuplicateFacts {
  std::string other;       // the salesperson in charge: assigned, or the one of the newest contact in the window
  std::optional<Time> at;  // of that one's newest contact; absent: none yet
  std::string company;     // the company where the scope is company; else empty
  Duration within{};
  bool assigned = false;  // in charge by assignment, not by having written first
  int similar = 0;        // percent; 0: the rule does not compare texts
  bool team = false;      // `other` names a team: the prospect goes to its members

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("other", facts.other);
    tell({"at", "last_contact"}, facts.at);
    tell("within", facts.within);
    tell.any("company", facts.company);
    tell.any("assigned", facts.assigned);
    tell.percent("similar", facts.similar);
    tell.any("team", facts.team);
  }
  Opening opening() const;
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

/// Where somebody is in charge (assigned by hand, by turn or by rules.yaml), anybody else is objected to, and that one
/// never is.
struct DuplicateSender {
  Duration within{};
  Scope scope = Scope::address;
  int similar = 0;  // percent; over 0: only another's mail whose text is at least so similar counts (A2); address only

  using Facts = DuplicateFacts;
  static constexpr std::string_view name = "duplicate-sender";
  static constexpr std::array<std::string_view, 3> keys{"within", "scope", "similar"};
  static constexpr bool judges_answers = true;

  static DuplicateSender read(KindReader& reader);
  Way way() const { return Way::time; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
