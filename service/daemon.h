// What the long-running programs do alike: reading their two files, the clock, the signals.
#pragma once

#include <csignal>
#include <string>

#include <tl/expected.hpp>

#include "config/settings.h"
#include "policy/load/load.h"
#include "service/live_policy.h"
#include "service/log.h"

namespace jeda::service {

struct Configuration {
  config::Settings settings;
  policy::LoadedPolicy policy;
};

/// Reads the settings and the policy that they name.
tl::expected<Configuration, config::Diagnostics> load_configuration(const std::string& config_path);

/// On standard error.
void print(const config::Diagnostics& diagnostics);

/// The time by the system's clock.
Time now();

/// SIGTERM and SIGINT, to stop; SIGUSR1 and SIGHUP, to reload.
sigset_t awaited_signals();

/// Blocks awaited_signals() and ignores SIGPIPE. Every thread started later inherits the mask, so that only who waits
/// for these signals gets them.
void block_signals();

/// Reloads until told to stop. REQUIRES: block_signals().
void await_stop(LivePolicy& policy, Log& log);

}  // namespace jeda::service
