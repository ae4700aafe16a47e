// The addresses of a From, To, Cc or Reply-To field. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mail/address.h"

namespace jeda::mail {

/// Adds the addresses of one field's value to `addresses` in order, groups opened, until it holds `most`. False where
/// there were more. What is no address (a bare word, an empty group) is left out; display names and comments never are
/// taken for addresses where an address in angle brackets follows. A quote or comment without an end is taken for text.
/// mimetic's AddressList is not used: it splits at commas inside brackets and comments, and so can be told another
/// sender than the one a mail reader shows. Linear in `value`.
bool read_addresses(std::string_view value, std::size_t most, std::vector<Address>& addresses);

}  // namespace jeda::mail
