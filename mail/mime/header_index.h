// The fields of a header that facts are made of, found in one pass. Internal to mail/.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "mail/doubts.h"
#include "mail/facts.h"

namespace jeda::mail {

enum class FieldKind {
  auto_submitted,
  autoresponder,  // X-Autoreply and its like: only a machine sets them
  auto_suppress,  // X-Auto-Response-Suppress: set on mail of people, too
  cc,
  content_disposition,
  content_id,
  content_transfer_encoding,
  content_type,
  date,
  feedback_id,
  from,
  in_reply_to,
  list,              // of a mailing list
  list_id,           // names it
  list_unsubscribe,  // also on mail of one person through a sales tool
  message_class,     // X-POST-MessageClass
  message_id,
  override_reason,  // X-Jeda-Override
  precedence,
  purpose,  // X-Jeda-Purpose
  references,
  reply_to,
  subject,
  to,
};

/// Views into the header it was made from, which must outlive it.
class HeaderIndex {
 public:
  /// Reads at most `limits.header_fields` fields and `limits.header_bytes` bytes.
  HeaderIndex(const std::vector<HeaderField>& header, const Limits& limits, Doubts& doubts);

  bool has(FieldKind kind) const;
  std::string_view first(FieldKind kind) const;  // empty where there is none
  std::vector<std::string_view> all(FieldKind kind) const;

 private:
  std::vector<std::pair<FieldKind, std::string_view>> fields_;
};

}  // namespace jeda::mail
