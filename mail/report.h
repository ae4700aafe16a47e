// Delivery status notifications and feedback reports. Internal to mail/. Safe for concurrent use.
#pragma once

#include <optional>
#include <string_view>

#include "mail/inbound.h"

namespace jeda::mail {

struct Reports {
  std::optional<DeliveryReport> bounce;
  std::optional<Complaint> complaint;
};

/// Reads the parts message/delivery-status (RFC 3464), message/feedback-report (RFC 5965) and the returned message or
/// its header. REQUIRES: a machine wrote the message; a person may attach such a part to what they write.
Reports read_reports(const RawMessage& message, const Limits& limits);

/// Reads a bounce of qmail's kind (QSBMF): plain text, "Hi. This is the ...", a paragraph for each recipient.
std::optional<DeliveryReport> read_plain_bounce(std::string_view text, const Limits& limits);

}  // namespace jeda::mail
