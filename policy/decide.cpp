#include "policy/decide.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <string_view>

#include "policy/rules.h"

namespace jeda::policy {

namespace {

Verdict verdict_of(Action action) {
  switch (action) {
    case Action::tag:
      return Verdict::tag;
    case Action::hold:
      return Verdict::hold;
    case Action::reject:
      break;
  }
  return Verdict::reject;
}

/// An address that stands where a name should names nobody.
bool is_name(std::string_view text) { return !text.empty() && text.find('@') == std::string_view::npos; }

std::string_view name_of(const Case& about) {
  for (const std::string& name : about.prospect.told->names) {
    if (is_name(name)) return name;
  }
  const auto& written = about.message.content.display_names;
  const auto place = static_cast<std::size_t>(&about.recipient - about.message.recipients.data());
  return place < written.size() && is_name(written[place]) ? std::string_view(written[place]) : std::string_view();
}

Finding finding_of(const Rule& rule, int order, const Case& about, Facts facts) {
  Finding finding;
  finding.rule = rule.name;
  finding.kind = kind_name(rule.kind);
  const bool doubts = is_doubtful(facts);
  finding.action = doubts ? std::min(rule.action, Action::hold) : rule.action;
  finding.release = doubts ? Release::review : rule.release;
  finding.prospect = about.recipient.key;
  finding.name = name_of(about);
  finding.facts = std::move(facts);
  finding.advice = rule.advice;
  finding.order = order;
  finding.overridable = rule.overridable;
  finding.zone = about.prospect.zone;
  finding.audience = about.prospect.audience;
  return finding;
}

/// Judges one recipient, rule by rule, into the decision.
class Judge {
 public:
  Judge(Case& about, Time now, bool overriding, Decision& decision)
      : about_(about),
        now_(now),
        overriding_(overriding),
        decision_(decision),
        first_(decision.findings.size()),
        first_overridden_(decision.overridden.size()) {}

  void judge() {
    judge_those([](const Rule& rule) { return tags_counted(rule.kind) == 0; });
    const auto from = decision_.findings.begin() + static_cast<std::ptrdiff_t>(first_);
    about_.tags = static_cast<int>(std::count_if(from, decision_.findings.end(),
                                                 [](const Finding& finding) { return finding.action == Action::tag; }));
    judge_those([](const Rule& rule) { return tags_counted(rule.kind) > 0; });
    const auto in_order = [](const Finding& a, const Finding& b) { return a.order < b.order; };
    std::sort(decision_.findings.begin() + static_cast<std::ptrdiff_t>(first_), decision_.findings.end(), in_order);
  }

  void explain(std::vector<Explanation>& explanations) const {
    int order = 0;
    for (const Rule& rule : about_.policy.rules) {
      Hearing hearing{in(decision_.findings, first_, order), false, {}};
      if (!hearing.finding) {
        hearing.finding = in(decision_.overridden, first_overridden_, order);
        hearing.overridden = hearing.finding != nullptr;
      }
      const bool asked = applies(rule.when, about_, now_) == Applies::yes;
      if (!hearing.finding && asked) hearing.untold = cannot_tell(rule.kind, about_);
      explanations.push_back(policy::explain(rule, about_, now_, hearing));
      ++order;
    }
  }

 private:
  template <class Which>
  void judge_those(Which which) {
    const auto& rules = about_.policy.rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (which(rules[i])) judge(rules[i], static_cast<int>(i));
    }
  }

  void judge(const Rule& rule, int order) {
    if (applies(rule.when, about_, now_) != Applies::yes) return;
    auto facts = objection_of(rule.kind, about_, now_);
    if (!facts) return note_untold(rule);
    Finding finding = finding_of(rule, order, about_, std::move(*facts));
    if (has_moments(way_of(rule.kind))) finding.next_allowed = earliest(rule, about_, now_);
    add(std::move(finding));
  }

  void add(Finding finding) {
    auto& place = overriding_ && finding.overridable ? decision_.overridden : decision_.findings;
    place.push_back(std::move(finding));
  }

  void note_untold(const Rule& rule) {
    const std::string_view why = cannot_tell(rule.kind, about_);
    if (why.empty()) return;
    const Untold untold{rule.name, std::string(why)};
    auto& all = decision_.untold;
    if (std::find(all.begin(), all.end(), untold) == all.end()) all.push_back(untold);
  }

  static const Finding* in(const std::vector<Finding>& findings, std::size_t first, int order) {
    for (std::size_t i = first; i < findings.size(); ++i) {
      if (findings[i].order == order) return &findings[i];
    }
    return nullptr;
  }

