// A governed message as it was judged, as bytes: kept while it is held, to be judged again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/decide.h"

namespace jeda::store {

std::string pack_outgoing(const policy::Outgoing& message);

/// Absent: not bytes of pack_outgoing().
std::optional<policy::Outgoing> unpack_outgoing(std::string_view bytes);

}  // namespace jeda::store
