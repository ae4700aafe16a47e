// Whom an MTA delivers to: the address that is left once it has taken apart what it was given.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "mail/address.h"

namespace jeda::mail {

/// Whether an MTA of ours takes apart what stands before this domain: one of ours, lower case, A-labels.
using IsOurDomain = std::function<bool(std::string_view domain)>;

/// The mailbox that the argument of a MAIL or RCPT command leads to, or an MTA's own {rcpt_addr}, as Postfix 3.7 and
/// Sendmail 8.17 resolve it (tried on both):
/// - "<@a,@b:rina@x>", "<(c)rina @ x(c)>", "<Rina <rina@x>>", "<group: rina@x;>": rina@x;
/// - "x!rina", "rina%x", "rina@x@": rina@x, as also where "@ours" follows, or an address literal;
/// - "\"rina@x\"@ours", "\"rina@x\"", "rina\@x", "ri\na@x", "\"rina\"@x", "rina@\"x\".": rina@x.
/// What stands before a domain that is not ours is its own affair: "rina%y@x" stays as it is. A result without a domain
/// is a mailbox of this host. `raw` is written anew, without what was taken off.
///
/// Absent where it cannot be understood, and so may be anybody's: no address or several of them, words that nothing
/// joins, "a!b%c", quotes or comments without an end, control characters, a backslash that another one hides, a domain
/// that is no name, an address literal, more than 320 bytes (RFC 3696, errata 1690: 64 for the local part, 255 for the
/// domain). Linear in `path`.
std::optional<Address> resolve_recipient(std::string_view path, const IsOurDomain& is_ours);

}  // namespace jeda::mail
