// For tests/e2e/agent-test: the agent, killed at a named step, and the desk by hand.
//
//   agent_tool run CONFIG              one round of jeda-agent; killed at the step in JEDA_DIE_AT
//   agent_tool ask STORE REF WHAT [WORDS]   WHAT: release, return, discard
//   agent_tool read postfix|sendmail CONFIG QUEUE-ID   what the hands give of a held message, or why not
//   agent_tool show STORE              "REF STATE QUEUE-ID REQUEST TROUBLE SUBJECT" of each held mail, oldest first
#include <fmt/format.h>

#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <string>

#include "agent/daemon.h"
#include "service/mta/hands.h"
#include "store/sqlite/sqlite.h"

using namespace jeda;

namespace {

int run(const std::string& config) {
  agent::Options options;
  options.once = true;
  const char* last = std::getenv("JEDA_DIE_AT");
  const std::string die_at = last == nullptr ? "" : last;
  options.step = [die_at](std::string_view step) {
    if (step == die_at) ::kill(::getpid(), SIGKILL);
  };
  return service::run(agent::daemon(options), config);
}

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

int ask(store::Desk& desk, const std::string& reference, const std::string& what, const std::string& words) {
  store::Ask wanted;
  wanted.what = what == "release"  ? store::Ask::What::release
                : what == "return" ? store::Ask::What::give_back
                                   : store::Ask::What::discard;
  wanted.reference = reference;
  wanted.by = "rina";
  wanted.words = words;
  wanted.at = now();
  const auto answer = desk.ask(wanted);
  return answer && answer->upshot == store::Answer::Upshot::done ? 0 : 1;
}

int show(store::Desk& desk) {
  store::HeldFilter filter;
  filter.state = std::nullopt;
  filter.limit = 1000;
  const auto page = desk.list(filter);
  if (!page) return 3;
  for (const store::HeldItem& item : page->items)
    fmt::print("{} {} {} {} {} {}\n", item.message.reference, store::to_string(item.message.state),
               item.message.queue_id, item.request ? store::to_string(item.request->state) : "-",
               item.request && !item.request->trouble.empty() ? "trouble" : "-", item.message.subject);
  return 0;
}

int read(const std::string& mta, const std::string& config, const std::string& id) {
  const auto hands = mta == "sendmail" ? service::sendmail_hands(config) : service::postfix_hands(config);
  const auto message = hands->perform(service::Verb::read, id);
  fmt::print("{}\n", message ? *message : message.error());
  return message ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "run") return run(words[1]);
  if (words.size() == 4 && words[0] == "read") return read(words[1], words[2], words[3]);
  if (words.size() < 2) return 2;
  const auto desk = store::open_sqlite_desk(words[1]);
  if (!desk) {
    fmt::print(stderr, "{}\n", desk.error().message);
    return 3;
  }
  if (words[0] == "show") return show(**desk);
  if (words[0] == "ask" && words.size() >= 4) return ask(**desk, words[2], words[3], words.size() > 4 ? words[4] : "");
  return 2;
}
