// Mail from outside: read where it arrives, never changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mail/facts.h"
#include "milter/services.h"
#include "policy/policy.h"

namespace jeda::milter {

/// A message from outside, or a machine's, to salespeople or to where reports come in.
struct InboundMail {
  policy::PolicyPtr policy;
  std::optional<mail::Address> sender;   // of the envelope
  std::vector<std::string> salespeople;  // empty: it went to organisation.reports alone, and is nobody's reply
  mail::RawMessage raw;
  std::string queue_id;
};

/// Records what it tells: a person's message as a reply, with an opt-out wish where it has one; of a machine's, the
/// bounces, complaints, absences, signs of life and wishes that concern a prospect known to us. Of a person's message
/// that is nobody's reply only the wish counts, where its writer is known to us. Mail of one of ours tells nothing.
/// Whatever happens the message goes on: what fails is logged.
void read_inbound(Services& services, const InboundMail& mail);

}  // namespace jeda::milter
