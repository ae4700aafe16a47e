// What a touch brings beside its kind and moment, as bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/history.h"

namespace jeda::store {

/// Empty where there is neither an imprint nor a detail.
std::string pack_details(const policy::Imprint& imprint, const policy::EventDetails& details);

/// Sets both as they were packed; empty bytes clear them. False: the bytes are not of pack_details().
bool unpack_details(std::string_view bytes, policy::Imprint& imprint, policy::EventDetails& details);

}  // namespace jeda::store
