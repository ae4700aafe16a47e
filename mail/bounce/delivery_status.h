// The fields of delivery status notifications (RFC 3464), wherever they stand. Internal to mail/. Safe for concurrent
// use.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/address.h"
#include "mail/facts.h"

namespace jeda::mail {

/// What became of one recipient.
struct RecipientStatus {
  Address address;  // Original-Recipient where given, else Final-Recipient, else X-Actual-Recipient
  enum class Fate { failed, late, delivered, passed_on } fate = Fate::failed;
  std::string status;      // field Status, as written
  std::string diagnostic;  // field Diagnostic-Code, as written
};

struct DeliveryStatus {
  std::vector<RecipientStatus> recipients;
  std::string message_id;  // X-Original-Message-ID, Original-Message-ID; empty where it is not told

  bool empty() const { return recipients.empty(); }
};

/// Adds to `status` what `text` tells, until it holds `most` recipients. Fields stand in groups with empty lines
/// between them: the first is about the message, each other one about a recipient. All are read alike, and lines that
/// are no field are passed over: some senders leave out the empty line, or put one too many, or write it all into their
/// text. Linear.
void read_delivery_status(std::string_view text, std::size_t most, DeliveryStatus& status);

/// "rfc822; <andi@toko.example>"; absent where it is no mail address with a domain.
std::optional<Address> typed_address(std::string_view value);

/// Empty where no field has the name.
std::string_view value_of(const std::vector<HeaderField>& fields, std::string_view name);

}  // namespace jeda::mail
