// A judgement: the policy's decision with what the store records of it. The filter judges mail as it comes, the agent
// what is on hold at its moment.
#pragma once

#include "policy/decide.h"
#include "policy/policy.h"
#include "store/store.h"

namespace jeda::service {

/// Decides about all recipients together. Of a hold, what is kept for reviewers (`held`) is for the caller to add.
store::Judgement judge(const policy::Policy& policy, const policy::Outgoing& message,
                       const policy::Histories& histories, Time now);

}  // namespace jeda::service
