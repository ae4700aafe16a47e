// The program itself, over a store in SQLite.
#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "history_fixture.h"
#include "store/sqlite/sqlite.h"

using namespace jeda;
using command::test::Desk;
using command::test::Folder;

namespace {

/// Runs the program through a shell; what it prints on both streams (or where `streams` sends them), then "[exit N]".
std::string run_program(const Folder& folder, const std::string& line, const std::string& streams = "2>&1") {
  const auto command = JEDA_PROGRAM " " + folder.with_path(line) + " " + streams;
  FILE* pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c)
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> block{};
  while (const auto size = std::fread(block.data(), 1, block.size(), pipe)) out.append(block.data(), size);
  const int status = pclose(pipe);
  REQUIRE(WIFEXITED(status));
  return folder.without_path(command::test::transcript(out, "", WEXITSTATUS(status)));
}

void fill_store(const Folder& folder) {
  const auto store = store::open_sqlite(folder.store_path());
  REQUIRE(store);
  command::test::fill(**store, folder.store_path());
}

}  // namespace

TEST_CASE("the program says over SQLite what the verbs say in process") {
  const Folder folder;
  fill_store(folder);
  Desk desk;
  for (const auto* line :
       {"history --config DIR/jeda.yaml Joko@pabrik.example", "history --config DIR/jeda.yaml --json ani@toko.example",
        "held list --config DIR/jeda.yaml", "held list --config DIR/jeda.yaml --json --state returned",
        "held show --config DIR/jeda.yaml 1yzrdjwefq", "check --config DIR/jeda.yaml",
        "explain --config DIR/jeda.yaml --at 2026-11-12T18:00 DIR/followup.eml",
        "explain --config DIR/jeda.yaml --json --at 2026-11-12T18:00 DIR/followup.eml",
        "explain --config DIR/content.yaml --at 2026-11-10T10:00 DIR/promo.eml",
        "prospect show --config DIR/jeda.yaml bosan@kebun.example", "prospect list --config DIR/jeda.yaml --wishes"}) {
    INFO(line);
    CHECK(run_program(folder, line) == desk.run(line));
  }
}

TEST_CASE("the program reads while the daemon's store is open and busy") {
  const Folder folder;
  const auto store = store::open_sqlite(folder.store_path());
  REQUIRE(store);
  command::test::fill(**store, folder.store_path());
  CHECK(run_program(folder, "held list --config DIR/jeda.yaml | wc -l") == "2\n[exit 0]\n");
}

TEST_CASE("a message comes by a pipe") {
  const Folder folder;
  fill_store(folder);
  CHECK(run_program(folder, "explain --config DIR/jeda.yaml --at 2026-11-20T10:00 - < DIR/followup.eml") ==
        Desk().run("explain --config DIR/jeda.yaml --at 2026-11-20T10:00 DIR/followup.eml"));
}

TEST_CASE("the exit code says what went wrong, and standard error why") {
  const Folder folder;
  const std::string history = "history --config DIR/jeda.yaml joko@pabrik.example";
  CHECK(run_program(folder, history).ends_with("[exit 3]\n"));
  CHECK(run_program(folder, history).starts_with("jeda: the store sqlite:DIR/history.db failed (missing): "));

  fill_store(folder);
  CHECK(run_program(folder, "history --config DIR/jeda.yaml nobody@nowhere.example") ==
        "jeda: nothing is known of nobody@nowhere.example\n[exit 1]\n");
  CHECK(run_program(folder, "held show --config DIR/jeda.yaml nothing").ends_with("[exit 1]\n"));
  CHECK(run_program(folder, "held --config DIR/jeda.yaml").ends_with("[exit 2]\n"));
  CHECK(run_program(folder, history, "2>&1 > /dev/full") == "jeda: the answer could not be written\n[exit 3]\n");

  std::ofstream(folder.store_path()) << std::string(8192, 'x');
  CHECK(run_program(folder, history).starts_with("jeda: the store sqlite:DIR/history.db failed (corrupt): "));
  CHECK(run_program(folder, "explain --config DIR/jeda.yaml DIR/followup.eml").ends_with("[exit 3]\n"));
}

