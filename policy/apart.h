// Recipients of one message, judged apart.
#pragma once

#include <cstddef>
#include <vector>

#include "policy/decide.h"

namespace jeda::policy {

/// Recipients of a message who get the same: their places in Outgoing::recipients, ascending, and what was decided
/// about them alone.
struct Part {
  std::vector<std::size_t> recipients;
  Decision decision;
};

/// Parts a decision by what becomes of each recipient: those who get the mail now (with a tag, where one of them has
/// it), those for whom it is held, those who are refused. In this order; parts without recipients are left out. Pure.
/// REQUIRES: decision == decide(policy, message, histories, now).
std::vector<Part> parts_of(const Policy& policy, const Outgoing& message, const Histories& histories,
                           const Decision& decision, Time now);

/// The message and its histories for some of its recipients.
Outgoing part_of(const Outgoing& message, const std::vector<std::size_t>& recipients);

}  // namespace jeda::policy
