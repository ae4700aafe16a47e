// kind: purpose. Mail that has its own time, told by events, and mail that runs alone.
#pragma once

#include <functional>

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct PurposeFacts {
  std::string purpose;
  std::optional<Time> opens;         // of the window; absent where there is none
  std::optional<Time> closes;        // absent: never
  std::optional<TouchKind> missing;  // the event that is not known
  std::optional<TouchKind> settled;  // the event that makes the mail needless
  std::string running;               // the other purpose that is younger than `alone`
  std::optional<Time> running_since;

  /// In advice one reason is told: the other mail first, then the event, then the window.
  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell.purpose("purpose", facts.purpose);
    tell.purpose("running", facts.running);
    tell.any("running_since", facts.running_since, !facts.running.empty());
    const bool alone = facts.running.empty();
    tell.any({"settled_by", "settled"}, facts.settled, alone);
    tell.any({"missing_event", "missing"}, facts.missing, alone && !facts.settled);
    const bool in_time = alone && !facts.settled && !facts.missing;
    tell("opens", facts.opens, in_time);
    tell("closes", facts.closes, in_time);
    tell.lasting("over", in_time);
  }
  Opening opening() const { return {.way = Way::event, .event = missing}; }
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

/// A moment told by an event: "order + 3d".
struct Anchor {
  TouchKind event = TouchKind::order;  // checkout, order, payment, delivery or expiry
  Duration after{};                    // negative: before it
};

/// Looks at mail of these purposes only. With `start`: objects outside the window that begins at the latest of the
/// anchors whose event there was and ends at the earliest of `end` (none: never); also where there was no such event,
/// or an event of `unless` came after the newest event of `start`. With `alone`: objects while a mail of another of
/// these purposes is younger than that.
struct PurposeRule {
  std::vector<std::string> purposes;
  std::vector<Anchor> start;
  std::vector<Anchor> end;
  std::vector<TouchKind> unless;
  Duration alone{};

  using Facts = PurposeFacts;
  static constexpr std::string_view name = "purpose";
  static constexpr std::array<std::string_view, 6> keys{"purpose", "purposes", "start", "end", "unless", "alone"};
  static constexpr bool judges_answers = false;

  static PurposeRule read(KindReader& reader);
  Way way() const { return Way::event; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  bool comes_and_goes(const Case& about) const;
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

/// The window of a purpose rule for one prospect.
struct PurposeWindow {
  std::optional<Time> opens;  // absent: there is none
  std::optional<Time> closes;
  std::optional<TouchKind> missing;
  std::optional<TouchKind> settled;

  bool contains(Time at) const { return opens && *opens <= at && (!closes || at < *closes); }
};

/// Calls `see` with the windows, each of which opens, of all rules that give this mail's purpose a clock of its own at
/// `at`.
void each_clock(const Case& about, Time at, const std::function<void(const PurposeWindow&)>& see);

/// True where the mail has a purpose with a clock of its own and is within it.
bool in_own_clock(const Case& about, Time at);

}  // namespace jeda::policy
