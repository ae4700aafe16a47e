#include "command/findings.h"

#include <fmt/format.h>

#include <algorithm>
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

/// A moment in the reader's zone; any other text as it is.
std::string moment_or_text(const std::string& text, const date::time_zone* zone) {
  const auto moment = text.ends_with('Z') ? parse_moment(text, nullptr) : tl::unexpected(std::string());
  return moment ? format_time(*moment, zone) : text;
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

void show_finding(const Json& finding, const date::time_zone* zone, std::ostream& out) {
  auto line =
      fmt::format("{}: {} for {}", text_of(finding, "rule"), text_of(finding, "action"), text_of(finding, "prospect"));
  const auto next = finding.find("next_allowed");
  if (next != finding.end() && next->is_string()) {
    line += ", allowed from " + moment_or_text(next->get<std::string>(), zone);
  }
  out << "  " << escaped(line) << '\n';
  const auto facts = finding.find("facts");
  if (facts != finding.end() && facts->is_object()) out << "    " << escaped(facts_text(*facts, zone)) << '\n';
}

}  // namespace

void show_findings(std::string_view findings, const date::time_zone* zone, std::ostream& out) {
  const auto list = Json::parse(findings, nullptr, false);
  if (!list.is_array() || list.empty()) return;
  out << "\nfindings\n";
  for (const auto& finding : list) {
    if (finding.is_object()) show_finding(finding, zone, out);
  }
}

}  // namespace jeda::command
