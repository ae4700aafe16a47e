#include "tests/scenarios/daemon.h"

#include <date/date.h>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace jeda::scenarios {
namespace {

constexpr std::chrono::seconds patience{20};

/// libfaketime reads the time anew from its file at each call; a time without "@" stands still. What waits, waits in
/// true time.
Environment environment(const Programs& programs, const Site& site) {
  return {{"LD_PRELOAD", programs.faketime},
          {"FAKETIME_TIMESTAMP_FILE", (site.directory / "now").string()},
          {"FAKETIME_NO_CACHE", "1"},
          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
          {"TZ", "UTC"}};
}

}  // namespace

Daemon::Daemon(const Programs& programs, const Site& site, Time now) : programs_(programs), site_(site) {
  set_time(now);
  start();
}

void Daemon::start() {
  const std::size_t from = log().size();
  process_ = std::make_unique<Process>(std::vector<std::string>{programs_.daemon, "--config", site_.config().string()},
                                       environment(programs_, site_), site_.directory / "log");
  await_log("listening socket=", from);
}

void Daemon::set_time(Time now) {
  write_file(site_.directory / "now", date::format("%F %T", date::floor<std::chrono::seconds>(now)) + "\n");
}

void Daemon::reload() {
  const std::size_t from = log().size();
  process_->signal(SIGUSR1);
  await_log("reload", from);
}

void Daemon::restart(bool kill) {
  process_->signal(kill ? SIGKILL : SIGTERM);
  if (!process_->ended(20000)) throw Broken("the daemon does not end");
  start();
}

std::string Daemon::log() const { return slurp(site_.directory / "log"); }

void Daemon::await_log(std::string_view text, std::size_t from) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto at = log().find(text, from);
    if (at != std::string::npos && log().find('\n', at) != std::string::npos) return;
    if (process_->ended(1)) throw Broken(fmt::format("the daemon ended:\n{}", log()));
    if (std::chrono::steady_clock::now() > deadline) throw Broken(fmt::format("no '{}' in the log:\n{}", text, log()));
  }
}

}  // namespace jeda::scenarios
