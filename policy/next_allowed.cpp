// The search for the next moment that satisfies all rules at once.
//
// Most rules, once over, stay over: the latest of them is where the search starts. The rest come and go: hours open and
// close, a gap lets the agreed slot pass, a purpose has its window, a stage passes into another. Those are asked again
// and again until a moment is found that all of them agree on.
#include <algorithm>

#include "policy/rules.h"

namespace jeda::policy {

namespace {

/// People are told the minute, so the minute they are told must do: one that has begun before the moment came is too
/// early.
Time whole_minute(Time moment) { return date::ceil<std::chrono::minutes>(moment); }

/// What waits for something else than time is left out where it only tags.
bool may_be_left_out(const Rule& rule) { return rule.action == Action::tag && is_prospects_doing(way_of(rule.kind)); }

struct Wish {
  const Rule* rule;
  const Case* about;
};

/// True where two recipients differ in nothing that the answer depends on.
bool is_like(const Wish& a, const Wish& b) {
  return a.rule->when.stage.empty() && b.rule->when.stage.empty() && a.rule->kind.index() == b.rule->kind.index() &&
         is_alike(a.rule->kind, *a.about, *b.about);
}

class Search {
 public:
  explicit Search(Time now) : now_(now), start_(now) {}

  /// False: the rule leaves no moment at all.
  bool add(const Rule& rule, const Case& about) {
    if (!has_moments(way_of(rule.kind))) return true;
    if (rule.when.stage.empty() && applies(rule.when, about, now_) != Applies::yes) return true;
    if (!rule.when.stage.empty() || comes_and_goes(rule.kind, about)) {
      add(Wish{&rule, &about});
      return true;
    }
    const auto moment = earliest(rule, about, now_);
    if (moment && *moment > now_) start_ = std::max(start_, whole_minute(*moment));
    return moment.has_value() || may_be_left_out(rule);
  }

  std::optional<Time> solve() const {
    Time moment = start_;
    for (std::size_t agreed = 0, next = 0; agreed < wishes_.size(); next = (next + 1) % wishes_.size()) {
      const auto wished = ask(wishes_[next], moment);
      if (!wished || *wished - now_ > search_horizon) return std::nullopt;
      agreed = *wished == moment ? agreed + 1 : 1;
      moment = *wished;
    }
    return moment;
  }

 private:
  void add(const Wish& wish) {
    const auto known = [&](const Wish& other) { return is_like(wish, other); };
    if (std::none_of(wishes_.begin(), wishes_.end(), known)) wishes_.push_back(wish);
  }

  static std::optional<Time> ask(const Wish& wish, Time from) {
    const auto moment = earliest(*wish.rule, *wish.about, from);
    if (!moment) return may_be_left_out(*wish.rule) ? std::optional(from) : std::nullopt;
    return *moment > from ? whole_minute(*moment) : from;
  }

  Time now_;
  Time start_;
  std::vector<Wish> wishes_;
};

}  // namespace

std::optional<Time> next_allowed(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                                 bool overriding) {
  Search search(now);
  SentToOthers sent(message, histories.sender);
  std::vector<Case> cases;
  cases.reserve(message.recipients.size());
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    cases.emplace_back(policy, message, message.recipients[i], histories[i], sent);
    for (const Rule& rule : policy.rules) {
      if (overriding && rule.overridable) continue;
      if (!search.add(rule, cases.back())) return std::nullopt;
    }
  }
  return search.solve();
}

}  // namespace jeda::policy
