#include "policy/decide.h"

#include <algorithm>
#include <cassert>

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

std::optional<Finding> judge(const Rule& rule, int order, const Case& about, Time now) {
  if (applies(rule.when, about) != Applies::yes) return std::nullopt;
  auto facts = objection(rule.kind, about, now);
  if (!facts) return std::nullopt;
  Finding finding;
  finding.rule = rule.name;
  finding.kind = kind_name(rule.kind);
  finding.action = rule.action;
  finding.release = rule.release;
  finding.prospect = about.recipient.key;
  finding.facts = std::move(*facts);
  finding.next_allowed = earliest(rule.kind, about, now);
  finding.advice = rule.advice;
  finding.order = order;
  return finding;
}

void judge_recipient(const Case& about, Time now, Decision& decision, std::vector<Explanation>* explanations) {
  int order = 0;
  for (const Rule& rule : about.policy.rules) {
    auto finding = judge(rule, order++, about, now);
    if (explanations) explanations->push_back(explain(rule, about, now, finding ? &*finding : nullptr));
    if (finding) decision.findings.push_back(std::move(*finding));
  }
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

}  // namespace

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

Decision decide(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                std::vector<Explanation>* explanations) {
  assert(histories.size() == message.recipients.size());
  Decision decision;
  decision.answers.reserve(message.recipients.size());
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    const Case about(policy, message, message.recipients[i], histories[i]);
    decision.answers.push_back(about.answer);
    judge_recipient(about, now, decision, explanations);
  }
  decision.verdict = strictest(decision.findings);
  decision.release = release_of(decision);
  decision.next_allowed = decision.findings.empty() ? now : next_allowed(policy, message, histories, now);
  return decision;
}

}  // namespace jeda::policy
