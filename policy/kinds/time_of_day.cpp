// Whose clock, which hours, and what stands above them. In this order: an answer to a fresh reply, an agreed slot and
// what changes an invitation are never kept waiting; who is away is away; an agreed exception opens what the hours and
// the prospect's busy hours close.
#include "policy/kinds/time_of_day.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "policy/hours.h"
#include "policy/kinds/case.h"
#include "policy/kinds/saying.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

LocalHours hours_of(const Case& about, Audience audience) {
  return {about.policy.hours(audience), about.policy.holidays, *about.prospect.zone};
}
LocalWindows busy_of(const Case& about) { return {*about.prospect.busy, *about.prospect.zone}; }
LocalWindows open_of(const Case& about) { return {*about.prospect.open, *about.prospect.zone}; }

/// The prospect's own audience first; of the strict tier, the other one too.
struct Audiences {
  std::array<Audience, 2> all{};
  std::size_t count = 1;

  explicit Audiences(const Known& prospect)
      : all{prospect.audience, prospect.audience == Audience::business ? Audience::consumer : Audience::business},
        count(prospect.strict ? 2 : 1) {}
  const Audience* begin() const { return all.data(); }
  const Audience* end() const { return all.data() + count; }
};

bool is_free(const Case& about, Time at) {
  const auto fresh = about.fresh_until();
  return (fresh && at < *fresh) || about.in_slot(at) || about.changes_invitation();
}

bool is_exception(const Case& about, Time at) { return !is_empty(*about.prospect.open) && open_of(about).contains(at); }

HoursFacts closed(const Case& about, Audience audience) { return {audience, about.prospect.zone, {}, false, {}}; }

/// The first moment, `from` or later, within the hours of every audience and outside the busy hours.
std::optional<Time> next_in_hours(const Case& about, Time from, Time until) {
  const Audiences audiences(about.prospect);
  const bool has_busy = !is_empty(*about.prospect.busy);
  constexpr int most_steps = 400;  // weeks repeat: what does not meet in months never does
  for (int step = 0; step < most_steps; ++step) {
    Time moment = from;
    for (const Audience audience : audiences) {
      const auto open = hours_of(about, audience).next_opening(moment, until);
      if (!open) return std::nullopt;
      moment = *open;
    }
    if (has_busy) {
      const auto free = busy_of(about).next_outside(moment, until);
      if (!free) return std::nullopt;
      moment = *free;
    }
    if (moment == from) return moment;
    from = moment;
  }
  return std::nullopt;
}

}  // namespace

std::optional<HoursFacts> TimeOfDay::objection(const Case& about, Time now) const {
  if (is_free(about, now)) return std::nullopt;
  HoursFacts facts = closed(about, about.prospect.audience);
  const auto& away = about.log().away_until;
  if (away && now < *away) {
    facts.away_until = away;
    return facts;
  }
  if (is_exception(about, now)) return std::nullopt;
  for (const Audience audience : Audiences(about.prospect)) {
    const LocalHours hours = hours_of(about, audience);
    if (hours.open(now)) continue;
    if (const std::string* holiday = hours.closing_holiday(now)) facts.holiday = *holiday;
    facts.audience = audience;
    return facts;
  }
  facts.busy = !is_empty(*about.prospect.busy) && busy_of(about).contains(now);
  return facts.busy ? std::optional(facts) : std::nullopt;
}

std::optional<Time> TimeOfDay::earliest(const Case& about, Time from) const {
  if (is_free(about, from)) return from;
  Time until = later(from, search_horizon);
  std::optional<Time> found;
  const auto take = [&](std::optional<Time> moment) {
    if (!moment || *moment > until) return;
    found = *moment;
    until = *moment;
  };
  const auto& slot = about.log().commitment;
  if (slot && from < slot->from && slot->from < slot->to) take(slot->from);
  const Time back = std::max(from, about.log().away_until.value_or(from));
  if (back > until) return found;
  take(open_of(about).next_inside(back, until));
  take(next_in_hours(about, back, until));
  return found;
}

bool TimeOfDay::is_alike(const Case& one, const Case& other) const {
  const Known& a = one.prospect;
  const Known& b = other.prospect;
  return a.audience == b.audience && a.zone == b.zone && a.strict == b.strict && a.busy == b.busy && a.open == b.open &&
         one.fresh_until() == other.fresh_until() && one.log().commitment == other.log().commitment &&
         one.log().away_until == other.log().away_until && one.changes_invitation() == other.changes_invitation();
}

std::string TimeOfDay::saw(const Case& about, Time now) const {
  const Known& prospect = about.prospect;
  return fmt::format("{} prospect{}, {} {}{}", to_string(prospect.audience),
                     prospect.strict ? " of the strict tier" : "", weekday_text(now, *prospect.zone),
                     clock_text(now, about), about.answer ? reply_text(about) : "");
}

std::string TimeOfDay::passes(const Case& about, Time now) const {
  const auto fresh = about.fresh_until();
  if (fresh && now < *fresh) return "this mail answers a reply younger than 24 hours";
  if (about.in_slot(now)) return "this is the agreed slot";
  if (about.changes_invitation()) return changes_invitation;
  return is_exception(about, now) ? "an agreed exception" : "within the hours";
}

std::string HoursFacts::objects(const Case& about, Time) const {
  if (away_until) return fmt::format("away until {}", clock_text(*away_until, about));
  if (busy) return "the prospect's busy hours";
  if (!holiday.empty()) return fmt::format("a holiday, {}", shown(holiday));
  return audience != about.prospect.audience
             ? fmt::format("outside the {} hours, which the strict tier adds", to_string(audience))
             : "outside the hours";
}

Sentence HoursFacts::sentence() const {
  const std::string place = zone ? zone->name() : "";
  if (away_until) return {"_away", {place, *away_until}};
  if (!holiday.empty()) return {"_holiday", {place, holiday}};
  return {busy ? "_busy" : "", {place}};
}

}  // namespace jeda::policy
