// jeda-review: the web page for reviewers, in the foreground.
#include <CLI/CLI.hpp>

#include "page/daemon.h"

int main(int argc, char** argv) {
  CLI::App app{
      "jeda-review: the web page for reviewers of held mail. Runs in the foreground; SIGTERM ends it, SIGUSR1 "
      "reloads the policy.",
      "jeda-review"};
  std::string config_path = "/etc/jeda/jeda.yaml";
  bool check_only = false;
  app.add_option("--config", config_path, "settings file")->capture_default_str();
  app.add_flag("--check", check_only, "check the settings, the policy and the certificate, then exit");
  app.set_version_flag("--version", "jeda-review " JEDA_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jeda::page::exit_done : jeda::page::exit_usage;
  }
  return check_only ? jeda::page::check(config_path) : jeda::page::run(config_path);
}
