// Messages for the tests of mail/.
#pragma once

#include <string>
#include <string_view>

#include "mail/facts.h"

namespace jeda::mail {

/// Facts of a whole message in RFC 5322 form, within the default limits.
MessageFacts facts_of(std::string_view message);

/// The raw forms of addresses, in one line: "a@x b@y".
std::string raws(const std::vector<Address>& addresses);

std::string repeated(std::string_view text, std::size_t times);

}  // namespace jeda::mail
