// jeda-review: from settings to a listening page and back to a clean end.
#pragma once

#include <string>

namespace jeda::page {

/// Exit codes of jeda-review.
enum Exit { exit_done = 0, exit_usage = 2, exit_failed = 3 };

/// Checks jeda.yaml, the rules it names, certificate and key; prints what is wrong, or one line for each; returns an
/// exit code.
int check(const std::string& config_path);

/// Runs in the foreground until SIGTERM or SIGINT; requests under way end first. SIGUSR1 reloads the policy.
/// REQUIRES: called from main() before any thread was started.
int run(const std::string& config_path);

}  // namespace jeda::page
