// kill -9 at any moment forgets nothing that was acknowledged.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <random>
#include <sstream>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;

namespace {

/// Runs the writer until it has acknowledged at least `bytes` bytes, kills it, and gives all that it said.
std::string said_until_killed(const std::string& path, int first, std::size_t bytes) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const std::string number = std::to_string(first);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    execl(JEDA_ACKNOWLEDGING_WRITER, JEDA_ACKNOWLEDGING_WRITER, path.c_str(), number.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string said;
  std::array<char, 256> buffer{};
  bool killed = false;
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    said.append(buffer.data(), static_cast<std::size_t>(got));
    if (said.size() >= bytes && !killed) killed = kill(child, SIGKILL) == 0;
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  return said;
}

}  // namespace

TEST_CASE("kill -9 after any acknowledgement forgets nothing") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::string said;
  for (int round = 0; round < 10; ++round) said += said_until_killed(path, round * 100000, 1 + random() % 4000);
  const auto store = open(path);
  std::istringstream lines(said);
  std::string what;
  std::string number;
  int checked = 0;
  for (; lines >> what >> number; ++checked) {
    const policy::History found = history(*store, "p" + number + "@toko.example");
    CAPTURE(what, number);
    REQUIRE((what == "contact" ? found.newest_contact.has_value() : found.newest_reply.has_value()));
  }
  CHECK(checked >= 10);
  CHECK(store->count_divergences() == 0);
}
