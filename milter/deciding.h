// A governed message's judgement: the policy's decision with what the store records of it.
#pragma once

#include <optional>
#include <string>

#include "mail/facts.h"
#include "milter/pipeline.h"

namespace jeda::milter {

/// Decides. Called inside the store's transaction, again where that was rolled back. Throws where the verdict is hold
/// and the MTA cannot quarantine.
store::Judgement decide(const Services& services, const GovernedMail& mail, const mail::MessageFacts& facts,
                        const policy::Outgoing& message, const policy::Histories& histories);

/// Its Subject as it goes on, where an override's token is taken off; absent where it stays as it is.
std::optional<std::string> changed_subject(const GovernedMail& mail, const policy::Content& content);

}  // namespace jeda::milter
