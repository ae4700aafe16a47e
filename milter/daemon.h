// The daemon: from settings to a listening filter and back to a clean end.
#pragma once

#include <string>

namespace jeda::milter {

/// Exit codes of jeda-milter.
enum Exit { exit_done = 0, exit_usage = 2, exit_failed = 3 };

/// Checks jeda.yaml and the rules it names, prints what is wrong or one line for each file, and returns an exit code.
int check(const std::string& config_path);

/// Runs in the foreground until SIGTERM or SIGINT; messages then under way get up to `drain` to end. SIGUSR1 reloads
/// the policy. REQUIRES: called from main() before any thread was started.
int run(const std::string& config_path);

}  // namespace jeda::milter
