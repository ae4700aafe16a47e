// kind: stop-after. After so many contacts without a reply, no more.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct StopFacts {
  NewestContact newest;
  int unanswered = 0;
  int limit = 0;
  bool permission_left = false;  // a mail that asks for permission would pass
  std::optional<Time> asked;     // permission was asked for then, and nothing came back

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell("newest_contact", facts.newest);
    tell("unanswered", facts.unanswered);
    tell.hint("several", facts.unanswered > 1);
    tell("limit", facts.limit);
    tell.any("permission_left", facts.permission_left);
    tell.any({"permission_asked", "asked"}, facts.asked);
  }
  Opening opening() const { return {.way = Way::reply}; }
  Sentence sentence() const { return {"", {unanswered, limit}}; }
  std::string objects(const Case& about, Time now) const;
};

/// An answer passes.
struct StopAfter {
  int unanswered = 0;  // objects once so many contacts stand unanswered
  /// One mail that asks for permission to go on may still follow (A1); after it, everything is objected to until a
  /// reply or a granted permission.
  bool permission = false;

  using Facts = StopFacts;
  static constexpr std::string_view name = "stop-after";
  static constexpr std::array<std::string_view, 2> keys{"unanswered", "permission"};
  static constexpr bool judges_answers = false;

  static StopAfter read(KindReader& reader);
  Way way() const { return Way::reply; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const { return now_or_never(*this, about, from); }
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
