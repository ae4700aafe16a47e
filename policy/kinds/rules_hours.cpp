// The kind time-of-day: whose clock, which hours, and what stands above them. In this order: an answer to a fresh reply
// and an agreed slot are never kept waiting; who is away is away; an agreed exception opens what the hours and the
// prospect's busy hours close.
#include <algorithm>
#include <array>

#include "policy/hours.h"
#include "policy/kinds/rules.h"

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
  return (fresh && at < *fresh) || about.in_slot(at);
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

std::optional<Facts> objection(const TimeOfDay&, const Case& about, Time now) {
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
  return facts.busy ? std::optional<Facts>(facts) : std::nullopt;
}

std::optional<Time> earliest(const TimeOfDay&, const Case& about, Time from) {
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

}  // namespace jeda::policy
