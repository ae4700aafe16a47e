// kind: broadcast. One text to many is no letter.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct BroadcastFacts {
  int prospects = 0;  // this message's included
  int limit = 0;
  Duration within{};

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("prospects", facts.prospects);
    tell("limit", facts.limit);
    tell("within", facts.within);
  }
  Opening opening() const { return {}; }
  Sentence sentence() const { return {"", {prospects, limit, within}}; }
  std::string objects(const Case& about, Time now) const;
};

/// Objects where texts at least so similar went to `prospects` or more within the rolling window, this mail's
/// recipients counted.
struct Broadcast {
  int similar = 0;  // percent
  int prospects = 0;
  Duration within{};

  using Facts = BroadcastFacts;
  static constexpr std::string_view name = "broadcast";
  static constexpr std::array<std::string_view, 3> keys{"similar", "prospects", "within"};
  static constexpr bool judges_answers = false;

  static Broadcast read(KindReader& reader);
  Way way() const { return Way::time; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  Duration looks_back() const { return within; }
  std::string_view cannot_tell(const Case& about) const;
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
