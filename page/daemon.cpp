#include "page/daemon.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "page/site.h"
#include "service/http/server.h"
#include "service/stores.h"

namespace jeda::page {
namespace {

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
  return service::fail(log, fmt::format("store {}: {}", store::to_string(error.cause), error.message));
}

int serve_site(const service::Ground& ground, Site& site) {
  const auto& settings = ground.settings;
  http::Server server(
      server_options(settings.web), [&site](const http::Call& call) { return site.serve(call); }, ground.log);
  if (const auto opened = server.open(); !opened) return service::fail(ground.log, opened.error());
  ground.log.info(fmt::format("listening on={} tls={} store={} login={} version={}",
                              service::log_value(settings.web.listen), settings.web.certificate.empty() ? "no" : "yes",
                              service::log_value(settings.store), settings.web.user_header.empty() ? "own" : "proxy",
                              ground.policy.get()->version));
  std::thread serving([&server] { server.run(); });
  service::await_stop(ground);
  server.stop();
  serving.join();
  ground.log.info("stopped");
  return service::exit_done;
}

int serve(const service::Ground& ground) {
  store::Options options;
  options.deadline = ground.settings.store_deadline;
  const auto desk = service::open_desk(ground.settings, options);
  if (!desk) return store_failed(ground.log, desk.error());
  const auto reader = service::open_reader(ground.settings);
  if (!reader) return store_failed(ground.log, reader.error());
  Ground site_ground{**desk,
                     **reader,
                     [&policy = ground.policy] { return policy.get(); },
                     service::now,
                     ground.log,
                     ground.settings.web,
                     ground.settings.review,
                     ground.settings.agent.mta,
                     {}};
  site_ground.open_store = [&settings = ground.settings, options] { return service::open_store(settings, options); };
  Site site(std::move(site_ground));
  return serve_site(ground, site);
}

}  // namespace

service::Daemon daemon() {
  service::Daemon daemon{"jeda-review",
                         "the web page for reviewers of held mail. Runs in the foreground; SIGTERM ends it, SIGUSR1 "
                         "reloads the policy.",
                         "the settings, the policy and the certificate"};
  daemon.prove = [](const config::Settings& settings) {
    return http::check_tls(settings.web.certificate, settings.web.key);
  };
  daemon.serve = serve;
  return daemon;
}

}  // namespace jeda::page
