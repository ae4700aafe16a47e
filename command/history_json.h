// A prospect as JSON, as several verbs show it: prospect_show.cpp, history.cpp.
#pragma once

#include <vector>

#include "command/json.h"
#include "policy/policy.h"
#include "store/store.h"

namespace jeda::command {

/// What `jeda prospect show --json` answers.
store::Result<Json> json_prospect(store::Reader& reader, const policy::Policy& policy,
                                  const policy::Recipient& prospect, Time now);

/// The list `touches` of `jeda history --json`. `zone` null: UTC.
Json json_touches(const std::vector<store::LoggedTouch>& touches, const date::time_zone* zone);

}  // namespace jeda::command
