// jeda-milter: the filter daemon, in the foreground.
#include <CLI/CLI.hpp>

#include "milter/daemon.h"

int main(int argc, char** argv) {
  CLI::App app{
      "jeda-milter: a mail filter for outgoing sales mail. Runs in the foreground; SIGTERM ends it, SIGUSR1 "
      "reloads the policy.",
      "jeda-milter"};
  std::string config_path = "/etc/jeda/jeda.yaml";
  bool check_only = false;
  app.add_option("--config", config_path, "settings file")->capture_default_str();
  app.add_flag("--check", check_only, "check the settings and the policy, then exit");
  app.set_version_flag("--version", "jeda-milter " JEDA_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jeda::milter::exit_done : jeda::milter::exit_usage;
  }
  return check_only ? jeda::milter::check(config_path) : jeda::milter::run(config_path);
}
