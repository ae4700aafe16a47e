#include "page/daemon.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <thread>
#include <utility>

#include "page/site.h"
#include "service/daemon.h"
#include "service/http/server.h"
#include "service/stores.h"

namespace jeda::page {
namespace {

using service::now;
using service::print;

http::ServerOptions server_options(const config::WebSettings& web) {
  http::ServerOptions options;
  options.listen_on(web.listen);
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

int serve(const service::Configuration& loaded, http::Server& server, service::LivePolicy& policy, service::Log& log) {
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
  service::await_stop(policy, log);
  sd_notify(0, "STOPPING=1");
  server.stop();
  serving.join();
  log.info("stopped");
  return exit_done;
}

}  // namespace

int check(const std::string& config_path) {
  const auto loaded = service::load_configuration(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  const auto& web = loaded->settings.web;
  if (const auto tls = http::check_tls(web.certificate, web.key); !tls) {
    fmt::print(stderr, "{}\n", tls.error());
    return exit_usage;
  }
  fmt::print("{}: good\n{}: good, version {}\n", config_path, loaded->settings.rules, loaded->policy.policy->version);
  return exit_done;
}

int run(const std::string& config_path) {
  const auto loaded = service::load_configuration(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  service::block_signals();
  service::StderrLog log("jeda-review", loaded->settings.log);
  service::LivePolicy policy(loaded->settings.rules, loaded->policy.policy);
  store::Options options;
  options.deadline = loaded->settings.store_deadline;
  const auto desk = service::open_desk(loaded->settings, options);
  if (!desk) return store_failed(log, desk.error());
  const auto reader = service::open_reader(loaded->settings);
  if (!reader) return store_failed(log, reader.error());
  Site site({**desk, **reader, [&policy] { return policy.get(); }, now, log, loaded->settings.web});
  http::Server server(
      server_options(loaded->settings.web), [&site](const http::Call& call) { return site.serve(call); }, log);
  return serve(*loaded, server, policy, log);
}

}  // namespace jeda::page
