// The program itself, over a store in SQLite.
#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "history_fixture.h"
#include "store/sqlite.h"

using namespace jeda;
using review::test::Desk;
using review::test::Folder;

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
  return folder.without_path(review::test::transcript(out, "", WEXITSTATUS(status)));
}

void fill_store(const Folder& folder) {
  const auto store = store::open_sqlite(folder.store_path());
  REQUIRE(store);
  review::test::fill(**store);
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
        "explain --config DIR/jeda.yaml --json --at 2026-11-12T18:00 DIR/followup.eml"}) {
    INFO(line);
    CHECK(run_program(folder, line) == desk.run(line));
  }
}

TEST_CASE("the program reads while the daemon's store is open and busy") {
  const Folder folder;
  const auto store = store::open_sqlite(folder.store_path());
  REQUIRE(store);
  review::test::fill(**store);
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
