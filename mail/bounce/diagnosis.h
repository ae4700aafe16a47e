// Whether an address is dead, by what a mail system said of it. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

struct Diagnosis {
  std::string status;      // "5.1.1"; never empty
  bool permanent = false;  // the address is dead
};

/// What the status field and the diagnostic of one recipient say; where both tell nothing, what stands `beside` them in
/// the words for people: first its lines with a reply code or a status, then all of it. Read in this order, since
/// servers choose their codes freely (RFC 3463 has them):
/// - words that tell of something else than the address (quota, spam, policy, sender, size, rate, loop, time): it
/// lives;
/// - "no such user", "host not found" and their like, in whatever code, 4.x.x included: it is dead, unless the server
///   said so once it had read the mail: it took the recipient before, and some say so to what they filter;
/// - codes of the former (x.7.x, x.2.1 to x.2.3, x.3.1, x.3.4, x.1.7, x.1.8, x.4.5 to x.4.7, x.5.3): it lives;
/// - 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10, 5.4.4, and 4.1.1, which a lookup gives: it is dead;
/// - "mailbox unavailable" and the like, which are said of other things too (RFC 5321 4.2.3): it is dead where that was
///   the answer to RCPT and nothing says 4.
/// Else it is not called dead. Status: the field's, else the diagnostic's, else made of the reply code ("5.0.0"). The
/// first 2 KiB of the diagnostic and 8 KiB of the other are read.
Diagnosis diagnose(std::string_view status, std::string_view diagnostic, std::string_view beside);

/// True where the words tell of an address that is dead, or lives: as a diagnosis begins.
bool tells_of_address(std::string_view text);

/// True where plain words have "no such user", "host not found" or their like.
bool says_dead(std::string_view plain);

}  // namespace jeda::mail
