// Verbs and options that nobody knows: the first one that was typed, and what may have been meant.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "command/fields.h"

namespace jeda::command {

/// The first argument that is no verb where one stands, or no option of the verb before it: "held: unknown verb 'lst'
/// (did you mean 'list'? known: ...)". Absent: there is none, and whatever is wrong beside that is the parser's to say.
std::optional<std::string> first_slip(const CLI::App& app, const std::vector<std::string>& arguments);

/// A check that a value is one of some names; its complaint lists them. `what`: "state".
CLI::Validator one_of(std::string what, std::vector<std::string> names);

template <class Value>
CLI::Validator one_of(std::string what, const std::map<std::string, Value>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return one_of(std::move(what), std::move(names));
}

}  // namespace jeda::command
