// What could not be read in a message, for the log. Internal to mail/.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace jeda::mail {

/// Each doubt once, in the order they arose. The texts are ours: they never quote the message.
using Doubts = std::vector<std::string>;

inline void add_doubt(Doubts& doubts, std::string doubt) {
  if (std::find(doubts.begin(), doubts.end(), doubt) == doubts.end()) doubts.push_back(std::move(doubt));
}

}  // namespace jeda::mail
