// What a bounce says in words: whom it did not reach, and why. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mail/address.h"

namespace jeda::mail {

/// An address that a notice has in its text, above the returned message.
struct NoticeRecipient {
  enum class Place {
    mentioned,   // somewhere in a sentence
    summarised,  // at the end of a line, behind a colon: "To: sari@toko.example", "Unknown user: sari@toko.example"
    listed,      // on a line of its own, before its reason, or behind a word for a recipient
  };
  Address address;
  Place place;
  std::string reason;  // of one that is not mentioned only: the lines until the next such one; at most 2 KiB

  bool is_listed() const { return place == Place::listed; }
};

/// The recipients of `text`, each once, in order. All dialects look alike: "<sari@toko.example>:", "
/// sari@toko.example", "550 5.1.1 <sari@toko.example>... User unknown", "Failed Recipient: sari@toko.example", "RCPT
/// TO:<sari@...>". Of the systems' own (postmaster, mailer-daemon and the like) none is listed. At most `most`. Linear.
std::vector<NoticeRecipient> recipients_in(std::string_view text, std::size_t most);

/// True for "postmaster", "mailer-daemon" and the like: addresses of mail systems, by their local part.
bool is_mail_system(const Address& address);

}  // namespace jeda::mail
