// Feedback reports, and what mail clients send when somebody unsubscribes by a button. Internal to mail/. Safe for
// concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/bounce/returned.h"
#include "mail/inbound.h"

namespace jeda::mail {

/// Reads a part message/feedback-report (RFC 5965). Recipients: Original-Rcpt-To, else Removal-Recipient. Absent for
/// what is no complaint: "not-spam", and "auth-failure" (RFC 6591) and "dmarc", which are about our own DNS.
std::optional<Complaint> read_feedback(std::string_view text, const Limits& limits);

/// A complaint without that part: Hotmail's names its reader in the returned message, older ones say what they are in
/// their subject and return it. Absent where `returned` or `subject` is nothing of the kind.
std::optional<Complaint> complaint_of(const Returned& returned, std::string_view subject);

/// The line of `text` by which a mail client says that it sent the message to unsubscribe (Apple Mail, Gmail); one
/// line, at most 200 bytes. Empty where it does not, or where the subject is that of an answer.
std::string unsubscribe_request(std::string_view subject, std::string_view text);

}  // namespace jeda::mail
