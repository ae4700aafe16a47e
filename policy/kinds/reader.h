// How a kind's own keys are read from its rule in rules.yaml. What is wrong is reported at its place, and what could be
// made of the rest is given, which is thrown away where there was an error.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "config/reader.h"
#include "policy/kinds/kind.h"

namespace jeda::policy {

/// A value of an enumeration by its name. `what` is what messages call it.
template <class Enum>
std::optional<Enum> read_enum(const config::Node& node, config::Report& report, std::string_view what) {
  const auto index = config::read_choice(node, report, what, names_of<Enum>());
  return index ? std::optional<Enum>(static_cast<Enum>(*index)) : std::nullopt;
}

/// A list that leaves nothing to choose from is an error; `of` says what it would match: "nobody".
void refuse_empty(const config::Node& node, config::Report& report, std::string_view of);

/// Names that one part of the file gives and other parts use, so that slips are found, and names that nobody uses.
class Names {
 public:
  /// `what`: "phrase list".
  explicit Names(std::string_view what) : what_(what) {}

  void give(const std::string& name, config::Position at) { given_.emplace(name, Given{at, false}); }

  /// True where it was given; now it is used.
  bool use(const std::string& name);

  /// A name that was given; else an error, unless what gives them could not be read.
  std::optional<std::string> read(const config::Node& node, config::Report& report);

  /// One or more of them, each once. An empty list is an error.
  std::vector<std::string> read_some(const config::Node& node, config::Report& report);

  /// Part of what gives names could not be read: no name is called unknown.
  void lack() { lacking_ = true; }

  void warn_of_unused(config::Report& report) const;

 private:
  struct Given {
    config::Position at;
    bool used;
  };

  std::string_view what_;
  std::map<std::string, Given> given_;
  bool lacking_ = false;
};

/// What a kind's reader has at hand.
struct KindReader {
  config::MapReader& map;  // of the rule
  Names& phrases;          // lists
  Names& purposes;

  config::Report& report() const { return map.report(); }
  Duration duration(std::string_view key);                  // required
  Duration duration(std::string_view key, Duration usual);  // or as is usual
  int number(std::string_view key, int most);               // required, from 1
  int number(std::string_view key, int most, int usual);    // or as is usual
  int percent(std::string_view key);                        // required

  /// The value that `node` names, else `usual`; absent node: that too.
  template <class Enum>
  Enum choice(const config::Node* node, std::string_view what, Enum usual) {
    return node == nullptr ? usual : read_enum<Enum>(*node, report(), what).value_or(usual);
  }
  void problem(const config::Node& node, std::string message) { report().error(node.at, std::move(message)); }
};

// The store remembers no more than these, so no rule may count further.
inline constexpr int most_to_prospect = static_cast<int>(most_past_mails);
inline constexpr int most_by_salesperson = static_cast<int>(most_sent_mails);

}  // namespace jeda::policy
