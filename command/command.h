// The command line of `jeda`: arguments to verbs.
#pragma once

#include <string>
#include <vector>

#include "command/verbs.h"

namespace jeda::command {

/// Runs the verb that `arguments` (without the program's name) ask for and returns its Exit. Never throws.
int run(const std::vector<std::string>& arguments, Surroundings& around);

}  // namespace jeda::command
