// Whole transcripts: every line of a golden file that begins with "$ jeda " is run, and what follows must be what it
// says. JEDA_GOLDEN=write in the environment writes them anew: read the difference before committing it.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/settings.h"
#include "history_fixture.h"
#include "service/password.h"
#include "store/sqlite/sqlite.h"

namespace fs = std::filesystem;
using namespace jeda;
using command::test::Desk;

namespace {

const fs::path golden = fs::path(JEDA_SOURCE_DIR) / "tests/command/golden";
constexpr std::string_view prompt = "$ jeda";

/// Runs the commands of a golden file anew. Comments before the first one stay.
std::string run_all(const std::string& text) {
  Desk desk;
  std::string result;
  bool began = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool command = line.starts_with(prompt);
    if (command || !began) result += line + "\n";
    if (command) result += desk.run(line.substr(prompt.size())) + "\n";
    began = began || command;
  }
  return result;
}

}  // namespace

TEST_CASE("every verb prints what its golden transcripts say") {
  const char* mode = std::getenv("JEDA_GOLDEN");
  int files = 0;
  for (const auto& entry : fs::directory_iterator(golden)) {
    INFO(entry.path().string());
    const auto file = config::read_file(entry.path().string());
    REQUIRE(file);
    const auto result = run_all(file->text);
    if (mode != nullptr && std::string(mode) == "write") std::ofstream(entry.path(), std::ios::binary) << result;
    CHECK(result == config::read_file(entry.path().string())->text);
    ++files;
  }
  CHECK(files >= 5);
}

TEST_CASE("a store that fails is told and never taken for an empty one") {
  using Cause = store::Error::Cause;
  const std::string config = " --config DIR/jeda.yaml";
  for (const auto* line : {"history joko@pabrik.example",
                           "held list",
                           "held show 0000000000",
                           "held release 0000000000",
                           "user list",
                           "user add citra --stdin",
                           "explain --from budi@ours.example --to joko@pabrik.example",
                           "event add joko@pabrik.example --kind call",
                           "event import DIR/events.csv",
                           "prospect show joko@pabrik.example",
                           "prospect set joko@pabrik.example --strict",
                           "prospect assign joko@pabrik.example --to budi",
                           "prospect block joko@pabrik.example",
                           "prospect allow joko@pabrik.example",
                           "prospect link joko@pabrik.example j@gmail.com",
                           "prospect list --wishes",
                           "prospect list --dead",
                           "prospect list --bouncing",
                           "prospect list --unverified",
                           "prospect allow --dead"}) {
    for (const auto* form : {"", " --json"}) {
      Desk desk;
      desk.failing.fail_with({Cause::corrupt, "database disk image is \x1b[31mmalformed"});
      INFO(line << form);
      CHECK(desk.run(line + config + form) ==
            "[stderr] jeda: the store sqlite:DIR/history.db failed (corrupt): "
            "database disk image is \\x1b[31mmalformed\n[exit 3]\n");
    }
  }
}

TEST_CASE("a message is read from standard input") {
  Desk desk;
  const auto answer = desk.run("explain --config DIR/jeda.yaml -",
                               "From: billing@ours.example\nTo: joko@pabrik.example\nSubject: Tagihan\n\nTerlampir.\n");
  CHECK(answer.find("subject         Tagihan\n") != std::string::npos);
  CHECK(answer.find("not governed    the sender is in organisation.exempt\n") != std::string::npos);
}

