#include "milter/daemon.h"

#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <systemd/sd-daemon.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "config/settings.h"
#include "milter/callbacks.h"
#include "milter/live_policy.h"
#include "milter/socket.h"
#include "store/sqlite.h"

namespace jeda::milter {
namespace {

using std::chrono::steady_clock;

// How long messages under way may take to end once we were told to stop. Postfix waits 300 s for an answer
// (milter_content_timeout), service managers 90 s before they kill.
constexpr std::chrono::seconds drain{20};
constexpr std::chrono::milliseconds drain_step{10};

void print(const config::Diagnostics& diagnostics) { fmt::print(stderr, "{}", config::to_string(diagnostics)); }

struct Configuration {
  config::Settings settings;
  policy::LoadedPolicy policy;
};

tl::expected<Configuration, config::Diagnostics> load(const std::string& config_path) {
  return config::load_settings(config_path).and_then([](const config::Settings& settings) {
    return policy::load_policy(settings.rules).map([&](policy::LoadedPolicy policy) {
      return Configuration{settings, std::move(policy)};
    });
  });
}

// These are waited for by threads of their own: libmilter's takes SIGTERM, SIGINT and SIGHUP, ours SIGUSR1. Every
// thread inherits the mask.
void block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void reload_on_signal(LivePolicy& policy, Log& log) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) == 0) policy.reload(log);
  }
}

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

mail::Limits limits_of(const config::Settings& settings) {
  mail::Limits limits;
  limits.body_bytes = settings.scan_limit;
  return limits;
}

// libmilter has stopped listening; its connections go on until their message ends.
bool drained() {
  const auto deadline = steady_clock::now() + drain;
  while (messages_in_progress > 0 && steady_clock::now() < deadline) std::this_thread::sleep_for(drain_step);
  return messages_in_progress == 0;
}

int serve(const config::Settings& settings, Services& services) {
  if (!register_filter(services)) {
    services.log.error("libmilter refused the filter");
    return exit_failed;
  }
  if (const auto opened = open_socket(settings); !opened) {
    services.log.error(opened.error());
    return exit_failed;
  }
  const policy::PolicyPtr policy = services.current_policy();
  services.log.info(fmt::format("listening socket={} store={} rules={} mode={} version={}", log_value(settings.socket),
                                log_value(settings.store), log_value(settings.rules), policy::to_string(policy->mode),
                                policy->version));
  sd_notify(0, "READY=1");
  const bool clean = smfi_main() == MI_SUCCESS;
  sd_notify(0, "STOPPING=1");
  const bool all = drained();
  services.log.info(all ? "stopped" : fmt::format("stopped with {} messages under way", messages_in_progress.load()));
  return clean ? exit_done : exit_failed;
}

}  // namespace

int check(const std::string& config_path) {
  const auto loaded = load(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  const policy::Policy& policy = *loaded->policy.policy;
  fmt::print("{}: good\n{}: good, mode {}, {} rules, version {}\n", config_path, loaded->settings.rules,
             policy::to_string(policy.mode), policy.rules.size(), policy.version);
  return exit_done;
}

int run(const std::string& config_path) {
  auto loaded = load(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  block_signals();

  // Connection threads are detached by libmilter and may outlive this function: what they use is never destroyed. The
  // store commits before it answers, so nothing waits to be written.
  auto& log = *new StderrLog;
  auto& policy = *new LivePolicy(loaded->settings.rules, loaded->policy.policy);
  store::SqliteOptions options;
  options.deadline = loaded->settings.store_deadline;
  auto opened = store::open_sqlite(loaded->settings.store_path(), options);
  if (!opened) {
    log.error(fmt::format("store {}: {}", store::to_string(opened.error().kind), opened.error().message));
    return exit_failed;
  }
  auto& services = *new Services{*opened->release(),          [&policy] { return policy.get(); }, now, log,
                                 loaded->settings.on_failure, limits_of(loaded->settings)};
  std::thread(reload_on_signal, std::ref(policy), std::ref(log)).detach();
  const int result = serve(loaded->settings, services);
  std::fflush(nullptr);
  std::_Exit(result);
}

}  // namespace jeda::milter
