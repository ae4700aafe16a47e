// YAML as far as jeda's files use it: one document of maps, lists and texts, each with its place. Anchors, aliases and
// tags are errors, so no file can grow while it is read; depth, size and characters are bounded before yaml-cpp sees
// them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/report.h"

namespace jeda::config {

constexpr std::size_t largest_yaml = 1024 * 1024;  // bytes
constexpr std::size_t deepest_yaml = 32;           // lists and maps within each other

/// One value and where it stands. Every scalar is a text: what it means is for the reader of that key to say.
struct Node {
  enum class Form { nothing, text, list, map };

  Form form = Form::nothing;
  Position at;              // of `nothing` in a map: of its key
  std::string text;         // of a text
  std::vector<Node> keys;   // of a map: keys[i] belongs to items[i]
  std::vector<Node> items;  // of a list or a map, in the order of the file
};

/// The file's one document. Absent where it is empty, too large, no UTF-8 or no YAML; then there is an error. Duplicate
/// keys and keys that are no texts are errors, too, but do not stop it: the first of two is kept.
std::optional<Node> parse_yaml(Report& report);

/// "a list", "a map", "nothing", "'the text'": what stands there instead of what was wanted.
std::string describe(const Node& node);

}  // namespace jeda::config
