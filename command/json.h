// JSON as the command prints it. Field names are documented in jeda(1) and stay.
#pragma once

#include <date/tz.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "base/time.h"
#include "config/diagnostics.h"
#include "policy/history.h"

namespace jeda::command {

/// Keeps fields in the order they are set, so that people find them too.
using Json = nlohmann::ordered_json;

/// RFC 3339 in that zone; null where there is no time.
Json json_time(const std::optional<Time>& time, const date::time_zone* zone);

/// {"unanswered", "awaits_answer", "newest_contact", "newest_reply", "people"}
Json json_history(const policy::History& history, const date::time_zone* zone);

/// {"note", "amount", "currency", "slot"}: those that are there
Json json_details(const policy::EventDetails& details, const date::time_zone* zone);

/// [{"file", "line", "column", "message", "text"}]
Json json_diagnostics(const config::Diagnostics& diagnostics);

/// Indented, ASCII only, with a line feed at the end. Bytes that are no UTF-8 become U+FFFD.
void print_json(std::ostream& out, const Json& json);

/// Null where the text is empty.
Json text_or_null(const std::string& text);

}  // namespace jeda::command