TEST_CASE("events are imported all or none, and twice is once, while the daemon's store is open") {
  const Folder folder;
  const auto daemon = store::open_sqlite(folder.store_path());
  REQUIRE(daemon);
  const std::string import = "event import --config DIR/jeda.yaml ";
  const std::string history = "history --config DIR/jeda.yaml ani@toko.example";
  CHECK(
      run_program(folder, import + "DIR/bad-events.csv").ends_with("jeda: 8 errors: nothing was recorded\n[exit 2]\n"));
  CHECK(run_program(folder, history) == "jeda: nothing is known of ani@toko.example\n[exit 1]\n");

  CHECK(run_program(folder, import + "DIR/events.csv") == "4 events: 4 recorded, 0 already known\n[exit 0]\n");
  const auto once = run_program(folder, history);
  CHECK(once.find("INV-7") == std::string::npos);  // an id is for machines
  CHECK(once.find("250000 IDR") != std::string::npos);
  CHECK(run_program(folder, import + "--format csv - < DIR/events.csv") ==
        "4 events: 0 recorded, 4 already known\n[exit 0]\n");
  CHECK(run_program(folder, history) == once);
  CHECK((*daemon)->touches("ani@toko.example", 10)->size() == 2);
}

TEST_CASE("prospects are imported twice as once, and a bad file changes nothing") {
  const Folder folder;
  const std::string import = "prospect import --config DIR/jeda.yaml ";
  CHECK(run_program(folder, import + "DIR/bad-prospects.csv").ends_with("[exit 2]\n"));
  CHECK_FALSE(std::ifstream(folder.store_path()));
  CHECK(run_program(folder, import + "DIR/prospects.csv") ==
        "jeda: the store sqlite:DIR/history.db failed (missing): no store at DIR/history.db: `jeda store init` makes "
        "one\n[exit 3]\n");
  CHECK_FALSE(std::ifstream(folder.store_path()));
  CHECK(run_program(folder, "store init --config DIR/jeda.yaml") == "DIR/history.db: made, and empty\n[exit 0]\n");
  CHECK(run_program(folder, import + "DIR/prospects.csv") == "2 prospects: 2 changed, 0 as they were\n[exit 0]\n");
  CHECK(run_program(folder, import + "DIR/prospects.csv") == "2 prospects: 0 changed, 2 as they were\n[exit 0]\n");
  CHECK(run_program(folder, "prospect show --config DIR/jeda.yaml --json j@pabrik.example")
            .find("\"company\": \"PT Pabrik\"") != std::string::npos);
}

TEST_CASE("a store is made once, and a lost one not again unless somebody says so") {
  const Folder folder;
  const std::string init = "store init --config DIR/jeda.yaml";
  const std::string gone =
      "jeda: the store sqlite:DIR/history.db failed (missing): the store at DIR/history.db is gone: put it back, or a "
      "backup in its place; `jeda store init --anew` makes one without its history\n[exit 3]\n";
  CHECK(run_program(folder, init + " --json") == "{\n  \"file\": \"DIR/history.db\",\n  \"made\": true\n}\n[exit 0]\n");
  CHECK(run_program(folder, init) == "DIR/history.db: there is a store already; it stays\n[exit 0]\n");
  CHECK(run_program(folder, "store adopt --config DIR/jeda.yaml") ==
        "DIR/history.db: it is the store; nothing was done\n[exit 0]\n");
  CHECK(run_program(folder, "store clock --config DIR/jeda.yaml") == "nothing is dated after now\n[exit 0]\n");
  CHECK(run_program(folder, "store clock --to 2099-01-01T00:00 --config DIR/jeda.yaml").ends_with("[exit 2]\n"));
  for (const char* end : {"", "-wal", "-shm"}) std::remove((folder.store_path() + end).c_str());
  CHECK(run_program(folder, init) == gone);
  CHECK(run_program(folder, "store check --config DIR/jeda.yaml") == gone);
  CHECK(run_program(folder, init + " --anew") == "DIR/history.db: made, and empty\n[exit 0]\n");
}
