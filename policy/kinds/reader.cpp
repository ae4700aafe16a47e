#include "policy/kinds/reader.h"

#include <algorithm>

namespace jeda::policy {

void refuse_empty(const config::Node& node, config::Report& report, std::string_view of) {
  if (node.form != config::Node::Form::list || !node.items.empty()) return;
  report.error(node.at, fmt::format("an empty list would match {}", of));
}

bool Names::use(const std::string& name) {
  const auto found = given_.find(name);
  if (found != given_.end()) found->second.used = true;
  return found != given_.end();
}

std::optional<std::string> Names::read(const config::Node& node, config::Report& report) {
  auto name = config::read_line(node, report);
  if (!name || use(*name) || lacking_) return name;
  std::vector<std::string> known;
  for (const auto& [other, given] : given_) known.push_back(other);
  const std::string none = given_.empty() ? fmt::format(": the file gives no {}", what_) : config::hint(*name, known);
  report.error(node.at, fmt::format("unknown {} {}{}", what_, config::quote(*name), none));
  return std::nullopt;
}

std::vector<std::string> Names::read_some(const config::Node& node, config::Report& report) {
  refuse_empty(node, report, "no mail");
  std::vector<std::string> names;
  for (const config::Node* item : config::one_or_more(node)) {
    auto name = read(*item, report);
    if (name && std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(std::move(*name));
  }
  return names;
}

void Names::warn_of_unused(config::Report& report) const {
  for (const auto& [name, given] : given_) {
    if (!given.used) report.warning(given.at, fmt::format("no rule uses the {} {}", what_, config::quote(name)));
  }
}

Duration KindReader::duration(std::string_view key) {
  const config::Node* node = map.require(key);
  return node == nullptr ? Duration{} : config::read_duration(*node, report()).value_or(Duration{});
}

Duration KindReader::duration(std::string_view key, Duration usual) {
  const config::Node* node = map.find(key);
  return node == nullptr ? usual : config::read_duration(*node, report()).value_or(usual);
}

int KindReader::number(std::string_view key, int most) {
  const config::Node* node = map.require(key);
  return node == nullptr ? 1 : config::read_number(*node, report(), 1, most).value_or(1);
}

int KindReader::number(std::string_view key, int most, int usual) {
  const config::Node* node = map.find(key);
  return node == nullptr ? usual : config::read_number(*node, report(), 1, most).value_or(usual);
}

int KindReader::percent(std::string_view key) {
  const config::Node* node = map.require(key);
  return node == nullptr ? 100 : config::read_percent(*node, report()).value_or(100);
}

}  // namespace jeda::policy
