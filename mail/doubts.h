// What could not be read in a message, for the log. Internal to mail/.
#pragma once

#include <string>
#include <vector>

namespace jeda::mail {

/// Each doubt once, in the order they arose. The texts are ours: they never quote the message.
using Doubts = std::vector<std::string>;

void add_doubt(Doubts& doubts, std::string doubt);

}  // namespace jeda::mail
