// What time brings: mail that is judged again at its moment, reminders, expiry.
#include <fmt/format.h>

#include "agent/agent.h"
#include "service/judging.h"

namespace jeda::agent {
namespace {

using service::log_value;

constexpr int most_judged = 100;    // in one round
constexpr int most_reminded = 200;  // in one reminder

std::vector<std::string> references_of(const std::vector<store::HeldMessage>& messages) {
  std::vector<std::string> references;
  for (const store::HeldMessage& message : messages) references.push_back(message.reference);
  return references;
}

}  // namespace

void Agent::judge_due() {
  const auto messages = tools_.desk.to_judge_again(host_, now(), most_judged);
  if (!messages) {
    failed(messages.error(), "scheduled releases");
    return;
  }
  for (const store::HeldMessage& message : *messages) judge_again(message);
}

void Agent::judge_again(const store::HeldMessage& message) {
  const auto outgoing = tools_.desk.outgoing(message.reference);
  if (!outgoing) {
    failed(outgoing.error(), "outgoing");
    return;
  }
  const policy::PolicyPtr policy = tools_.current_policy();
  const auto again = tools_.desk.judge_again(
      message.reference, [&](const policy::Histories& histories) { return judge(*policy, *outgoing, histories); });
  if (!again) {
    failed(again.error(), "judge again");
    return;
  }
  tools_.step("judged");
  if (again->upshot == store::Again::Upshot::none) return;
  tools_.log.info(fmt::format("judged-again ref={} queue={} result={} verdict={} rules={}", message.reference,
                              log_value(message.queue_id), store::to_string(again->upshot),
                              policy::to_string(again->verdict), log_value(again->rules.empty() ? "-" : again->rules)));
}

// Mail of which is not known what the rules saw (held by an older jeda) is for a reviewer.
store::Judgement Agent::judge(const policy::Policy& policy, const std::optional<policy::Outgoing>& message,
                              const policy::Histories& histories) const {
  if (message && message->recipients.size() == histories.size())
    return service::judge(policy, *message, histories, now());
  store::Judgement unknown;
  unknown.at = now();
  unknown.policy_version = policy.version;
  unknown.decision.verdict = policy::Verdict::hold;
  return unknown;
}

void Agent::remind_and_expire() {
  const Time time = now();
  const config::ReviewSettings& review = settings_.review;
  if (const auto forgotten = tools_.desk.forget_texts(time - review.keep_text); !forgotten)
    failed(forgotten.error(), "forget texts");
  if (review.expire_after) {
    const auto expired = tools_.desk.expire(time - *review.expire_after, time);
    if (!expired) failed(expired.error(), "expire");
    if (expired && *expired > 0) tools_.log.info(fmt::format("expired mails={}", *expired));
  }
  if (review.reviewers.empty() || settings_.notices.from.empty()) return;
  const auto waiting = tools_.desk.to_remind(time, review.remind_after, most_reminded);
  if (!waiting) failed(waiting.error(), "reminders");
  if (!waiting || waiting->empty()) return;
  const auto reminded = tools_.desk.remind(references_of(*waiting), review.reviewers, time, review.remind_after);
  if (!reminded) failed(reminded.error(), "remind");
}

}  // namespace jeda::agent
