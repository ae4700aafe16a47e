// Mail from outside: read where it arrives, never changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mail/facts.h"
#include "milter/actions.h"
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
  bool from_own_host = false;  // policy::is_own_host()
};

/// Records what it tells: a person's message as a reply, with an opt-out wish where it has one; of a machine's, the
/// bounces, complaints, absences, signs of life and wishes that concern a prospect known to us. Of a person's message
/// that is nobody's reply only the wish counts, where its writer is known to us. Mail of one of ours tells nothing.
///
/// How far it is believed, by what `inbound: authserv_id` says of its From (mail::authenticity_of()):
///
/// |                      | pass     | nobody asked               | nothing                    | fail       |
/// | reply                | believed | believed                   | if it names our mail       | unverified |
/// | wish                 | clear    | clear                      | in doubt                   | unverified |
/// | absence              | believed | 30 days at most            | 30 days at most            | unverified |
/// | receipt, click       | believed | believed                   | if it names our mail       | unverified |
/// | bounce, complaint    | if it returns our mail to that address               (all three) | unverified |
///
/// "Our mail" is one that we sent to that very address, by its Message-ID. What our own MTA says of mail that it could
/// not deliver is believed: it comes from the null sender on one of our hosts, and no other host handed it over.
///
/// Gives what the MTA shall do: nothing, or 451 where the store could not take what the message tells and
/// `inbound: on_failure` is tempfail, so that whoever sent it tries again.
Actions read_inbound(Services& services, const InboundMail& mail);

}  // namespace jeda::milter
