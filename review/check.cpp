// jeda check: all errors of jeda.yaml and rules.yaml at once, or a summary of what they say.
#include <fmt/format.h>

#include "review/inputs.h"
#include "review/json.h"
#include "review/text.h"

namespace jeda::review {
namespace {

constexpr auto default_rules = "/etc/jeda/rules.yaml";

struct Checked {
  std::string config;  // empty: there is none, and nobody asked for one
  std::string rules;   // empty: jeda.yaml has errors and nobody named another
  policy::PolicyPtr policy;
  config::Diagnostics errors;
  config::Diagnostics warnings;
};

void append(config::Diagnostics& all, const config::Diagnostics& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void check_config(const CommonOptions& options, const std::string& default_config, Checked& checked) {
  checked.rules = options.rules;
  if (options.config.empty() && file_exists(default_config) == false) {
    if (checked.rules.empty()) checked.rules = default_rules;
    return;
  }
  checked.config = options.config.empty() ? default_config : options.config;
  const auto settings = config::load_settings(checked.config);
  if (!settings) return append(checked.errors, settings.error());
  if (checked.rules.empty()) checked.rules = settings->rules;
}

void check_rules(Checked& checked) {
  if (checked.rules.empty()) return;
  const auto loaded = policy::load_policy(checked.rules);
  if (!loaded) return append(checked.errors, loaded.error());
  checked.policy = loaded->policy;
  append(checked.warnings, loaded->warnings);
}

std::string action_of(const policy::Rule& rule) {
  const auto action = policy::to_string(rule.action);
  if (rule.action != policy::Action::hold) return std::string(action);
  return fmt::format("{}, release {}", action, policy::to_string(rule.release));
}

/// "consumer; *@ours.example"; empty: everywhere.
std::string condition_of(const policy::When& when) {
  std::vector<std::string_view> audiences;
  for (const auto audience : when.audience) audiences.push_back(policy::to_string(audience));
  auto text = fmt::format("{}", fmt::join(audiences, ", "));
  if (!text.empty() && !when.sender.empty()) text += "; ";
  return text + fmt::format("{}", fmt::join(when.sender, ", "));
}

void show_summary(const Checked& checked, std::ostream& out) {
  const auto& policy = *checked.policy;
  if (!checked.config.empty()) print_field(out, "config", checked.config);
  print_field(out, "rules", checked.rules);
  print_field(out, "version", policy.version);
  print_field(out, "mode", policy::to_string(policy.mode));
  print_field(out, "language", policy::to_string(policy.language));
  out << '\n';
  Table table({"rule", "kind", "action", "when"});
  for (const auto& rule : policy.rules) {
    table.add({rule.name, std::string(policy::kind_name(rule.kind)), action_of(rule), condition_of(rule.when)});
  }
  table.print(out);
}

int show(Checked checked, Surroundings& around) {
  for (auto& warning : checked.warnings) warning.message = "warning: " + warning.message;
  around.err << printable_lines(config::to_string(checked.warnings));
  if (checked.errors.empty()) {
    show_summary(checked, around.out);
    return exit_done;
  }
  around.err << printable_lines(config::to_string(checked.errors));
  if (checked.rules.empty())
    complain(around, "the rules were not checked: jeda.yaml has errors, and no RULES were named");
  complain(around, fmt::format("{} error{}", checked.errors.size(), checked.errors.size() == 1 ? "" : "s"));
  return exit_usage;
}

Json json_rules(const policy::Policy& policy) {
  auto rules = Json::array();
  for (const auto& rule : policy.rules) {
    auto audiences = Json::array();
    for (const auto audience : rule.when.audience) audiences.push_back(policy::to_string(audience));
    rules.push_back({{"name", rule.name},
                     {"kind", policy::kind_name(rule.kind)},
                     {"action", policy::to_string(rule.action)},
                     {"release", policy::to_string(rule.release)},
                     {"audience", std::move(audiences)},
                     {"sender", rule.when.sender}});
  }
  return rules;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

int show_json(const Checked& checked, Surroundings& around) {
  Json json = {{"good", checked.errors.empty()},
               {"config", text_or_null(checked.config)},
               {"rules_file", text_or_null(checked.rules)}};
  if (checked.policy) {
    json["version"] = checked.policy->version;
    json["mode"] = policy::to_string(checked.policy->mode);
    json["language"] = policy::to_string(checked.policy->language);
    json["rules"] = json_rules(*checked.policy);
  }
  json["errors"] = json_diagnostics(checked.errors);
  json["warnings"] = json_diagnostics(checked.warnings);
  print_json(around.out, json);
  return checked.errors.empty() ? exit_done : exit_usage;
}

}  // namespace

int check(const CheckOptions& options, Surroundings& around) {
  Checked checked;
  check_config(options.common, around.default_config, checked);
  check_rules(checked);
  return options.common.json ? show_json(checked, around) : show(std::move(checked), around);
}

}  // namespace jeda::review
