#include "tests/scenarios/policy_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace jeda::scenarios {
namespace {

void merge(YAML::Node into, const YAML::Node& changes) {
  for (const auto& entry : changes) {
    const std::string& key = entry.first.Scalar();
    if (entry.second.IsNull())
      into.remove(key);
    else if (entry.second.IsMap() && into[key] && into[key].IsMap())
      merge(into[key], entry.second);
    else
      into[key] = YAML::Clone(entry.second);
  }
}

YAML::Node find_rule(const YAML::Node& rules, const std::string& name) {
  for (const auto& rule : rules)
    if (rule["name"] && rule["name"].Scalar() == name) return rule;
  return YAML::Node(YAML::NodeType::Undefined);
}

std::string emit(const YAML::Node& node) {
  YAML::Emitter out;
  out << node;
  return std::string(out.c_str()) + "\n";
}

}  // namespace

PolicyText::PolicyText(const std::string& base)
    : policy_(YAML::Load(base)), holidays_(YAML::Load("{2026-12-25: Natal}")) {}

PolicyText::PolicyText(const PolicyText& other)
    : policy_(YAML::Clone(other.policy_)), holidays_(YAML::Clone(other.holidays_)) {}

std::string PolicyText::keep_only(const std::vector<std::string>& names) {
  YAML::Node kept(YAML::NodeType::Sequence);
  for (const auto& rule : policy_["rules"])
    if (std::find(names.begin(), names.end(), rule["name"].Scalar()) != names.end()) kept.push_back(YAML::Clone(rule));
  if (kept.size() != names.size()) return "a rule named here is not in base.yaml";
  policy_["rules"] = kept;
  return {};
}

std::string PolicyText::change_rules(const YAML::Node& changes) {
  if (!changes.IsMap()) return "a mapping of rule names is wanted here";
  for (const auto& entry : changes) {
    const std::string& name = entry.first.Scalar();
    if (!entry.second.IsMap()) return fmt::format("rule '{}' wants a mapping", name);
    YAML::Node rule = find_rule(policy_["rules"], name);
    if (rule.IsDefined() && rule.IsMap()) {
      merge(rule, entry.second);
      continue;
    }
    YAML::Node added(YAML::NodeType::Map);
    added["name"] = name;
    merge(added, entry.second);
    policy_["rules"].push_back(added);
  }
  return {};
}

std::string PolicyText::change(const YAML::Node& changes) {
  if (!changes.IsMap()) return "a mapping is wanted here";
  merge(policy_, changes);
  return {};
}

std::string PolicyText::rules() const { return emit(policy_); }
std::string PolicyText::holidays() const { return emit(holidays_); }

}  // namespace jeda::scenarios
