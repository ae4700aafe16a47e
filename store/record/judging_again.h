// What a held mail comes to when it is judged again.
#pragma once

#include <optional>
#include <string>

#include "store/desk.h"

namespace jeda::store {

/// What was known of a held mail before.
struct HeldSince {
  Time at;
  std::optional<Time> asked;  // when a reviewer wanted it released at its moment
  std::string seen_rules;     // that had objected when he looked, joined by commas
};

/// A reply since it was held, or since a reviewer who may know of the reply wanted it released, makes it wait for a
/// reviewer. What he saw of its own words, which no moment mends, does not object; what looks at other mail does.
Again again_after(const Judgement& judgement, const policy::Histories& histories, const HeldSince& since);

}  // namespace jeda::store
