// jeda: the command.
#include <pwd.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "command/command.h"
#include "service/stores.h"

namespace {

/// With the defaults of a command: it waits for the daemon's transactions.
jeda::store::Result<std::unique_ptr<jeda::store::Store>> open_store(const jeda::config::Settings& settings) {
  return jeda::service::open_store(settings);
}

jeda::Time now() { return std::chrono::time_point_cast<jeda::Duration>(std::chrono::system_clock::now()); }

jeda::store::Result<std::unique_ptr<jeda::store::Desk>> open_desk(const jeda::config::Settings& settings) {
  return jeda::service::open_desk(settings);
}

/// Of who runs this.
std::string login_name() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : std::to_string(getuid());
}

/// Typed blind at the terminal.
std::optional<std::string> ask_secret(const std::string& prompt) {
  termios before{};
  if (tcgetattr(STDIN_FILENO, &before) != 0) return std::nullopt;
  termios blind = before;
  blind.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  std::cerr << prompt << std::flush;
  if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &blind) != 0) return std::nullopt;
  std::string secret;
  const bool given = static_cast<bool>(std::getline(std::cin, secret));
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  return given ? std::optional(secret) : std::nullopt;
}

void sleep_for(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

}  // namespace

int main(int argc, char** argv) {
  using namespace jeda::command;
  Surroundings around{
      std::cin, std::cout, std::cerr, now, jeda::service::open_reader, open_store, isatty(STDERR_FILENO) == 1};
  around.open_desk = open_desk;
  around.login = login_name();
  around.can_ask = isatty(STDIN_FILENO) == 1;
  if (around.can_ask) around.ask_secret = ask_secret;
  around.pause = sleep_for;
  const int code = run(std::vector<std::string>(argv + 1, argv + argc), around);
  if (std::cout.flush()) return code;
  std::cerr << "jeda: the answer could not be written\n";
  return exit_failed;
}
