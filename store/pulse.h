// How a store is, seen from outside, without changing anything in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/desk.h"

namespace jeda::store {

struct Pulse {
  std::int64_t schema = 0;
  std::optional<bool> sound;      // SQLite's own quick check of every page; absent: not, or not to its end
  std::string problem;            // the first one, where it is not sound
  std::optional<Time> newest;     // of messages, replies and the record; absent: there are none
  std::vector<AgentSign> agents;  // by host; none where the schema is older than these
};

/// Reads the store at a path, whichever schema it has; the check of its pages is given up after `most`, and left
/// out where that is 0. Of a store that is not sound, nothing more is read.
Result<Pulse> take_pulse(const std::string& path, std::chrono::milliseconds most);

}  // namespace jeda::store
