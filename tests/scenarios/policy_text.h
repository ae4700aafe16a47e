// The text of rules.yaml as a scenario wants it: a base with changes.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace jeda::scenarios {

/// A policy as YAML, not checked: a scenario may make a bad one. Each change returns what is wrong with it, or nothing.
class PolicyText {
 public:
  explicit PolicyText(const std::string& base);
  PolicyText(const PolicyText& other);
  PolicyText& operator=(const PolicyText&) = delete;

  /// Keeps the rules named, in the order of the base.
  std::string keep_only(const std::vector<std::string>& names);

  /// {gap: {action: reject}}: keys of the rule of that name; one that is not there is added at the end.
  std::string change_rules(const YAML::Node& changes);

  /// Mappings are merged, a key of `~` goes, anything else is replaced.
  std::string change(const YAML::Node& changes);

  void set_holidays(const YAML::Node& days) { holidays_ = YAML::Clone(days); }

  std::string rules() const;
  std::string holidays() const;

 private:
  YAML::Node policy_;
  YAML::Node holidays_;
};

}  // namespace jeda::scenarios
