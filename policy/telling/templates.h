// Advice templates: the shipped ones, and rendering them or an admin's own. Internal to policy/; their variables are
// listed in advice.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace jeda::policy {

/// What a template may name. A text that is empty, and a flag that is not set, are left out.
class Values {
 public:
  void text(const std::string& name, std::string_view value);  // made printable and cut
  void flag(const std::string& name, bool value);

  struct Value {
    bool is_flag = false;
    std::string text;
  };
  const std::map<std::string, Value>& all() const { return values_; }

 private:
  std::map<std::string, Value> values_;
};

/// The shipped text for a kind of rule.
std::string shipped_template(std::string_view kind, Language language);

/// The shipped text that gives its reason alone, for a rule that is told of after another one.
std::string shipped_reason(std::string_view kind, Language language);

/// Absent where the template cannot be rendered, or where nothing that prints comes out.
std::optional<std::string> render(const std::string& text, const Values& values);

}  // namespace jeda::policy
