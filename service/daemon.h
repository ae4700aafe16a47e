// The shell of the long-running programs: their command line, the two files they read, the log, the signals, word to
// systemd. What differs between them is a Daemon.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "config/settings.h"
#include "service/live_policy.h"
#include "service/log.h"

namespace jeda::service {

/// Exit codes of a daemon: its end was asked for; wrong arguments or files; whatever it needs has failed.
enum DaemonExit { exit_done = 0, exit_usage = 2, exit_failed = 3 };

/// What a daemon serves with. All of it is there until the process ends or serve() returns.
struct Ground {
  const config::Settings& settings;
  LivePolicy& policy;
  Log& log;
};

/// A switch of one program alone: its name ("--once"), its line of --help, and what it sets.
struct Switch {
  std::string name;
  std::string help;
  bool* given = nullptr;
};

/// One long-running program.
struct Daemon {
  std::string name;     // "jeda-milter": in --help, --version and the log
  std::string purpose;  // of --help
  std::string checked;  // "the settings and the policy": what --check looks at, of --help
  std::vector<Switch> switches = {};

  /// Called once the settings are read, before the policy is, and before signals are blocked. The error is a line for
  /// the log; the program then ends with exit_failed.
  std::function<tl::expected<void, std::string>(const config::Settings&)> begin = {};

  /// Reads what it needs beside settings and policy; gives what is wrong, which is shown with the policy's errors.
  std::function<config::Diagnostics(const config::Settings&)> read = {};

  /// What else --check finds wrong with the settings: a sentence.
  std::function<tl::expected<void, std::string>(const config::Settings&)> prove = {};

  /// What --check says of a good policy, before its version: "mode enforce, 4 rules, ".
  std::function<std::string(const policy::Policy&)> praise = {};

  /// Serves until told to stop; gives an exit code. SIGTERM, SIGINT, SIGHUP and SIGUSR1 are blocked, in every thread it
  /// starts too, and SIGPIPE is ignored.
  std::function<int(const Ground&)> serve = {};
};

/// The whole of main(): reads the command line, then checks or runs. Gives an exit code.
int main_of(const Daemon& daemon, int argc, char** argv);

/// Checks the settings, the policy they name and the daemon's own files; prints what is wrong, or a line for each of
/// the first two. Gives an exit code.
int check(const Daemon& daemon, const std::string& config_path);

/// Runs in the foreground. REQUIRES: called from main() before any thread was started.
int run(const Daemon& daemon, const std::string& config_path);

/// Logs why the daemon cannot go on; gives exit_failed.
int fail(Log& log, std::string_view line);

/// The time by the system's clock.
Time now();

/// Tells systemd, where it started us, that we serve, or that we are ending.
void say_ready();
void say_stopping();

/// Waits for `span` and reloads the policy when told to (SIGUSR1, SIGHUP). False: told to stop (SIGTERM, SIGINT).
bool rest(std::chrono::milliseconds span, const Ground& ground);

/// Says that we are ready, reloads until told to stop, and says that we are stopping.
void await_stop(const Ground& ground);

}  // namespace jeda::service
