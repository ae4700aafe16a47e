// Bounces, complaints and receipts: what a machine reports of a message of ours. Internal to mail/. Safe for concurrent
// use.
#pragma once

#include <optional>
#include <string>

#include "mail/inbound.h"

namespace jeda::mail {

struct Reports {
  std::optional<DeliveryReport> bounce;
  std::optional<Complaint> complaint;
  bool receipt = false;  // of reading or delivery (RFC 8098, and "delivered" of RFC 3464), and no failure beside it
  std::string receipt_of = {};  // the Message-ID that it names
};

/// What `message` reports, of which `facts` are read_facts(). The recipients of a bounce are, in this order: those of
/// fields wherever they stand (RFC 3464, X-Failed-Recipients); who stands in the address that it came to (VERP); those
/// that its text lists; those that its text has and that the returned message went to; else at most three addresses of
/// its text or the one that the returned message went to, which are guessed. The words of a notice count only where it
/// says that mail was not delivered, and not that it is late. Never its own sender and receiver; addresses of the
/// receiver's domain only where there are no others. REQUIRES: a machine wrote the message; a person may attach such a
/// part to what they write.
Reports read_reports(const RawMessage& message, const MessageFacts& facts, const Limits& limits);

/// True for a message that tells of undelivered mail as a mail system does, where no sign of RFC 3834 says so: its
/// subject is that of a notice and its text begins or lists recipients like one, or it is written in the fields of
/// RFC 3464. Who tells of a bounce in his own words, or passes one on, is a person.
bool is_bounce_notice(const MessageFacts& facts);

}  // namespace jeda::mail
