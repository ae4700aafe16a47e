#include "agent/daemon.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "agent/agent.h"
#include "agent/privilege.h"
#include "service/stores.h"

namespace jeda::agent {
namespace {

using service::Ground;
using service::log_value;

constexpr std::chrono::milliseconds second_look{2500};  // after the first, see compare.cpp

// The child: what it needs is the socket and the names of the MTA's programs. Never returns.
[[noreturn]] void be_hands(int socket, const config::AgentSettings& settings) {
  keep_queue_rights();
  ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
  for (int number = STDERR_FILENO + 1; number < socket; ++number) ::close(number);
  const bool closed = service::serve(socket, *service::hands_for(settings));
  std::_Exit(closed ? service::exit_done : service::exit_failed);
}

/// The process that handles the queue. It ends with the closing of its socket, which is waited for.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    socket.close();
    while (pid_ > 0 && ::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  tl::expected<void, std::string> start(const config::AgentSettings& settings) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return tl::unexpected<std::string>("cannot make a pair of sockets");
    socket = Descriptor(ends[0]);
    const Descriptor theirs(ends[1]);
    pid_ = ::fork();
    if (pid_ < 0) return tl::unexpected<std::string>("cannot start a process");
    if (pid_ > 0) return {};
    socket.close();
    be_hands(theirs.get(), settings);
  }

  Descriptor socket;

 private:
  pid_t pid_ = 0;
};

int work(Agent& agent, const service::RemoteHands& hands, const Ground& ground, bool once) {
  service::say_ready();
  bool again = true;
  while (again) {
    agent.round();
    if (hands.lost()) return service::fail(ground.log, "the process that handles the queue is gone");
    again = !once && service::rest(ground.settings.agent.every, ground);
  }
  if (once && agent.looks_again() && service::rest(second_look, ground)) agent.round();
  service::say_stopping();
  if (!once) ground.log.info("stopped");
  return once && agent.troubled() ? service::exit_failed : service::exit_done;
}

int serve(const Ground& ground, const NoticeTexts& texts, Descriptor socket, const Options& options) {
  const config::Settings& settings = ground.settings;
  service::RemoteHands hands(std::move(socket));
  const auto queue = service::queue_for(settings.agent, hands);
  const auto host = settings.agent.host.empty() ? queue->host() : settings.agent.host;
  if (!host) return service::fail(ground.log, "the MTA's name: " + host.error());
  store::Options store_options;
  store_options.deadline = settings.store_deadline;
  const auto desk = service::open_desk(settings, store_options);
  if (!desk)
    return service::fail(ground.log,
                         fmt::format("store {}: {}", store::to_string(desk.error().cause), desk.error().message));
  const auto post = smtp_post(settings.notices.smtp, *host);
  Agent agent({**desk, *queue, *post, texts, ground.log, service::now,
               [&policy = ground.policy] { return policy.get(); }, options.step},
              settings, *host);
  const std::string user = user_for(settings.agent.user);
  if (user != settings.agent.user)
    ground.log.warning(fmt::format("user={} set={} reason=\"`agent: user` names the filter's own\"", log_value(user),
                                   log_value(settings.agent.user)));
  if (!options.once)
    ground.log.info(fmt::format("started host={} store={} user={} notices={}", log_value(*host),
                                log_value(settings.store), log_value(user),
                                settings.notices.from.empty() ? "none" : "sent"));
  return work(agent, hands, ground, options.once);
}

}  // namespace

service::Daemon daemon(const Options& options) {
  service::Daemon daemon{
      "jeda-agent",
      "does with held mail what reviewers ask for, and tells salespeople. Runs in the foreground, started as root; "
      "SIGTERM ends it, SIGUSR1 reloads the policy.",
      "the settings, the policy and the notices' templates"};
  const auto child = std::make_shared<Child>();
  const auto texts = std::make_shared<NoticeTexts>();
  daemon.begin = [child](const config::Settings& settings) {
    return child->start(settings.agent).and_then([&] { return become(user_for(settings.agent.user)); });
  };
  daemon.read = [texts](const config::Settings& settings) {
    auto loaded = NoticeTexts::load(settings.notices.templates);
    if (!loaded) return std::move(loaded.error());
    *texts = std::move(*loaded);
    return config::Diagnostics{};
  };
  daemon.serve = [child, texts, &options](const Ground& ground) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const int result = serve(ground, *texts, std::move(child->socket), options);
    curl_global_cleanup();
    return result;
  };
  return daemon;
}

}  // namespace jeda::agent
