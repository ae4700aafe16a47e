// Addresses: as a sender wrote them, and the key under which the same person is found again. What the rest of the house
// asks of addresses is here; the bodies of company_of() and matches_glob() are long, and lie in company.cpp and
// glob.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeda::mail {

/// One mailbox. `key` decides who somebody is; `raw` is kept to be shown and to be mailed.
struct Address {
  std::string raw;        // as written, no brackets or display name; control characters made U+FFFD, in `key` too
  std::string key;        // normalised, see normalise(); never empty
  std::string name = {};  // display name of an address header, decoded, one line; empty where there is none

  /// The part of `key` after its last '@'; empty for an address without a domain.
  std::string_view domain() const;

  friend bool operator==(const Address&, const Address&) = default;
};

/// Reads the path of a MAIL or RCPT command: "<budi@ours.example>", with or without brackets and source
/// route. Absent for the null path "<>" and for a path with nothing in it. Never fails on length or bytes: what cannot
/// be normalised is compared byte for byte in lower case.
std::optional<Address> parse_path(std::string_view path);

/// The key of an address. Two spellings of one mailbox share a key, two mailboxes never do:
/// - letter case is ignored in both parts (Unicode simple folding after NFC);
/// - the domain is an IDNA A-label (UTS 46, non-transitional), without a trailing dot;
/// - a quoted local part that needs no quotes loses them;
/// - "+detail" is cut from the local part, unless nothing stands before it;
/// - at gmail.com and googlemail.com dots in the local part do not count, and both are gmail.com.
/// Nothing else is stripped: '-' and '_' tell people apart.
std::string normalise(std::string_view address);

/// The company an address belongs to: the registrable domain (public suffix list) of its domain. Empty for an
/// address without a domain, for a bare public suffix, for address literals and for freemail domains (is_freemail()).
std::string company_of(std::string_view key);

/// True for domains that hand out mailboxes to the public, so that two addresses there share no company.
bool is_freemail(std::string_view domain);

/// True for two domains that are one, or lie below one registrable domain: whom DMARC takes for one organisation.
/// REQUIRES: domains as Address::domain() gives them.
bool are_of_one_organisation(std::string_view one, std::string_view other);

/// Matches an address key or a domain against a pattern in which '*' stands for any run of characters and '?'
/// for one. Letter case is ignored. Time is at most pattern × text; there is no backtracking blow-up.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace jeda::mail
