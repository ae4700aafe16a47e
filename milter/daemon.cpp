#include "milter/daemon.h"

#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <malloc.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>
#include <utility>

#include "milter/callbacks.h"
#include "milter/exporter.h"
#include "milter/socket.h"
#include "service/daemon.h"
#include "service/http/server.h"
#include "service/stores.h"

namespace jeda::milter {
namespace {

using service::now;
using service::print;
using std::chrono::steady_clock;

// How long messages under way may take to end once we were told to stop. Postfix waits 300 s for an answer
// (milter_content_timeout), service managers 90 s before they kill.
constexpr std::chrono::seconds drain{20};
constexpr std::chrono::milliseconds drain_step{10};

mail::Limits limits_of(const config::Settings& settings) {
  mail::Limits limits;
  limits.body_bytes = settings.scan_limit;
  return limits;
}

// As many connections as the system lets us have: once it lets us have no more for two minutes, libmilter gives up.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Waits for the messages under way; true when all came to their end. New ones are put off meanwhile.
bool drained() {
  draining = true;
  const auto deadline = steady_clock::now() + drain;
  while (messages_in_progress > 0 && steady_clock::now() < deadline) std::this_thread::sleep_for(drain_step);
  return messages_in_progress == 0;
}

// Serves metrics until it ends. Mail is more than metrics: what does not work here is said, and the filter goes on.
class Monitor {
 public:
  Monitor(const config::Settings& settings, Services& services, const service::LivePolicy& policy)
      : exporter_(services, policy) {
    if (settings.metrics.empty()) return;
    http::ServerOptions options;
    options.listen_on(settings.metrics);
    options.many_from_one_peer = true;
    options.bounds.connections = 8;
    server_.emplace(
        options, [this](const http::Call& call) { return exporter_.serve(call); }, services.log);
    if (const auto opened = server_->open(); !opened) {
      services.log.error("no metrics are served: " + opened.error());
      server_.reset();
      return;
    }
    thread_ = std::thread([this] { server_->run(); });
  }
  ~Monitor() {
    if (!server_) return;
    server_->stop();
    thread_.join();
  }
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

 private:
  Exporter exporter_;
  std::optional<http::Server> server_;
  std::thread thread_;
};

int serve(const config::Settings& settings, Services& services, service::LivePolicy& policy) {
  if (!register_filter(services)) {
    services.log.error("libmilter refused the filter");
    return exit_failed;
  }
  if (const auto opened = open_socket(settings); !opened) {
    services.log.error(opened.error());
    return exit_failed;
  }
  const policy::PolicyPtr current = policy.get();
  services.log.info(fmt::format("listening socket={} store={} rules={} mode={} version={}", log_value(settings.socket),
                                log_value(settings.store), log_value(settings.rules), policy::to_string(current->mode),
                                current->version));
  services.metrics->know(current);
  const Monitor monitor(settings, services, policy);
  static std::atomic<bool> gave_up = false;  // the thread may outlive this function
  // A SIGTERM that comes while the main thread reloads is taken by libmilter, which then ends: it is passed on.
  std::thread filter([&services] {
    gave_up = smfi_main() != MI_SUCCESS;
    if (gave_up) services.log.error("libmilter gave up");
    ::kill(::getpid(), SIGTERM);
  });
  sd_notify(0, "READY=1");
  // Left alone, libmilter would take SIGTERM itself and drop every message under way; Linux gives a signal to the main
  // thread before any other that waits for it, so this one, in the main thread, comes first.
  service::await_stop(policy, services.log);
  sd_notify(0, "STOPPING=1");
  const bool all = drained();
  filter.detach();  // it would take libmilter seconds to notice; no message is left that it could serve
  close_socket(settings);
  if (const double untold = services.metrics->untold.Value(); untold > 0)
    services.log.info(fmt::format("rules that could not tell: {}", untold));
  services.log.info(all ? "stopped" : fmt::format("stopped with {} messages under way", messages_in_progress.load()));
  return gave_up ? exit_failed : exit_done;
}

}  // namespace

int check(const std::string& config_path) {
  const auto loaded = service::load_configuration(config_path);
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
  auto loaded = service::load_configuration(config_path);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  // What a large message needed goes back to the system when it is done. Left alone, glibc raises this threshold to the
  // largest block that was freed, and each thread's arena then keeps such blocks.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  service::block_signals();
  raise_descriptor_limit();

  // Connection threads are detached by libmilter and may outlive this function: what they use is never destroyed. The
  // store commits before it answers, so nothing waits to be written.
  auto& log = *new service::StderrLog("jeda-milter", loaded->settings.log);
  auto& policy = *new service::LivePolicy(loaded->settings.rules, loaded->policy.policy);
  store::Options options;
  options.deadline = loaded->settings.store_deadline;
  options.overload_after = loaded->settings.overload_after;
  const auto metrics = std::make_shared<Metrics>();
  options.watcher = new StoreWatch(*metrics, log);
  options.lazy = true;  // mail that is not ours to judge passes while the store is away
  auto opened = service::open_store(loaded->settings, options);
  if (!opened) {
    log.error(fmt::format("store {}: {}", store::to_string(opened.error().kind), opened.error().message));
    return exit_failed;
  }
  auto& services = *new Services{*opened->release(),
                                 [&policy] { return policy.get(); },
                                 now,
                                 log,
                                 loaded->settings.on_failure,
                                 limits_of(loaded->settings),
                                 loaded->settings.preview};
  services.metrics = metrics;
  services.tells = !loaded->settings.notices.from.empty();
  if (!services.tells && policy.get()->recipients == policy::Recipients::apart)
    log.warning(
        "recipients are judged together: apart needs notices, so that people are told whom their mail left out");
  auto desk = service::open_desk(loaded->settings, options);
  if (desk) services.desk = desk->release();  // lazy: it fails only where the store would have
  const int result = serve(loaded->settings, services, policy);
  std::fflush(nullptr);
  std::_Exit(result);
}

}  // namespace jeda::milter
