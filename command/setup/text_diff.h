// What a change does to a file, as people read it.
#pragma once

#include <string>
#include <string_view>

namespace jeda::setup {

/// The difference in unified form with three lines around each change, headed by "--- NAME" and "+++ NAME"; empty where
/// the texts are the same.
std::string text_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace jeda::setup
