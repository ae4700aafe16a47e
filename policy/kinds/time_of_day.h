// kind: time-of-day. Mail arrives within the prospect's hours.
#pragma once

#include <date/tz.h>

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct HoursFacts {
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;
  std::string holiday;             // its name, where a holiday is why
  bool busy = false;               // the prospect's own busy hours are why
  std::optional<Time> away_until;  // an absence notice is why

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell({"audience", ""}, facts.audience);
    tell({"time_zone", ""}, facts.zone);
    tell.any("holiday", facts.holiday);
    tell.any("busy", facts.busy);
    tell.any("away_until", facts.away_until);
  }
  Opening opening() const { return {}; }
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

/// What changes an invitation that was sent passes. Asks the prospect's hours; its busy hours close, agreed exceptions
/// and the slot of a commitment open. A prospect of the strict tier wants the hours of both audiences. An absence
/// notice closes until the return.
struct TimeOfDay {
  using Facts = HoursFacts;
  static constexpr std::string_view name = "time-of-day";
  static constexpr std::array<std::string_view, 0> keys{};
  static constexpr bool judges_answers = true;

  static TimeOfDay read(KindReader&) { return {}; }
  Way way() const { return Way::time; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  bool comes_and_goes(const Case&) const { return true; }
  bool is_alike(const Case& one, const Case& other) const;
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};

}  // namespace jeda::policy
