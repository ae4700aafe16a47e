// The findings that the store keeps of a decision, in words.
#pragma once

#include <date/tz.h>

#include <ostream>
#include <string_view>

namespace jeda::command {

/// Two lines a finding: what it asks for whom and from when it would not, then its facts. Nothing where `findings` (a
/// JSON array of store::findings_json) is none or is empty; fields that are not known here are shown as they are.
void show_findings(std::string_view findings, const date::time_zone* zone, std::ostream& out);

}  // namespace jeda::command
