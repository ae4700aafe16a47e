// Prospects that wait for a person's decision: what `jeda prospect list` and an allowing of many choose from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/terminal.h"
#include "command/inputs.h"

namespace jeda::command {

/// A DeadFilter as it is compared with.
struct DeadChoice {
  std::optional<Time> since;
  std::string domain;      // lower case
  std::string diagnostic;  // likewise
};

/// What is wrong is said.
OrExit<DeadChoice> read_choice(const DeadFilter& filter, const date::time_zone* zone, Surroundings& around);

/// Of the dead those that fit, the one that died first in front.
store::Result<std::vector<store::LoggedTouch>> choose_dead(store::Reader& reader, const DeadChoice& choice);

/// Prospect, since when, and what the other side said.
Table dead_table(const std::vector<store::LoggedTouch>& dead, const Zones& zones);

}  // namespace jeda::command
