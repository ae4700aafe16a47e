// What was told of a prospect, as bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/prospect.h"

namespace jeda::store {

std::string pack_facts(const policy::ProspectFacts& facts);

/// Absent: the bytes are not of pack_facts(). A time zone that this machine does not know is as if none had been told.
std::optional<policy::ProspectFacts> unpack_facts(std::string_view bytes);

/// The facts of one person told under two addresses: each field as `facts` has it, where that has none as `others` do.
policy::ProspectFacts merge_facts(policy::ProspectFacts facts, const policy::ProspectFacts& others);

}  // namespace jeda::store
