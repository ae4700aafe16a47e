#include "agent/daemon.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "agent/agent.h"
#include "agent/privilege.h"
#include "service/daemon.h"
#include "service/stores.h"

namespace jeda::agent {
namespace {

using service::awaited_signals;
using service::log_value;
using service::now;
using service::print;

constexpr std::chrono::milliseconds second_look{2500};  // after the first, see compare.cpp

struct Loaded {
  config::Settings settings;
  policy::LoadedPolicy policy;
  NoticeTexts texts;
};

tl::expected<Loaded, config::Diagnostics> load(const config::Settings& settings) {
  auto policy = policy::load_policy(settings.rules);
  auto texts = NoticeTexts::load(settings.notices.templates);
  if (policy && texts) return Loaded{settings, std::move(*policy), std::move(*texts)};
  config::Diagnostics errors = policy ? config::Diagnostics{} : policy.error();
  if (!texts) errors.insert(errors.end(), texts.error().begin(), texts.error().end());
  return tl::unexpected(std::move(errors));
}

// The child: what it needs is the socket and the names of the MTA's programs. Never returns.
[[noreturn]] void be_hands(int socket, const config::AgentSettings& settings) {
  keep_queue_rights();
  ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
  for (int number = STDERR_FILENO + 1; number < socket; ++number) ::close(number);
  const bool closed = service::serve(socket, *service::hands_for(settings));
  std::_Exit(closed ? exit_done : exit_failed);
}

struct Child {
  pid_t pid = 0;
  service::Descriptor socket;
};

tl::expected<Child, std::string> start_hands(const config::AgentSettings& settings) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return tl::unexpected<std::string>("cannot make a pair of sockets");
  service::Descriptor ours(ends[0]);
  service::Descriptor theirs(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return tl::unexpected<std::string>("cannot start a process");
  if (pid == 0) {
    ours.close();
    be_hands(theirs.get(), settings);
  }
  return Child{pid, std::move(ours)};
}

// Ends with the closing of its socket.
void await_end(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Waits until the next round. False: told to stop.
bool rest(std::chrono::milliseconds span, service::LivePolicy& policy, service::Log& log) {
  const sigset_t signals = awaited_signals();
  const auto end = std::chrono::steady_clock::now() + span;
  while (true) {
    const auto left =
        std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(end - std::chrono::steady_clock::now()));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec wait{seconds.count(), (left - seconds).count()};
    const int signal = ::sigtimedwait(&signals, nullptr, &wait);
    if (signal == SIGTERM || signal == SIGINT) return false;
    if (signal == SIGUSR1 || signal == SIGHUP) policy.reload(log);
    if (signal < 0 && errno == EAGAIN) return true;
  }
}

// Whatever fails for good: said, and the service manager starts all anew.
int fail(service::Log& log, std::string_view line) {
  log.error(line);
  return exit_failed;
}

int work(Agent& agent, const service::RemoteHands& hands, const Loaded& loaded, service::LivePolicy& policy,
         service::Log& log, bool once) {
  sd_notify(0, "READY=1");
  bool again = true;
  while (again) {
    agent.round();
    if (hands.lost()) return fail(log, "the process that handles the queue is gone");
    again = !once && rest(loaded.settings.agent.every, policy, log);
  }
  if (once && agent.looks_again() && rest(second_look, policy, log)) agent.round();
  sd_notify(0, "STOPPING=1");
  if (!once) log.info("stopped");
  return once && agent.troubled() ? exit_failed : exit_done;
}

int with_hands(Child& child, const config::Settings& settings, const Options& options, service::Log& log) {
  if (const auto became = become(settings.agent.user); !became) return fail(log, became.error());
  auto loaded = load(settings);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  service::RemoteHands hands(std::move(child.socket));
  const auto queue = service::queue_for(settings.agent, hands);
  const auto host = settings.agent.host.empty() ? queue->host() : settings.agent.host;
  if (!host) return fail(log, "the MTA's name: " + host.error());
  store::Options store_options;
  store_options.deadline = settings.store_deadline;
  const auto desk = service::open_desk(settings, store_options);
  if (!desk) return fail(log, fmt::format("store {}: {}", store::to_string(desk.error().kind), desk.error().message));
  const auto post = smtp_post(settings.notices.smtp, *host);
  service::LivePolicy policy(settings.rules, loaded->policy.policy);
  Agent agent({**desk, *queue, *post, loaded->texts, log, now, [&policy] { return policy.get(); }, options.step},
              loaded->settings, *host);
  if (!options.once)
    log.info(fmt::format("started host={} store={} user={} notices={}", log_value(*host), log_value(settings.store),
                         log_value(settings.agent.user), settings.notices.from.empty() ? "none" : "sent"));
  return work(agent, hands, *loaded, policy, log, options.once);
}

}  // namespace

int check(const Options& options) {
  const auto loaded = config::load_settings(options.config).and_then(load);
  if (!loaded) {
    print(loaded.error());
    return exit_usage;
  }
  print(loaded->policy.warnings);
  fmt::print("{}: good\n{}: good, version {}\n", options.config, loaded->settings.rules,
             loaded->policy.policy->version);
  return exit_done;
}

int run(const Options& options) {
  const auto settings = config::load_settings(options.config);
  if (!settings) {
    print(settings.error());
    return exit_usage;
  }
  const sigset_t signals = awaited_signals();
  std::signal(SIGPIPE, SIG_IGN);
  service::StderrLog log("jeda-agent", settings->log);
  auto child = start_hands(settings->agent);
  if (!child) return fail(log, child.error());
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int result = with_hands(*child, *settings, options, log);
  child->socket.close();
  await_end(child->pid);
  curl_global_cleanup();
  return result;
}

}  // namespace jeda::agent
