// jeda check: all errors of jeda.yaml and rules.yaml at once, or a summary of what they say.
#include <fmt/format.h>

#include "base/terminal.h"
#include "command/inputs.h"
#include "command/json.h"
#include "policy/stage.h"

namespace jeda::command {
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

template <class Enum>
std::string names_text(const std::vector<Enum>& values) {
  std::vector<std::string_view> names;
  for (const auto value : values) names.push_back(policy::to_string(value));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// "consumer; cold, reader; promo; *@ours.example"; empty: everywhere.
std::string condition_of(const policy::When& when) {
  std::string text;
  for (const auto& part :
       {names_text(when.audience), names_text(when.stage), fmt::format("{}", fmt::join(when.purpose, ", ")),
        fmt::format("{}", fmt::join(when.sender, ", "))}) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

void print_count(std::ostream& out, std::string_view name, std::size_t count) {
  if (count > 0) print_field(out, name, std::to_string(count));
}

void show_summary(const Checked& checked, std::ostream& out) {
  const auto& policy = *checked.policy;
  if (!checked.config.empty()) print_field(out, "config", checked.config);
  print_field(out, "rules", checked.rules);
  print_field(out, "version", policy.version);
  print_field(out, "mode", policy::to_string(policy.mode));
  print_field(out, "language", policy::to_string(policy.language));
  print_count(out, "teams", policy.organisation.teams.size());
  print_count(out, "phrase lists", policy.phrases.size());
  print_count(out, "purposes", policy.purposes.size());
  out << '\n';
  Table table({"rule", "title", "kind", "action", "when"});
  for (const auto& rule : policy.rules) {
    const auto& title = rule.title(policy.language);
    table.add({rule.name, title == rule.name ? "" : title, std::string(policy::kind_name(rule.kind)), action_of(rule),
               condition_of(rule.when)});
  }
  table.print(out);
}

int show(Checked checked, Surroundings& around) {
  for (auto& warning : checked.warnings) warning.message = "warning: " + warning.message;
  around.err << escaped_lines(config::to_string(checked.warnings));
  if (checked.errors.empty()) {
    show_summary(checked, around.out);
    return exit_done;
  }
  around.err << escaped_lines(config::to_string(checked.errors));
  if (checked.rules.empty())
    complain(around, "the rules were not checked: jeda.yaml has errors, and no RULES were named");
  complain(around, fmt::format("{} error{}", checked.errors.size(), checked.errors.size() == 1 ? "" : "s"));
  return exit_usage;
}

Json json_stages(const policy::When& when) {
  auto stages = Json::array();
  for (const auto stage : when.stage) stages.push_back(policy::to_string(stage));
  return stages;
}

Json json_rules(const policy::Policy& policy) {
  auto rules = Json::array();
  for (const auto& rule : policy.rules) {
    auto audiences = Json::array();
    for (const auto audience : rule.when.audience) audiences.push_back(policy::to_string(audience));
    rules.push_back({{"name", rule.name},
                     {"title", rule.title(policy.language)},
                     {"kind", policy::kind_name(rule.kind)},
                     {"action", policy::to_string(rule.action)},
                     {"release", policy::to_string(rule.release)},
                     {"audience", std::move(audiences)},
                     {"sender", rule.when.sender},
                     {"stage", json_stages(rule.when)},
                     {"purpose", rule.when.purpose},
                     {"overridable", rule.overridable}});
  }
  return rules;
}

int show_json(const Checked& checked, Surroundings& around) {
  Json json = {{"good", checked.errors.empty()},
               {"config", text_or_null(checked.config)},
               {"rules_file", text_or_null(checked.rules)}};
  if (checked.policy) {
    json["version"] = checked.policy->version;
    json["mode"] = policy::to_string(checked.policy->mode);
    json["language"] = policy::to_string(checked.policy->language);
    json["teams"] = checked.policy->organisation.teams.size();
    json["phrase_lists"] = checked.policy->phrases.size();
    json["purposes"] = checked.policy->purposes.size();
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

}  // namespace jeda::command
