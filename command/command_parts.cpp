#include "command/command_parts.h"

namespace jeda::command {
namespace {

constexpr int most_lines = 1'000'000;  // of a --limit

}  // namespace

void add_common(CLI::App& app, CommonOptions& options, bool with_rules) {
  app.add_option("--config", options.config, "the admin's settings (default /etc/jeda/jeda.yaml)")->type_name("FILE");
  if (with_rules) {
    app.add_option("--rules", options.rules, "the policy, instead of the one the settings name")->type_name("FILE");
  }
  app.add_flag("--json", options.json, "answer in JSON");
}

void add_limit(CLI::App& app, int& limit) {
  app.add_option("--limit", limit, "at most so many lines")
      ->type_name("N")
      ->check(CLI::Range(1, most_lines))
      ->capture_default_str();
}

}  // namespace jeda::command