TEST_CASE("a message of any size and shape is answered") {
  Desk desk;
  const std::string header = "From: budi@ours.example\nTo: joko@pabrik.example\nSubject: x\n";
  std::string fields = header;
  for (int i = 0; i < 100'000; ++i) fields += "X-Filler: abcdefgh\n";
  for (const auto& message : {header + "\n" + std::string(20'000'000, 'a'), header + "\n" + std::string(1000, '\0'),
                              fields + "\nhi\n", header}) {
    const auto answer = desk.run("explain --config DIR/jeda.yaml -", message);
    CHECK(answer.find("verdict  ") != std::string::npos);
    CHECK(answer.size() < 10'000);
  }
}

TEST_CASE("a store that fails in the middle of an import of prospects is told with the line, and the file goes again") {
  Desk desk;
  const std::string import = "prospect import --config DIR/jeda.yaml --format jsonl -";
  const std::string file =
      "{\"prospect\": \"a@x.example\", \"strict\": true}\n\n{\"prospect\": \"b@x.example\", \"strict\": true}\n";
  int calls = 0;  // whether each is somebody who was erased, then each is recorded
  desk.failing.before_each([&] {
    if (++calls == 4) desk.failing.fail_with({store::Error::Cause::full, "no room"});
  });
  CHECK(
      desk.run(import, file) ==
      "[stderr] jeda: the store sqlite:DIR/history.db failed (full): no room\n"
      "[stderr] jeda: the prospects before line 3 are recorded, the others are not; the file may be imported again as "
      "it is\n[exit 3]\n");
  desk.failing.before_each({});
  desk.failing.recover();
  CHECK(desk.run(import, file) == "2 prospects: 1 changed, 1 as they were\n[exit 0]\n");
}

TEST_CASE("a terminal sees a bar while a file is read, and nothing is left of it") {
  Desk desk;
  desk.terminal = true;
  const auto shown = desk.run("event import --config DIR/jeda.yaml DIR/events.csv");
  CHECK(shown.find("\rreading [##") != std::string::npos);
  CHECK(shown.find("] 100%\r\x1b[K") != std::string::npos);
  desk.terminal = false;
  CHECK(desk.run("event import --config DIR/jeda.yaml DIR/events.csv") ==
        "4 events: 0 recorded, 4 already known\n[exit 0]\n");
}

TEST_CASE("a reviewer is asked before mail is deleted, or chosen by a filter") {
  struct Row {
    std::string line;
    std::string answer;
    std::string want;
  };
  const auto row = GENERATE(values<Row>({
      {"discard 1yzrdjwefq", "n\n", "[stderr] discard 1 message? [y/N] jeda: nothing was done\n[exit 1]\n"},
      {"discard 1yzrdjwefq", "", "[stderr] discard 1 message? [y/N] jeda: nothing was done\n[exit 1]\n"},
      {"discard 1yzrdjwefq", "y\n",
       "1yzrdjwefq  discard is asked for; jeda-agent does it\n[stderr] discard 1 message? [y/N] \n[exit 0]\n"},
      {"release --rule gap", "y\n",
       "1yzrdjwefq  release is asked for; jeda-agent does it\n[stderr] release 1 message? [y/N] \n[exit 0]\n"},
      {"release 1yzrdjwefq", "", "1yzrdjwefq  release is asked for; jeda-agent does it\n[exit 0]\n"},
  }));
  Desk desk;
  desk.can_ask = true;
  CHECK(desk.run("held " + row.line + " --config DIR/jeda.yaml", row.answer) == row.want);
}

TEST_CASE("--wait says what came of it") {
  struct Row {
    std::string name;
    std::function<void(store::Desk&, std::int64_t)> agent;
    std::string want;
  };
  const Time now = command::test::moment("2026-11-20T10:00+07:00");
  const auto row = GENERATE_COPY(values<Row>({
      {"done", [=](store::Desk& desk, std::int64_t id) { CHECK(desk.finish(id, now)); },
       "1yzrdjwefq  released\n[exit 0]\n"},
      {"given up", [=](store::Desk& desk, std::int64_t id) { CHECK(desk.put_off(id, "no such queue", {}, now)); },
       "1yzrdjwefq  failed: no such queue\n[exit 1]\n"},
      {"nobody does it", [](store::Desk&, std::int64_t) {},
       "1yzrdjwefq  still waits: does jeda-agent run on the host that has it?\n[exit 1]\n"},
  }));
  CAPTURE(row.name);
  Desk desk;
  const auto agent = store::open_sqlite_desk(desk.desk_path());
  REQUIRE(agent);
  int pauses = 0;
  desk.on_pause = [&] {
    if (++pauses != 2) return;
    const auto due = (*agent)->due("mail.ours.example", now, 10);
    REQUIRE(due->size() == 1);
    row.agent(**agent, due->front().request.id);
  };
  CHECK(desk.run("held release --wait 1yzrdjwefq --config DIR/jeda.yaml") == row.want);
}

TEST_CASE("accounts are made, changed and removed") {
  Desk desk;
  const std::string config = " --config DIR/jeda.yaml";
  const auto run = [&](const std::string& line, const std::string& input = "") {
    return desk.run("user " + line + config, input);
  };
  CHECK(run("add citra --role reviewer --stdin", "kopi susu gula aren\n") == "citra: added as reviewer\n[exit 0]\n");
  CHECK(run("add citra --stdin", "kopi susu gula aren\n") ==
        "[stderr] jeda: there is an account 'citra' already\n[exit 1]\n");
  CHECK(run("role citra --role admin") == "citra: is admin now\n[exit 0]\n");
  CHECK(run("disable citra") == "citra: cannot log in any more\n[exit 0]\n");
  CHECK(run("list") == "name   role   state     since\ncitra  admin  disabled  2026-11-20 03:00 UTC\n[exit 0]\n");
  std::vector<std::string> typed = {"teh manis hangat", "teh manis"};
  desk.ask_secret = [&](const std::string&) {
    const auto word = typed.front();
    typed.erase(typed.begin());
    return std::optional(word);
  };
  CHECK(run("passwd citra") == "[stderr] jeda: the two are not the same\n[exit 2]\n");
  typed = {"teh manis hangat", "teh manis hangat"};
  CHECK(run("passwd citra") == "citra: the password is changed\n[exit 0]\n");
  const auto account = (*store::open_sqlite_desk(desk.desk_path()))->account("citra");
  CHECK(service::verify_password((*account)->hash, "teh manis hangat"));
  CHECK((*account)->disabled);
  CHECK(run("remove citra") == "citra: removed\n[exit 0]\n");
  CHECK(run("remove citra") == "[stderr] jeda: there is no account 'citra'\n[exit 1]\n");
}
