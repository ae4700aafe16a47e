// A bare mailbox as an Address. Internal to mail/. Its body is in address.cpp, beside the normalising that it ends
// with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/address.h"

namespace jeda::mail {

/// The address `text` names: no brackets, no display name, no comments; a source route ("@a,@b:") is dropped. Absent
/// where nothing is left. Control characters become U+FFFD in `raw` and `key` alike, so that neither can end a line.
std::optional<Address> mailbox(std::string_view text);

/// A local part of that content as an address writes it: in quotes where it needs them.
std::string quote_if_needed(std::string content);

}  // namespace jeda::mail
