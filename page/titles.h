// Rules as people know them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "page/words.h"
#include "policy/policy.h"
#include "store/desk.h"

namespace jeda::page {

/// What a rule is called, made printable; the name itself where the policy has no such rule, or none has a title.
std::string rule_title(const policy::Policy& policy, std::string_view rule, Language language);

/// Titles of the rules behind a mail's findings, each once, the decisive ones first: what refuses, then what holds,
/// then what tags.
std::vector<std::string> titles_of(const policy::Policy& policy, const store::HeldMessage& message, Language language);

/// Of what stops it alone.
std::vector<std::string> titles_that_stop(const policy::Policy& policy, const store::HeldMessage& message,
                                          Language language);

/// "a, b, c"
std::string joined_titles(const std::vector<std::string>& titles);

}  // namespace jeda::page
