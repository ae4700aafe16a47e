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
#include "tests/store/fault_disk.h"
#include "tests/support/slowness.h"

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

/// What a filter does to a store in some minutes, each step said once the store has said that it is done.
void work(const std::string& path, int said) {
  const auto say = [&](char what) { static_cast<void>(write(said, &what, 1)); };
  auto opened = open_sqlite(path, {{std::chrono::seconds(10), false}, FaultDisk::name()});
  if (!opened) _exit(2);
  Store& store = **opened;
  const auto person = prospect("ani@toko.example");
  if (!store.transact(offer("budi", {"ani@toko.example", "eko@toko.example"}),
                      decides(policy::Verdict::accept, hour(1))))
    _exit(2);
  say('a');
  if (!store.record_reply({hour(2), "r1", {person}, {"budi"}, {}})) _exit(2);
  say('r');
  const auto held = store.transact(offer("budi", {"ani@toko.example"}), decides(policy::Verdict::hold, hour(3)));
  if (!held) _exit(2);
  say('h');
  if (!store.record_events({{person, policy::TouchKind::call, hour(4), "budi"}})) _exit(2);
  say('e');
  if (!settle(path, held->reference, HeldState::released, hour(5), FaultDisk::name())) _exit(2);
  say('s');
  opened->reset();  // the last one out copies the log into the database
  say('c');
  _exit(0);
}

/// Runs work() in a process that is killed at its `number`th change of a file. What it said; `ended`: it came to its
/// end before.
std::string said_by_killed(const std::string& path, int number, bool half_done, bool& ended) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  FaultDisk& disk = FaultDisk::instance();
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    disk.kill_at(number, half_done);
    work(path, ends[1]);
  }
  close(ends[1]);
  std::string said;
  char byte = 0;
  while (read(ends[0], &byte, 1) == 1) said += byte;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ended = WIFEXITED(status);
  REQUIRE((ended ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL));
  return said;
}

}  // namespace

TEST_CASE("killed at each write in turn, before it or half through it, the store keeps what it had said") {
  const bool half_done = GENERATE(false, true);
  const std::string steps = "arhesc";
  int killed = 0;
  for (bool ended = false; !ended; killed += jeda::test::slowness > 1 ? 3 : 1) {
    TemporaryDirectory directory;
    const std::string path = directory / "history.db";
    const std::string said = said_by_killed(path, killed + 1, half_done, ended);
    CAPTURE(killed, half_done, said);
    REQUIRE(steps.starts_with(said));
    const auto store = open(path);
    CHECK(store->count_divergences() == 0);
    const policy::History ani = history(*store, "ani@toko.example");
    const auto touches = store->touches("ani@toko.example", 100);
    REQUIRE(touches);
    // What was said is there; of what came next either all or nothing.
    const auto count = static_cast<std::size_t>(std::min<std::ptrdiff_t>(std::ssize(said), 4));
    CHECK(touches->size() >= count);
    CHECK(touches->size() <= std::min<std::size_t>(count + 1, 4));
    CHECK(history(*store, "eko@toko.example").unanswered == (touches->empty() ? 0 : 1));
    const auto held = store->held(HeldState::held, 10);
    const auto released = store->held(HeldState::released, 10);
    REQUIRE((held && released));
    if (said.size() >= 3) CHECK(held->size() + released->size() == 1);
    if (said.size() >= 5) CHECK(released->size() == 1);
    CHECK(store->transact(offer("sari", {"new@toko.example"}), decides(policy::Verdict::accept, hour(9))));
  }
  CHECK(killed > 30);
}

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
