#include "command/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/json.h"
#include "policy/telling/advice.h"

namespace jeda::command {
namespace {

constexpr std::string_view seconds_suffix = "_seconds";

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string("?");
}

/// Absent: it is any other text.
std::optional<Time> moment_of(const std::string& text) {
  const auto moment = text.ends_with('Z') ? parse_moment(text, nullptr) : tl::unexpected(std::string());
  return moment ? std::optional(*moment) : std::nullopt;
}

/// A moment in the reader's zone; any other text as it is.
std::string moment_or_text(const std::string& text, const date::time_zone* zone) {
  const auto moment = moment_of(text);
  return moment ? format_time(*moment, zone) : text;
}

/// The moment from which a finding's rule would not object, while that is ahead.
std::optional<Time> next_of(const Json& finding, Time now) {
  const auto next = finding.find("next_allowed");
  const auto moment = next != finding.end() && next->is_string() ? moment_of(next->get<std::string>()) : std::nullopt;
  return moment && *moment > now ? moment : std::nullopt;
}

std::string facts_text(const Json& facts, const date::time_zone* zone);

std::string value_text(const Json& value, const date::time_zone* zone) {
  if (value.is_string()) return moment_or_text(value.get<std::string>(), zone);
  if (value.is_object()) return "(" + facts_text(value, zone) + ")";
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// "unanswered 3"; a flag is its name alone.
std::string fact_text(std::string name, const Json& value, const date::time_zone* zone) {
  const bool duration = name.ends_with(seconds_suffix) && value.is_number_integer();
  if (duration) name.resize(name.size() - seconds_suffix.size());
  std::replace(name.begin(), name.end(), '_', ' ');
  if (value.is_boolean()) return name;
  if (!duration) return fmt::format("{} {}", name, value_text(value, zone));
  const std::chrono::seconds length(value.get<std::int64_t>());
  return fmt::format("{} {}", name, policy::format_duration(length, policy::Language::en));
}

std::string facts_text(const Json& facts, const date::time_zone* zone) {
  std::string text;
  for (const auto& [name, value] : facts.items()) {
    if (value == false || value.is_null()) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", fact_text(name, value, zone));
  }
  return text;
}

void show_finding(const Json& finding, const policy::Policy* policy, const date::time_zone* zone, Time now,
                  std::ostream& out) {
  auto line = fmt::format("{}: {} for {}", titled(policy, text_of(finding, "rule")), text_of(finding, "action"),
                          text_of(finding, "prospect"));
  if (const auto next = next_of(finding, now)) line += ", allowed from " + format_time(*next, zone);
  out << "  " << escaped(line) << '\n';
  const auto facts = finding.find("facts");
  if (facts != finding.end() && facts->is_object()) out << "    " << escaped(facts_text(*facts, zone)) << '\n';
}

}  // namespace

std::string titled(const policy::Policy* policy, const std::string& rule) {
  const auto title = policy == nullptr ? rule : policy->rule_title(rule, policy->language);
  return title == rule ? rule : fmt::format("{}, {}", rule, title);
}

Json json_findings(std::string_view findings, const policy::Policy* policy, Time now) {
  auto list = Json::parse(findings, nullptr, false);
  if (!list.is_array()) return list;
  for (auto& finding : list) {
    if (!finding.is_object()) continue;
    const std::string rule = text_of(finding, "rule");
    finding["title"] = policy == nullptr ? rule : policy->rule_title(rule, policy->language);
    if (!next_of(finding, now)) finding["next_allowed"] = nullptr;
  }
  return list;
}

Json json_titles(std::string_view rules, const policy::Policy* policy) {
  auto titles = Json::array();
  while (!rules.empty()) {
    const auto comma = std::min(rules.find(','), rules.size());
    const std::string rule(rules.substr(0, comma));
    titles.push_back(policy == nullptr ? rule : policy->rule_title(rule, policy->language));
    rules.remove_prefix(std::min(comma + 1, rules.size()));
  }
  return titles;
}

void show_findings(std::string_view findings, const policy::Policy* policy, const date::time_zone* zone, Time now,
                   std::ostream& out) {
  const auto list = Json::parse(findings, nullptr, false);
  if (!list.is_array() || list.empty()) return;
  out << "\nfindings\n";
  for (const auto& finding : list) {
    if (finding.is_object()) show_finding(finding, policy, zone, now, out);
  }
}

}  // namespace jeda::command