  Case& about_;
  Time now_;
  bool overriding_;
  Decision& decision_;
  std::size_t first_;  // of this recipient's findings
  std::size_t first_overridden_;
};

int overrides_left(const Overrides& overrides, const SenderHistory& sender, Time now) {
  const auto used = std::count_if(sender.overrides.begin(), sender.overrides.end(), [&](Time at) {
    return now - at < overrides.within || overrides.within == Duration::zero();
  });
  return std::max(overrides.limit - static_cast<int>(used), 0);
}

/// True where something stops the mail and an override would pass all that does.
bool override_helps(const std::vector<Finding>& findings) {
  const auto stops = [](const Finding& finding) { return finding.action != Action::tag; };
  return std::any_of(findings.begin(), findings.end(), stops) &&
         std::all_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return !stops(finding) || finding.overridable; });
}

/// What each rule says for each recipient; no verdict yet.
Decision judged(const Policy& policy, const Outgoing& message, const Histories& histories, Time now, bool overriding,
                std::vector<Explanation>* explanations) {
  Decision decision;
  decision.answers.reserve(message.recipients.size());
  SentToOthers sent(message, histories.sender);
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    Case about(policy, message, message.recipients[i], histories[i], sent);
    decision.answers.push_back(about.answer);
    decision.whole = decision.whole || about.whole;
    Judge judge(about, now, overriding, decision);
    judge.judge();
    if (explanations) judge.explain(*explanations);
  }
  const Content& judged = decision.whole ? *message.content.whole : message.content;
  decision.untold.insert(decision.untold.end(), judged.untold.begin(), judged.untold.end());
  return decision;
}

Verdict strictest(const std::vector<Finding>& findings) {
  Verdict verdict = Verdict::accept;
  for (const Finding& finding : findings) verdict = std::max(verdict, verdict_of(finding.action));
  return verdict;
}

Release release_of(const Decision& decision) {
  if (decision.verdict != Verdict::hold) return Release::review;
  const bool all = std::all_of(decision.findings.begin(), decision.findings.end(), [](const Finding& finding) {
    return finding.action != Action::hold || finding.release == Release::when_allowed;
  });
  return all ? Release::when_allowed : Release::review;
}

Decision accepted(Notice notice, Time now) {
  Decision decision;
  decision.answers = {false};
  decision.notice = notice;
  decision.next_allowed = now;
  return decision;
}

/// How many of `all` have been within notice_window.
template <class Past, class Which>
auto recent(const std::vector<Past>& all, Time now, Which which) {
  return std::count_if(all.begin(), all.end(),
                       [&](const Past& past) { return is_recent(past.at, notice_window, now) && which(past); });
}

}  // namespace

std::optional<Notice> free_notice(const Outgoing& message, const Histories& histories, Time now) {
  const auto& notice = message.content.notice;
  if (!notice || message.recipients.size() != 1) return std::nullopt;
  const History& history = histories[0].prospect;
  const auto written = recent(history.replies, now, [](const PastReply&) { return true; });
  const auto answered = recent(history.notices, now, [&](const PastNotice& past) { return past.what == *notice; });
  return answered < written ? notice : std::nullopt;
}

void settle(Decision& decision) {
  decision.verdict = strictest(decision.findings);
  decision.release = release_of(decision);
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::accept:
      return "accept";
    case Verdict::tag:
      return "tag";
    case Verdict::hold:
      return "hold";
    case Verdict::reject:
      break;
  }
  return "reject";
}

std::string Decision::rule_names() const {
  std::vector<std::pair<int, std::string_view>> rules;
  for (const Finding& finding : findings) {
    const auto known = [&](const auto& rule) { return rule.second == finding.rule; };
    if (std::none_of(rules.begin(), rules.end(), known)) rules.emplace_back(finding.order, finding.rule);
  }
  std::stable_sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string names;
  for (const auto& rule : rules) names.append(names.empty() ? "" : ",").append(rule.second);
  return names;
}

int Decision::overridden_prospects() const {
  std::set<std::string_view> prospects;
  for (const Finding& finding : overridden) prospects.insert(finding.prospect);
  return static_cast<int>(prospects.size());
}

Decision decide(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                std::vector<Explanation>* explanations) {
  assert(histories.size() == message.recipients.size());
  if (const auto notice = free_notice(message, histories, now)) return accepted(*notice, now);
  const bool asked = policy.overrides.limit > 0 && !message.content.override_reason.empty();
  const int left = overrides_left(policy.overrides, histories.sender, now);
  const std::size_t told = explanations ? explanations->size() : 0;
  Decision decision = judged(policy, message, histories, now, asked && left > 0, explanations);
  const int needed = decision.overridden_prospects();
  const bool refused = needed > std::min(left, policy.overrides.prospects);
  if (refused) {
    if (explanations)
      explanations->erase(explanations->begin() + static_cast<std::ptrdiff_t>(told), explanations->end());
    decision = judged(policy, message, histories, now, false, explanations);
    decision.overrides_needed = needed;
  }
  decision.override_spent = asked && (left == 0 || needed > left);
  if (decision.override_spent || (!asked && override_helps(decision.findings))) decision.overrides_left = left;
  settle(decision);
  const bool overriding = asked && !decision.override_refused();
  decision.next_allowed = decision.findings.empty() ? now : next_allowed(policy, message, histories, now, overriding);
  return decision;
}

}  // namespace jeda::policy
