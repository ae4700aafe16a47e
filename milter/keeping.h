// What is kept of a message that is held.
#pragma once

#include "config/settings.h"
#include "mail/facts.h"
#include "policy/decide.h"
#include "store/store.h"

namespace jeda::milter {

/// What reviewers may see of a message by `preview`, its source aside, and what judging it again needs. `sender` and
/// `notify` as in store::HeldDetails.
store::HeldDetails details_of(const mail::MessageFacts& facts, const policy::Outgoing& message, config::Preview preview,
                              std::string sender, std::string notify);

/// The address a salesperson is told at: the envelope sender where that is one of ours, else the login's; empty where
/// neither is an address.
std::string notify_address(const policy::Policy& policy, const std::optional<mail::Address>& sender,
                           const std::string& salesperson_address);

}  // namespace jeda::milter
