// Runs a scenario one way and says what did not come out as expected.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/way.h"

namespace jeda::scenarios {

/// Empty: all as expected. Else a text for each deviation, with file, line, step, what was expected and what was seen;
/// the log behind it. `directory` must not exist; the socket is at `socket`.
std::vector<std::string> run_scenario(const Scenario& scenario, const std::filesystem::path& directory,
                                      const std::filesystem::path& socket, const MakeWay& make);

}  // namespace jeda::scenarios
