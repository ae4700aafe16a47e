#include "service/daemon.h"

#include <fmt/format.h>
#include <pthread.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace jeda::service {

tl::expected<Configuration, config::Diagnostics> load_configuration(const std::string& config_path) {
  return config::load_settings(config_path).and_then([](const config::Settings& settings) {
    return policy::load_policy(settings.rules).map([&](policy::LoadedPolicy policy) {
      return Configuration{settings, std::move(policy)};
    });
  });
}

void print(const config::Diagnostics& diagnostics) { fmt::print(stderr, "{}", config::to_string(diagnostics)); }

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, signal);
  return signals;
}

void block_signals() {
  const sigset_t signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void await_stop(LivePolicy& policy, Log& log) {
  const sigset_t signals = awaited_signals();
  for (int signal = 0; signal != SIGTERM && signal != SIGINT;)
    if (sigwait(&signals, &signal) == 0 && (signal == SIGUSR1 || signal == SIGHUP)) policy.reload(log);
}

}  // namespace jeda::service
