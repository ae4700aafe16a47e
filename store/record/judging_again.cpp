#include "store/record/judging_again.h"

#include <algorithm>

#include <fmt/format.h>

namespace jeda::store {
namespace {

bool has_replied(const policy::Histories& histories, const HeldSince& held) {
  const Time since = std::max(held.at, held.asked.value_or(held.at));
  return std::any_of(histories.prospects.begin(), histories.prospects.end(), [&](const auto& history) {
    return history.prospect.newest_reply && *history.prospect.newest_reply > since;
  });
}

/// Objects to more than the mail's own words: to what else was sent, by whom and to whom.
bool looks_at_other_mail(const policy::Finding& finding) {
  return std::holds_alternative<policy::RepeatFacts>(finding.facts) ||
         std::holds_alternative<policy::VolumeFacts>(finding.facts) ||
         std::holds_alternative<policy::BroadcastFacts>(finding.facts) ||
         std::holds_alternative<policy::DuplicateFacts>(finding.facts);
}

bool was_seen(const policy::Finding& finding, const HeldSince& since) {
  return since.asked && finding.action == policy::Action::hold && !finding.next_allowed &&
         !looks_at_other_mail(finding) &&
         fmt::format(",{},", since.seen_rules).find(fmt::format(",{},", finding.rule)) != std::string::npos;
}

Again::Upshot kind_after(const Judgement& judgement, const HeldSince& since) {
  const policy::Decision& decision = judgement.decision;
  const bool passes = decision.verdict == policy::Verdict::accept || decision.verdict == policy::Verdict::tag;
  if (!judgement.enforced || passes) return Again::Upshot::release;
  if (decision.verdict == policy::Verdict::reject) return Again::Upshot::review;
  const bool objects = std::any_of(decision.findings.begin(), decision.findings.end(), [&](const auto& finding) {
    return finding.action != policy::Action::tag && !was_seen(finding, since);
  });
  if (!objects && !decision.findings.empty()) return Again::Upshot::release;
  const bool waits = since.asked || decision.release == policy::Release::when_allowed;
  const bool has_moment = decision.next_allowed && *decision.next_allowed > judgement.at;
  return waits && has_moment ? Again::Upshot::later : Again::Upshot::review;
}

}  // namespace

Again again_after(const Judgement& judgement, const policy::Histories& histories, const HeldSince& since) {
  const auto kind = has_replied(histories, since) ? Again::Upshot::replied : kind_after(judgement, since);
  const policy::Decision& decision = judgement.decision;
  return {kind, decision.verdict, decision.rule_names(), decision.next_allowed};
}

}  // namespace jeda::store
