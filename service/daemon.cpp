#include "service/daemon.h"

#include <fmt/format.h>
#include <pthread.h>
#include <systemd/sd-daemon.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

namespace jeda::service {
namespace {

using config::Diagnostics;
using config::Settings;

// On standard error.
void print(const Diagnostics& diagnostics) { fmt::print(stderr, "{}", config::to_string(diagnostics)); }

/// The settings; absent where they are wrong, which was printed then.
std::optional<Settings> read_settings(const std::string& path) {
  auto settings = config::load_settings(path);
  if (settings) return std::move(*settings);
  print(settings.error());
  return std::nullopt;
}

/// The policy, with the daemon's own files read; null where either is wrong, which was printed then. Warnings are
/// printed where both are good.
policy::PolicyPtr read_policy(const Daemon& daemon, const Settings& settings) {
  auto loaded = policy::load_policy(settings.rules);
  Diagnostics errors = loaded ? Diagnostics{} : std::move(loaded.error());
  if (daemon.read) std::ranges::move(daemon.read(settings), std::back_inserter(errors));
  print(errors.empty() ? loaded->warnings : errors);
  return errors.empty() ? loaded->policy : nullptr;
}

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, signal);
  return signals;
}

/// A stack of each thread, whatever the system's limit says: also of libmilter's and argon2's, which leave it to that.
/// Of a page or a message as large as allowed, built without optimisation, less than an eighth is used.
constexpr std::size_t thread_stack = 8 * 1024 * 1024;

void give_threads_room() {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  if (pthread_attr_setstacksize(&attributes, thread_stack) == 0) pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

/// True where the signal ends the daemon; one that asks for it reloads.
bool ends(int signal, const Ground& ground) {
  if (signal == SIGUSR1 || signal == SIGHUP) ground.policy.reload(ground.log);
  return signal == SIGTERM || signal == SIGINT;
}

}  // namespace

int main_of(const Daemon& daemon, int argc, char** argv) {
  CLI::App app{daemon.name + ": " + daemon.purpose, daemon.name};
  std::string config_path = "/etc/jeda/jeda.yaml";
  bool check_only = false;
  app.add_option("--config", config_path, "settings file")->capture_default_str();
  for (const Switch& one : daemon.switches) app.add_flag(one.name, *one.given, one.help);
  app.add_flag("--check", check_only, "check " + daemon.checked + ", then exit");
  app.set_version_flag("--version", daemon.name + " " JEDA_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_usage;
  }
  return check_only ? check(daemon, config_path) : run(daemon, config_path);
}

int check(const Daemon& daemon, const std::string& config_path) {
  const auto settings = read_settings(config_path);
  const auto policy = settings ? read_policy(daemon, *settings) : nullptr;
  if (policy == nullptr) return exit_usage;
  if (const auto proved = daemon.prove ? daemon.prove(*settings) : tl::expected<void, std::string>{}; !proved) {
    fmt::print(stderr, "{}\n", proved.error());
    return exit_usage;
  }
  fmt::print("{}: good\n{}: good, {}version {}\n", config_path, settings->rules,
             daemon.praise ? daemon.praise(*policy) : "", policy->version);
  return exit_done;
}

int run(const Daemon& daemon, const std::string& config_path) {
  const auto settings = read_settings(config_path);
  if (!settings) return exit_usage;
  std::signal(SIGPIPE, SIG_IGN);
  give_threads_room();
  StderrLog log(daemon.name, settings->log);
  if (daemon.begin)
    if (const auto begun = daemon.begin(*settings); !begun) return fail(log, begun.error());
  const sigset_t signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto policy = read_policy(daemon, *settings);
  if (policy == nullptr) return exit_usage;
  LivePolicy live(settings->rules, std::move(policy));
  return daemon.serve({*settings, live, log});
}

int fail(Log& log, std::string_view line) {
  log.error(line);
  return exit_failed;
}

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

void say_ready() { sd_notify(0, "READY=1"); }

void say_stopping() { sd_notify(0, "STOPPING=1"); }

bool rest(std::chrono::milliseconds span, const Ground& ground) {
  using std::chrono::steady_clock;
  const sigset_t signals = awaited_signals();
  const auto end = steady_clock::now() + span;
  while (true) {
    const auto left = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(end - steady_clock::now()));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec wait{seconds.count(), (left - seconds).count()};
    const int signal = ::sigtimedwait(&signals, nullptr, &wait);
    if (ends(signal, ground)) return false;
    if (signal < 0 && errno == EAGAIN) return true;
  }
}

void await_stop(const Ground& ground) {
  say_ready();
  const sigset_t signals = awaited_signals();
  for (int signal = 0; !ends(signal, ground);) sigwait(&signals, &signal);
  say_stopping();
}

}  // namespace jeda::service
