// The findings that the store keeps of a decision, in words.
#pragma once

#include <date/tz.h>

#include <ostream>
#include <string>
#include <string_view>

#include "command/json.h"
#include "policy/policy.h"

namespace jeda::command {

/// "gap", or what people call it beside: "gap, Time between contacts". `policy` may be null.
std::string titled(const policy::Policy* policy, const std::string& rule);

/// The findings as JSON, each with its rule's "title", and without a moment that has passed. What is no such array
/// comes as it is.
Json json_findings(std::string_view findings, const policy::Policy* policy, Time now);

/// What people call the rules of "gap,hours", in that order.
Json json_titles(std::string_view rules, const policy::Policy* policy);

/// Two lines a finding: what it asks for whom and, where that is ahead of `now`, from when it would not, then its
/// facts. Nothing where `findings` (a JSON array of store::findings_json) is none or is empty; fields that are not
/// known here are shown as they are.
void show_findings(std::string_view findings, const policy::Policy* policy, const date::time_zone* zone, Time now,
                   std::ostream& out);

}  // namespace jeda::command
