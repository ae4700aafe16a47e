// Parts of jeda.yaml, each read from its own map (settings_held.cpp, settings_inbound.cpp, settings_web.cpp). Internal
// to config/.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "config/reader.h"
#include "config/settings.h"

namespace jeda::config {

/// `preview`, `notices`, `agent` and `review`. Reports what is wrong at its place.
void read_held(MapReader& map, Settings& settings);

/// `inbound`.
void read_inbound(MapReader& map, Settings& settings);

/// `web`.
void read_web(MapReader& map, Settings& settings);

/// Reads a line and complains at its place of what `check` says is wrong with it (empty: nothing). Gives the node of a
/// good one, else null.
const Node* read_checked(MapReader& map, std::string_view key, std::string& value,
                         std::string (*check)(std::string_view));

/// What is wrong with "host:port" (an IPv6 address in brackets); empty: nothing.
std::string check_host_port(std::string_view text);

/// The names of `on_failure`, in the order of OnFailure.
inline constexpr std::array<std::string_view, 2> on_failure_names{"tempfail", "accept"};

/// A path as seen from the directory of `file`.
std::string absolute_from(const SourceFile& file, const std::string& path);

}  // namespace jeda::config
