// The message that a report returns, or its header. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/address.h"
#include "mail/facts.h"
#include "mail/mime/media_type.h"

namespace jeda::mail {

struct Returned {
  std::string message_id;         // empty where there is none
  std::vector<Address> to;        // of To
  std::vector<Address> reached;   // whom else it went to: Cc, "for" of Received, X-Original-To and the like
  std::vector<Address> reported;  // X-HmXmrOriginalRecipient: whose complaint it is
  std::string tag = {};           // X-Jeda-Tag, at most 64 bytes

  bool went_to(const Address& address) const;
};

/// Reads the header at the beginning of `text`.
Returned read_returned(std::string_view text, const Limits& limits);

/// True for the types of a part that returns a message or its header.
bool is_returned_message(const MediaType& type);

/// Where in a notice the returned message begins that it holds as text: at a line that says so, or at a header; the
/// text's size where it holds none. `header` is where that message's own header begins, never before `begin`. Linear.
struct CopyPlace {
  std::size_t begin;
  std::size_t header;
};
CopyPlace find_copy(std::string_view text);

}  // namespace jeda::mail
