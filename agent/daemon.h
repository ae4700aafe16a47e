// jeda-agent: from settings to two processes and back to a clean end.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace jeda::agent {

enum Exit { exit_done = 0, exit_usage = 2, exit_failed = 3 };

struct Options {
  std::string config = "/etc/jeda/jeda.yaml";
  bool once = false;  // one round, then the end

  /// As Tools::step.
  std::function<void(std::string_view step)> step = [](std::string_view) {};
};

/// Checks jeda.yaml, the rules and the notices' templates, prints what is wrong or a line for each file.
int check(const Options& options);

/// Runs in the foreground until SIGTERM or SIGINT; SIGUSR1 reloads the policy. REQUIRES: called from main() before any
/// thread was started.
int run(const Options& options);

}  // namespace jeda::agent
