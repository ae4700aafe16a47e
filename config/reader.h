// Reading checked values out of a parsed file. Each read_ function gives the value, or reports an error at its place
// and gives nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/values.h"

namespace jeda::config {

/// One map. It remembers which keys were asked for: any other is unknown. Node and report are borrowed and must outlive
/// it.
class MapReader {
 public:
  /// `what` names the map in messages: "organisation". Reports a node that is no map; then it has no keys and none is
  /// missing.
  MapReader(const Node& node, Report& report, std::string_view what);

  /// The value of a key; null where the map has no such key.
  const Node* find(std::string_view key);

  /// The same, and a missing key is an error.
  const Node* require(std::string_view key);

  /// True where the node is a map at all.
  bool usable() const { return usable_; }

  /// Keys that were never asked for, with their places.
  std::vector<const Node*> unknown_keys() const;

  /// Reports every key that was never asked for, with the known one it may be a slip of, or all the known ones.
  void refuse_unknown() const;
  void refuse_unknown(const Node& key) const;

  Report& report() const { return report_; }
  const Node& node() const { return node_; }

 private:
  const Node& node_;
  Report& report_;
  std::string what_;
  bool usable_;
  std::vector<std::string> known_;
};

constexpr std::size_t longest_line_value = 256;   // bytes
constexpr std::size_t longest_text_value = 4096;  // bytes

/// A text that is not empty, has no control characters and at most longest_line_value bytes.
std::optional<std::string> read_line(const Node& node, Report& report);

/// A text that is not empty, may hold several lines, and has at most longest_text_value bytes.
std::optional<std::string> read_text(const Node& node, Report& report);

/// A whole decimal number from `least` to `most`.
std::optional<int> read_number(const Node& node, Report& report, int least, int most);

/// "true" or "false".
std::optional<bool> read_flag(const Node& node, Report& report);

/// "80%": a whole number from 1 to 100.
std::optional<int> read_percent(const Node& node, Report& report);

/// One of `names`, by its index. `what` says what they are names of: "action".
std::optional<std::size_t> read_choice(const Node& node, Report& report, std::string_view what,
                                       std::span<const std::string_view> names);

/// The items of a list; where it is none, an error and no items.
std::vector<const Node*> read_list(const Node& node, Report& report);

/// The items of a list, or the one value that stands in place of a list.
std::vector<const Node*> one_or_more(const Node& node);

/// "(did you mean 'hold'?)", or "(known: tag, hold, reject)" where nothing is near and the names are few; with a space
/// before it.
std::string hint(std::string_view word, const std::vector<std::string>& names);

}  // namespace jeda::config
