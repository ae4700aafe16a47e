#include "milter/daemon.h"

#include <date/date.h>
#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>
#include <utility>

#include "milter/callbacks.h"
#include "milter/exporter.h"
#include "milter/own_mail.h"
#include "milter/socket.h"
#include "milter/tag.h"
#include "service/http/server.h"
#include "service/stores.h"

namespace jeda::milter {
namespace {

using service::Ground;
using std::chrono::steady_clock;

// How long messages under way may take to end once we were told to stop. Postfix waits 300 s for an answer
// (milter_content_timeout), service managers 90 s before they kill.
constexpr std::chrono::seconds drain{20};
constexpr std::chrono::milliseconds drain_step{10};
constexpr std::chrono::minutes between_words{1};

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

// Serves until told to stop. libmilter's connection threads may go on after it returns.
int filter_mail(const Ground& ground, Services& services) {
  const config::Settings& settings = ground.settings;
  if (!register_filter(services)) return service::fail(ground.log, "libmilter refused the filter");
  if (const auto opened = open_socket(settings); !opened) return service::fail(ground.log, opened.error());
  const policy::PolicyPtr current = ground.policy.get();
  ground.log.info(fmt::format("listening socket={} store={} rules={} mode={} version={}", log_value(settings.socket),
                              log_value(settings.store), log_value(settings.rules), policy::to_string(current->mode),
                              current->version));
  services.metrics->know(current);
  const Time started_at = service::now();  // before the first message
  const Monitor monitor(settings, services, ground.policy);
  static std::atomic<bool> gave_up = false;  // the thread may outlive this function
  // A SIGTERM that comes while the main thread reloads is taken by libmilter, which then ends: it is passed on.
  std::thread filter([&services] {
    gave_up = smfi_main() != MI_SUCCESS;
    if (gave_up) services.log.error("libmilter gave up");
    ::kill(::getpid(), SIGTERM);
  });
  // Left alone, libmilter would take SIGTERM itself and drop every message under way; Linux gives a signal to the main
  // thread before any other that waits for it, so this one, in the main thread, comes first.
  service::say_ready();
  while (service::rest(between_words, ground)) say_what_passed(services, started_at);
  service::say_stopping();
  const bool all = drained();
  filter.detach();  // it would take libmilter seconds to notice; no message is left that it could serve
  close_socket(settings);
  if (const double untold = services.metrics->untold.Value(); untold > 0)
    ground.log.info(fmt::format("rules that could not tell: {}", untold));
  ground.log.info(all ? "stopped" : fmt::format("stopped with {} messages under way", messages_in_progress.load()));
  return gave_up ? service::exit_failed : service::exit_done;
}

// What governed mail will meet, and what a clock that ran ahead left behind.
void say_how_it_is(const config::Settings& settings, service::Log& log) {
  if (settings.store_init == config::StoreInit::first_start && !service::is_noted(settings))
    log.warning(
        fmt::format("store: that there is one cannot be noted beside {}: were its directory empty at a start, it "
                    "would be taken for the first one; `jeda store init` run by root notes it, and `store_init: "
                    "never` does without",
                    settings.file));
  const auto pulse = service::care_of(settings)->pulse(std::chrono::milliseconds(0));
  if (!pulse) {
    const auto error = service::as_noted(settings, pulse.error());
    return log.error(fmt::format("store {}: {}", store::to_string(error.cause), error.message));
  }
  if (!pulse->lost.empty()) log.error(fmt::format("store lost: {}: {}", settings.store_path(), pulse->lost));
  if (pulse->newest && *pulse->newest > service::now() + store::most_ahead)
    log.warning(
        fmt::format("store: the clock ran ahead: something is dated {}, which is still to come, and holds mail "
                    "back until then; `jeda store clock` shows and mends it",
                    date::format("%FT%TZ", date::floor<std::chrono::seconds>(*pulse->newest))));
}

// Connection threads are detached by libmilter and may outlive this function: it ends the process, so that nothing they
// use is destroyed. The store commits before it answers, so nothing waits to be written.
int serve(const Ground& ground) {
  // What a large message needed goes back to the system when it is done. Left alone, glibc raises this threshold to the
  // largest block that was freed, and each thread's arena then keeps such blocks.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  raise_descriptor_limit();
  const config::Settings& settings = ground.settings;
  const auto metrics = std::make_shared<Metrics>();
  StoreWatch watch(*metrics, ground.log);
  store::Options options;
  options.deadline = settings.store_deadline;
  options.overload_after = settings.overload_after;
  options.watcher = &watch;
  options.lazy = true;  // mail that is not ours to judge passes while the store is away
  const auto opened = service::open_filters_store(settings, options);
  if (!opened)
    return service::fail(ground.log,
                         fmt::format("store {}: {}", store::to_string(opened.error().cause), opened.error().message));
  say_how_it_is(settings, ground.log);
  Services services{**opened,
                    [&policy = ground.policy] { return policy.get(); },
                    service::now,
                    ground.log,
                    settings.on_failure,
                    limits_of(settings),
                    settings.preview};
  services.metrics = metrics;
  services.memory = std::make_shared<BodyMemory>(settings.body_memory);
  services.inbound = settings.inbound;
  if (settings.inbound.tag) {
    const auto key = tag_key(settings.store_path());
    if (!key) return service::fail(ground.log, "inbound.tag: " + key.error());
    services.tag_key = *key;
  }
  services.tells = !settings.notices.from.empty();
  if (!services.tells && ground.policy.get()->recipients == policy::Recipients::apart)
    ground.log.warning(
        "recipients are judged together: apart needs notices, so that people are told whom their mail left out");
  const auto desk = service::open_desk(settings, options);
  if (desk) services.desk = desk->get();  // lazy: it fails only where the store would have
  const int result = filter_mail(ground, services);
  std::fflush(nullptr);
  std::_Exit(result);
}

}  // namespace

service::Daemon daemon() {
  service::Daemon daemon{
      "jeda-milter",
      "a mail filter for outgoing sales mail. Runs in the foreground; SIGTERM ends it, SIGUSR1 reloads the policy.",
      "the settings and the policy"};
  daemon.praise = [](const policy::Policy& policy) {
    return fmt::format("mode {}, {} rules, ", policy::to_string(policy.mode), policy.rules.size());
  };
  daemon.serve = serve;
  return daemon;
}

}  // namespace jeda::milter
