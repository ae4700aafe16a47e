// jeda doctor: looks at an installation as a whole and says what to do about what is wrong.
#include "command/doctor/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"
#include "command/inputs.h"
#include "command/json.h"

namespace jeda::command {
namespace {

using doctor::Finding;
using doctor::Findings;
using doctor::Level;

std::size_t count(const Findings& findings, Level level) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.level == level; }));
}

std::string counted(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void show(const Findings& findings, std::ostream& out) {
  for (const auto& finding : findings) {
    out << fmt::format("{:<8} {:<14} {}\n", doctor::to_string(finding.level), finding.check, escaped(finding.says));
    if (!finding.advice.empty()) out << fmt::format("{:<23} -> {}\n", "", escaped(finding.advice));
  }
  out << fmt::format("{}, {}, {} unknown\n", counted(count(findings, Level::fault), "fault"),
                     counted(count(findings, Level::warning), "warning"), count(findings, Level::unknown));
}

void show_json(const Findings& findings, std::ostream& out) {
  Json json = {{"healthy", count(findings, Level::fault) == 0},
               {"faults", count(findings, Level::fault)},
               {"warnings", count(findings, Level::warning)},
               {"unknown", count(findings, Level::unknown)},
               {"findings", Json::array()}};
  for (const auto& finding : findings)
    json["findings"].push_back({{"level", doctor::to_string(finding.level)},
                                {"check", finding.check},
                                {"says", finding.says},
                                {"advice", text_or_null(finding.advice)}});
  print_json(out, json);
}

}  // namespace

int examine(const DoctorOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto findings =
      doctor::examine({*settings, rules_path(options.common, *settings),
                       options.mta_config.empty() ? settings->agent.mta_config : options.mta_config, around.clock()});
  if (options.common.json)
    show_json(findings, around.out);
  else
    show(findings, around.out);
  return count(findings, Level::fault) == 0 ? exit_done : exit_no;
}

}  // namespace jeda::command
