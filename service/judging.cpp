#include "service/judging.h"

#include "policy/telling/advice.h"

namespace jeda::service {

store::Judgement judge(const policy::Policy& policy, const policy::Outgoing& message,
                       const policy::Histories& histories, Time now) {
  store::Judgement judgement;
  judgement.at = now;
  judgement.decision = policy::decide(policy, message, histories, now);
  judgement.enforced = policy.mode == policy::Mode::enforce;
  judgement.policy_version = policy.version;
  if (judgement.decision.whole) judgement.imprint = message.content.whole->imprint;
  judgement.advice = policy::advice_lines(policy, message, judgement.decision);
  return judgement;
}

}  // namespace jeda::service
