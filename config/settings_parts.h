// The parts of jeda.yaml that concern held mail, each read from its own map. Internal to config/.
#pragma once

#include <string>

#include "config/reader.h"
#include "config/settings.h"

namespace jeda::config {

/// `preview`, `notices`, `agent` and `review`. Reports what is wrong at its place.
void read_held(MapReader& map, Settings& settings);

/// `web`.
void read_web(MapReader& map, Settings& settings);

/// What is wrong with "host:port" (an IPv6 address in brackets); empty: nothing.
std::string check_host_port(std::string_view text);

/// A path as seen from the directory of `file`.
std::string absolute_from(const SourceFile& file, const std::string& path);

}  // namespace jeda::config
