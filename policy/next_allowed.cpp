// The search for the next moment that satisfies all rules at once.
//
// Gaps and duplicate-sender, once over, stay over: the latest of them is where the search starts. Hours open and close,
// so they are asked again and again until a moment is found that all of them agree on.
#include <algorithm>

#include "policy/rules.h"

namespace jeda::policy {

namespace {

/// People are told the minute, so the minute they are told must do: one that has begun before the moment came is too
/// early.
Time whole_minute(Time moment) { return date::ceil<std::chrono::minutes>(moment); }

/// time-of-day for one recipient. Recipients with the same hours differ in nothing else, unless the mail answers a
/// fresh reply.
struct HoursWish {
  Case about;
  Time fresh_until;

  std::optional<Time> earliest(Time from) const { return policy::earliest(TimeOfDay{}, about, from); }
};

bool is_like(const HoursWish& a, const HoursWish& b) {
  return a.about.prospect.audience == b.about.prospect.audience && a.about.prospect.zone == b.about.prospect.zone &&
         a.fresh_until == b.fresh_until;
}

class Search {
 public:
  explicit Search(Time now) : now_(now), start_(now) {}

  /// False: the rule leaves no moment at all.
  bool add(const Rule& rule, const Case& about) {
    if (applies(rule.when, about) != Applies::yes) return true;
    if (std::holds_alternative<StopAfter>(rule.kind) && rule.action == Action::tag) return true;
    if (std::holds_alternative<TimeOfDay>(rule.kind)) return add_hours(about);
    const auto earliest = policy::earliest(rule.kind, about, now_);
    if (earliest && *earliest > now_) start_ = std::max(start_, whole_minute(*earliest));
    return earliest.has_value();
  }

  std::optional<Time> solve() const {
    Time moment = start_;
    for (std::size_t agreed = 0, next = 0; agreed < hours_.size(); next = (next + 1) % hours_.size()) {
      const auto earliest = hours_[next].earliest(moment);
      if (!earliest || *earliest - now_ > search_horizon) return std::nullopt;
      agreed = *earliest == moment ? agreed + 1 : 1;
      moment = *earliest;
    }
    return moment;
  }

 private:
  bool add_hours(const Case& about) {
    const HoursWish wish{about, about.fresh_until().value_or(Time::min())};
    const auto known = [&](const HoursWish& other) { return is_like(wish, other); };
    if (std::none_of(hours_.begin(), hours_.end(), known)) hours_.push_back(wish);
    return true;
  }

  Time now_;
  Time start_;
  std::vector<HoursWish> hours_;
};

}  // namespace

std::optional<Time> next_allowed(const Policy& policy, const Outgoing& message, const Histories& histories, Time now) {
  Search search(now);
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    const Case about(policy, message, message.recipients[i], histories[i]);
    for (const Rule& rule : policy.rules) {
      if (!search.add(rule, about)) return std::nullopt;
    }
  }
  return search.solve();
}

}  // namespace jeda::policy
