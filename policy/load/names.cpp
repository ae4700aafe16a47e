// Names of rules, lists, purposes and teams, and finding slips in them.
#include <algorithm>

#include "policy/load/parts.h"

namespace jeda::policy::load {

std::optional<std::string> read_word(const Node& node, Report& report, std::string_view what) {
  auto word = config::read_line(node, report);
  if (!word) return std::nullopt;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  if (word->size() <= longest_word && std::all_of(word->begin(), word->end(), fits)) return word;
  report.error(node.at, fmt::format("{} is no {}: 1 to {} of letters, digits, '-', '_' and '.'", config::quote(*word),
                                    what, longest_word));
  return std::nullopt;
}

void refuse_empty(const Node& node, Report& report, std::string_view of) {
  if (node.kind != Node::Kind::list || !node.items.empty()) return;
  report.error(node.at, fmt::format("an empty list would match {}", of));
}

bool Names::use(const std::string& name) {
  const auto found = given_.find(name);
  if (found != given_.end()) found->second.used = true;
  return found != given_.end();
}

std::optional<std::string> Names::read(const Node& node, Report& report) {
  auto name = config::read_line(node, report);
  if (!name || use(*name) || lacking_) return name;
  std::vector<std::string> known;
  for (const auto& [other, given] : given_) known.push_back(other);
  const std::string none = given_.empty() ? fmt::format(": the file gives no {}", what_) : config::hint(*name, known);
  report.error(node.at, fmt::format("unknown {} {}{}", what_, config::quote(*name), none));
  return std::nullopt;
}

std::vector<std::string> Names::read_some(const Node& node, Report& report) {
  refuse_empty(node, report, "no mail");
  std::vector<std::string> names;
  for (const Node* item : config::one_or_more(node)) {
    auto name = read(*item, report);
    if (name && std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(std::move(*name));
  }
  return names;
}

void Names::warn_of_unused(Report& report) const {
  for (const auto& [name, given] : given_) {
    if (!given.used) report.warning(given.at, fmt::format("no rule uses the {} {}", what_, config::quote(name)));
  }
}

}  // namespace jeda::policy::load
