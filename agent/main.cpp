// jeda-agent: moves mail in the MTA's queue and sends notices, in the foreground.
#include <CLI/CLI.hpp>

#include "agent/daemon.h"

int main(int argc, char** argv) {
  CLI::App app{
      "jeda-agent: does with held mail what reviewers ask for, and tells salespeople. Runs in the foreground, started "
      "as root; SIGTERM ends it, SIGUSR1 reloads the policy.",
      "jeda-agent"};
  jeda::agent::Options options;
  bool check_only = false;
  app.add_option("--config", options.config, "settings file")->capture_default_str();
  app.add_flag("--once", options.once, "do what is due, then exit");
  app.add_flag("--check", check_only, "check the settings, the policy and the notices' templates, then exit");
  app.set_version_flag("--version", "jeda-agent " JEDA_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jeda::agent::exit_done : jeda::agent::exit_usage;
  }
  return check_only ? jeda::agent::check(options) : jeda::agent::run(options);
}
