// What is promised of every message about a file that people write.
#pragma once

#include <algorithm>
#include <string>

#include "config/diagnostics.h"
#include "tests/fuzz/promise.h"

namespace jeda::fuzz {

inline void check_diagnostics(const config::Diagnostics& diagnostics) {
  const std::string text = config::to_string(diagnostics);
  const auto moves_cursor = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; };
  promise(std::none_of(text.begin(), text.end(), moves_cursor), "a message holds no control characters");
  for (const auto& diagnostic : diagnostics) {
    promise(diagnostic.at.line >= 1 && diagnostic.at.column >= 1, "places count from 1");
  }
}

}  // namespace jeda::fuzz
