#include "review/web/daemon.h"

#include <fmt/format.h>
#include <pthread.h>
#include <systemd/sd-daemon.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include "config/settings.h"
#include "policy/load.h"
#include "review/web/server.h"
#include "review/web/site.h"
#include "service/live_policy.h"

namespace jeda::web {
namespace {

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

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, signal);
  return signals;
}

/// Every thread inherits the mask, so that only who waits for these signals gets them.
void block_signals() {
  const sigset_t signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void await_stop(service::LivePolicy& policy, service::Log& log) {
  const sigset_t signals = awaited_signals();
  for (int signal = 0; signal != SIGTERM && signal != SIGINT;)
    if (sigwait(&signals, &signal) == 0 && (signal == SIGUSR1 || signal == SIGHUP)) policy.reload(log);
}

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

/// REQUIRES: `listen` was checked when it was read.
ServerOptions server_options(const config::WebSettings& web) {
  ServerOptions options;
  const auto colon = web.listen.rfind(':');
  options.host = web.listen.substr(0, colon);
  if (options.host.starts_with('[')) options.host = options.host.substr(1, options.host.size() - 2);
  const auto port = std::string_view(web.listen).substr(colon + 1);
  std::from_chars(port.data(), port.data() + port.size(), options.port);
  options.certificate = web.certificate;
  options.key = web.key;
  options.user_header = web.user_header;
  options.many_from_one_peer = !web.proxies.empty();
  return options;
}

int store_failed(service::Log& log, const store::Error& error) {
  log.error(fmt::format("store {}: {}", store::to_string(error.kind), error.message));
  return exit_failed;
}

int serve(const Configuration& loaded, Server& server, service::LivePolicy& policy, service::Log& log) {
  if (const auto opened = server.open(); !opened) {
    log.error(opened.error());
    return exit_failed;
  }
  const auto& settings = loaded.settings;
  log.info(fmt::format("listening on={} tls={} store={} login={} version={}", service::log_value(settings.web.listen),
                       settings.web.certificate.empty() ? "no" : "yes", service::log_value(settings.store),
                       settings.web.user_header.empty() ? "own" : "proxy", policy.get()->version));
  std::thread serving([&server] { server.run(); });
  sd_notify(0, "READY=1");
  await_stop(policy, log);
  sd_notify(0, "STOPPING=1");
  server.stop();
  serving.join();
  log.info("stopped");
  return exit_done;
}

}  // namespace

int check(const std::string& config_path) {
  const auto loaded = load(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  const auto& web = loaded->settings.web;
  if (const auto tls = check_tls(web.certificate, web.key); !tls) {
    fmt::print(stderr, "{}\n", tls.error());
    return exit_usage;
  }
  fmt::print("{}: good\n{}: good, version {}\n", config_path, loaded->settings.rules, loaded->policy.policy->version);
  return exit_done;
}

int run(const std::string& config_path) {
  const auto loaded = load(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  block_signals();
  service::StderrLog log("jeda-review");
  service::LivePolicy policy(loaded->settings.rules, loaded->policy.policy);
  store::SqliteOptions options;
  options.deadline = loaded->settings.store_deadline;
  const auto path = loaded->settings.store_path();
  const auto desk = store::open_desk(path, options);
  if (!desk) return store_failed(log, desk.error());
  const auto reader = store::open_sqlite_reader(path);
  if (!reader) return store_failed(log, reader.error());
  Site site({**desk, **reader, [&policy] { return policy.get(); }, now, log, loaded->settings.web});
  Server server(
      server_options(loaded->settings.web), [&site](const Call& call) { return site.serve(call); }, log);
  return serve(*loaded, server, policy, log);
}

}  // namespace jeda::web
