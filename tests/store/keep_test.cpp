// Copies, checks, retention and erasure, over SQLite and beside a store that goes on deciding.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "store/sqlite/forgotten.h"
#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::TouchKind;
using policy::Verdict;

namespace {

constexpr double year = 24 * 365;
const std::string victim = "xaverine.zwolle@toko.example";

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

std::string problems(const Checked& checked) {
  std::string text;
  for (const auto& item : checked.items)
    if (!item.sound) text += item.name + ": " + item.problem + "\n";
  return text;
}

std::string check(const std::string& path) { return problems(sure(sqlite_care(path)->check(false))); }

/// "message 1, touch 2": rows by table.
std::string rows_text(const std::map<std::string, std::int64_t>& rows) {
  std::string text;
  for (const auto& [table, count] : rows) text += (text.empty() ? "" : ", ") + table + " " + std::to_string(count);
  return text;
}

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
  INFO(sqlite3_errmsg(database));
  CHECK(result == SQLITE_OK);
  sqlite3_close(database);
}

policy::Recipient person(const std::string& key) { return {key, key, key.substr(key.find('@') + 1)}; }

/// What the judge sees of an address.
std::optional<policy::DoNotContact> judged(Store& store, const std::string& key, Time at) {
  std::optional<policy::DoNotContact> seen;
  Offer mail = offer("budi", {key});
  const auto outcome = store.transact(mail, [&](const policy::Histories& histories) {
    seen = histories[0].prospect.do_not_contact;
    return judgement(Verdict::reject, at);
  });
  REQUIRE(outcome);
  return seen;
}

/// A past with the victim in every table, alone and among others, and others with a past of their own.
void fill_with_victim(Office& office) {
  Store& store = office.store();
  accepted(store, offer("budi", {victim}, "alone@ours"), hour(0));
  Offer shared_mail = offer("budi", {victim, "other@toko.example", "ani@toko.example"}, "shared@ours");
  shared_mail.exact = "bytes to x.zwolle";  // as a trace of it
  accepted(store, shared_mail, hour(1));
  transact(store, offer("sari", {victim}, "refused@ours"), decides(Verdict::reject, hour(2)));
  transact(store, offer("sari", {victim, "other@toko.example"}, "named@ours"), [](const policy::Histories&) {
    Judgement judgement;
    judgement.at = hour(2);
    judgement.decision.verdict = Verdict::reject;
    judgement.decision.answers = {false, false};
    for (const std::string& prospect : {victim, std::string("other@toko.example")}) {
      policy::Finding finding;
      finding.rule = finding.kind = "signs";
      finding.facts = policy::SignsFacts{3};
      finding.prospect = prospect;
      finding.name = prospect == victim ? "Mrs. Xaverine" : "Mr. Other";
      judgement.decision.findings.push_back(finding);
    }
    judgement.advice = {"Phone Mrs. Xaverine."};
    return judgement;
  });
  record(store, reply(victim, {"budi"}, hour(3), {"shared@ours"}));
  record(store, {event(victim, TouchKind::call, hour(4)), event(victim, TouchKind::order, hour(5), "INV-1")});
  sure(store.change_prospect(victim, [](policy::ProspectFacts& told) { told.names = {"Xaverine"}; }));
  link(store, victim, "x.zwolle@gmail.com");
  const auto alone = office.hold({.at = hour(6)}, {victim});
  const auto shared = office.hold({.at = hour(7)}, {victim, "joko@pabrik.example"});
  office.ask(Ask::What::note, alone, "citra", hour(8), "asked " + victim + " by phone");
  office.ask(Ask::What::give_back, alone, "citra", hour(8), "not to " + victim);
  office.ask(Ask::What::note, shared, "citra", hour(8), "also to Xaverine.Zwolle@toko.example.");
  REQUIRE(sure(settle(office.path(), alone, HeldState::returned, hour(9))));
  REQUIRE(sure(settle(office.path(), shared, HeldState::released, hour(9))));
  sure(office.desk().remind({alone}, "team@ours.example", hour(10), std::chrono::hours(1)));
}

}  // namespace

TEST_CASE("a copy is whole, private, checked, and replaces nothing unasked") {
  Office office;
  accepted(office.store(), offer("budi", {"ani@toko.example"}), hour(0));
  TemporaryDirectory there;
  std::int64_t last = 0;
  const auto done =
      sure(sqlite_care(office.path())->back_up(there / "copy.db", false, [&](std::int64_t copied, std::int64_t total) {
        CHECK(copied <= total);
        last = total - copied;
      }));
  CHECK(last == 0);
  CHECK(done.file == there / "copy.db");
  CHECK(done.key_file.empty());
  CHECK(mode_of(there / "copy.db") == 0600);
  CHECK(std::distance(std::filesystem::directory_iterator(there.path()), {}) == 1);
  CHECK(check(there / "copy.db") == "");
  CHECK(log_of(*open(there / "copy.db"), "ani@toko.example") == log_of(office.store(), "ani@toko.example"));

  const auto again = sqlite_care(office.path())->back_up(there / "copy.db", false, {});
  REQUIRE(!again);
  CHECK(again.error().message == there / "copy.db" + ": there is a file already; --force replaces it");
  CHECK(sqlite_care(office.path())->back_up(there / "copy.db", true, {}));
  CHECK(!sqlite_care(office.path())->back_up(office.path(), true, {}));
  CHECK(!sqlite_care(office.path())->back_up(there / "no/copy.db", false, {}));
  CHECK(!sqlite_care(there / "nothing.db")->back_up(there / "x.db", false, {}));
  CHECK(!std::filesystem::exists(there / "x.db"));
}

TEST_CASE("copies and pruning keep no decision waiting, and lose none") {
  Office office;
  for (int i = 0; i < 200; ++i)
    accepted(office.store(), offer("budi", {"old" + std::to_string(i) + "@toko.example"}), hour(0));
  std::atomic<bool> stop = false;
  std::atomic<int> decided = 0;
  std::chrono::steady_clock::duration slowest{};
  std::thread deciding([&] {
    for (int i = 0; !stop; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      const auto outcome = office.store().transact(offer("sari", {"new" + std::to_string(i) + "@toko.example"}),
                                                   decides(Verdict::accept, hour(3 * year)));
      if (outcome) ++decided;
      slowest = std::max(slowest, std::chrono::steady_clock::now() - begun);
    }
  });
  TemporaryDirectory there;
  const auto copied = sqlite_care(office.path())->back_up(there / "copy.db", false, {});
  const auto pruned = sqlite_care(office.path())->prune(hour(2 * year), hour(4 * year), {});
  const auto erased_one = sqlite_care(office.path())->erase("new0@toko.example", "root (shell)", "", hour(4 * year));
  stop = true;
  deciding.join();
  REQUIRE(copied);
  CHECK(check(there / "copy.db") == "");
  REQUIRE(pruned);
  CHECK(pruned->prospects == 200);
  REQUIRE(erased_one);
  CHECK(erased_one->known);
  CHECK(slowest < std::chrono::seconds(5));
  WARN("slowest decision " << std::chrono::duration_cast<std::chrono::milliseconds>(slowest).count() << " ms of "
                           << decided);
  CHECK(check(office.path()) == "");
  for (int i = 1; i < decided; ++i) {
    INFO(i);
    REQUIRE(log_of(office.store(), "new" + std::to_string(i) + "@toko.example").size() == 1);
  }
}

TEST_CASE("a check finds what is wrong") {
  Office office;
  fill_with_victim(office);
  CHECK(check(office.path()) == "");
  CHECK(sure(sqlite_care(office.path())->check(true)).rows.empty());
  CHECK(sure(sqlite_care(office.path())->check(false)).rows.at("reply") == 1);

  SECTION("a summary that is not the fold") {
    run_sql(office.path(), "UPDATE touch SET kind = 4 WHERE key = 'ani@toko.example'");
    CHECK(check(office.path()).starts_with("summaries: "));
  }
  SECTION("a message that is gone") {
    run_sql(office.path(), "DELETE FROM message WHERE message_id = 'shared@ours'");
    CHECK(check(office.path()) == "references: touches of mail without the message: 6\n");
  }
  SECTION("a trigger that is gone") {
    run_sql(office.path(), "DROP TRIGGER entry_kept");
    CHECK(check(office.path()) == "schema: there is no trigger entry_kept\n");
  }
  SECTION("a page that is damaged") {
    sure(sqlite_care(office.path())->vacuum());
    std::string bytes = bytes_of(office.path());
    for (std::size_t i = 2048 * 6; i < 2048 * 12; ++i) bytes[i] = '\x5a';
    TemporaryDirectory there;
    std::ofstream(there / "bad.db", std::ios::binary) << bytes;
    CHECK(check(there / "bad.db") != "");
  }
}

TEST_CASE("pruning takes out who is long silent, and keeps what a decision must know") {
  Office office;
  Store& store = office.store();
  accepted(store, offer("budi", {"silent@toko.example"}), hour(0));
  accepted(store, offer("budi", {"silent@toko.example", "active@toko.example"}, "shared@ours"), hour(1));
  accepted(store, offer("sari", {"active@toko.example"}), hour(3 * year));
  accepted(store, offer("budi", {"stop@toko.example"}), hour(0));
  record(store, {event("stop@toko.example", TouchKind::opt_out, hour(2)),
                 event("stop@toko.example", TouchKind::complaint, hour(3))});
  accepted(store, offer("budi", {"granted@toko.example"}), hour(0));
  record(store, {event("granted@toko.example", TouchKind::permission_granted, hour(4))});
  accepted(store, offer("budi", {"waits@toko.example"}), hour(1));
  const auto waits = office.hold({.at = hour(5)}, {"waits@toko.example"});
  transact(store, offer("budi", {"refused@toko.example"}), decides(Verdict::reject, hour(5)));
  sure(store.change_prospect("silent@toko.example", [](policy::ProspectFacts& told) { told.consent = "by letter"; }));
  const Time before = hour(2 * year);

  const auto plan = sure(sqlite_care(office.path())->plan_pruning(before, {}));
  CHECK(plan.prospects == 1);
  CHECK(plan.shortened == 2);
  CHECK(plan.unanswered == 2);
  CHECK(plan.waiting == 1);
  CHECK(plan.oldest_kept == hour(1));
  CHECK(log_of(store, "silent@toko.example").size() == 2);

  const auto pruned = sure(sqlite_care(office.path())->prune(before, hour(4 * year), {}));
  CHECK(rows_text(pruned.rows) == rows_text(plan.rows));
  CHECK(pruned.unanswered == plan.unanswered);
  CHECK(check(office.path()) == "");
  CHECK(log_of(store, "silent@toko.example").empty());
  CHECK(history(store, "silent@toko.example") == policy::History{});
  CHECK(facts(store, "silent@toko.example").consent == "by letter");
  CHECK(log_of(store, "active@toko.example").size() == 2);
  CHECK(log_of(store, "stop@toko.example") == std::vector<std::string>{"2.0 opt-out budi"});
  CHECK(history(store, "stop@toko.example").do_not_contact == policy::DoNotContact{TouchKind::opt_out, hour(2)});
  CHECK(history(store, "granted@toko.example").permission_granted == hour(4));
  CHECK(history(store, "granted@toko.example").unanswered == 0);
  CHECK(office.state(waits) == "held");

  const auto again = sure(sqlite_care(office.path())->prune(before, hour(4 * year), {}));
  CHECK(rows_text(again.rows) == "");
  CHECK(again.prospects + again.shortened == 0);
}

TEST_CASE("an erased person is in no table and in no file") {
  Office office;
  fill_with_victim(office);
  const auto exported = sure(sqlite_care(office.path())->export_person(victim));
  CHECK(exported.find("refused") != std::string::npos);
  CHECK(exported.find("other@toko.example") == std::string::npos);
  const auto plan = sure(sqlite_care(office.path())->plan_erasure("x.zwolle@gmail.com"));
  CHECK(plan.person == victim);
  CHECK(plan.addresses == std::vector<std::string>{"x.zwolle@gmail.com", victim});
  CHECK(!plan.forgotten);
  CHECK(log_of(office.store(), victim).size() > 5);

  const auto erased = sure(sqlite_care(office.path())->erase(victim, "root (shell)", "asked by letter", hour(20)));
  CHECK(rows_text(erased.rows) == rows_text(plan.rows));
  CHECK(erased.log_emptied);
  CHECK(erased.left == 0);
  CHECK(check(office.path()) == "");
  CHECK(log_of(office.store(), victim).empty());
  CHECK(log_of(office.store(), "other@toko.example") == std::vector<std::string>{"1.0 contact budi"});
  const auto file = bytes_of(office.path()) + bytes_of(office.path() + "-wal");
  for (const auto* trace : {"xaverine.zwolle", "Xaverine", "x.zwolle"}) {
    INFO(trace);
    CHECK(file.find(trace) == std::string::npos);
  }
  const auto record = sure(office.desk().entries("root (shell)", "", 10, ""));
  REQUIRE(record.size() == 1);
  CHECK(record[0].what + ": " + record[0].detail == "prospect erased: asked by letter");
  CHECK(!sure(sqlite_care(office.path())->erase(victim, "root (shell)", "", hour(21))).known);
  // The company's people are again those of the others.
  CHECK(company(office.store(), "other@toko.example").size() == 1);
  // The record is as closed as before.
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(office.path().c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, "UPDATE entry SET detail = ''", nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT);
  sqlite3_close(database);
  // A new message gets a number that nobody had.
  const auto fresh = accepted(office.store(), offer("budi", {"new@toko.example"}), hour(30));
  CHECK(sure(office.desk().entries("", fresh.reference, 10, "")).empty());
}

TEST_CASE("nobody is erased while mail to them is on hold") {
  Office office;
  const auto held_mail = office.hold({}, {victim, "joko@pabrik.example"});
  const auto refused = sure(sqlite_care(office.path())->erase(victim, "root (shell)", "", hour(20)));
  CHECK(refused.held == std::vector<std::string>{held_mail});
  CHECK(log_of(office.store(), victim).size() == 1);
}

TEST_CASE("an erased address that must not be written to stays so, and comes back only when a person says so") {
  Office office;
  Store& store = office.store();
  accepted(store, offer("budi", {victim}), hour(0));
  record(store, {event(victim, TouchKind::opt_out, hour(1))});
  REQUIRE(sure(sqlite_care(office.path())->erase(victim, "root (shell)", "", hour(20))).forgotten);
  CHECK(mode_of(key_file_of(office.path())) == 0600);
  CHECK(bytes_of(office.path()).find("zwolle") == std::string::npos);

  CHECK(judged(store, victim, hour(21)) == policy::DoNotContact{TouchKind::blocked, hour(20)});
  CHECK(!judged(store, "someone.else@toko.example", hour(21)));
  CHECK(sure(store.forgotten(victim)));
  CHECK(history(store, victim).do_not_contact);
  // A message that went all the same does not change what the log says.
  accepted(store, offer("budi", {victim}), hour(22));
  CHECK(check(office.path()) == "");
  REQUIRE(sure(sqlite_care(office.path())->erase(victim, "root (shell)", "", hour(23))).known);

  CHECK(record(store, {event(victim, TouchKind::order, hour(24))}) == 0);
  CHECK(!store.change_prospect(victim, [](policy::ProspectFacts& told) { told.names = {"X"}; }));
  CHECK(!store.link(person("ani@toko.example"), person(victim)));
  CHECK(log_of(store, victim).empty());

  SECTION("a copy takes the key along") {
    TemporaryDirectory there;
    const auto done = sure(sqlite_care(office.path())->back_up(there / "copy.db", false, {}));
    CHECK(done.key_file == there / "copy.db.key");
    CHECK(mode_of(done.key_file) == 0600);
    CHECK(sure(open(there / "copy.db")->forgotten(victim)));
  }
  SECTION("without the key, or with another, nothing is judged") {
    const std::string key = key_file_of(office.path());
    const std::string good = bytes_of(key);
    std::filesystem::remove(key);
    const auto other = open(office.path());
    const auto answer = other->transact(offer("budi", {"ani@toko.example"}), decides(Verdict::accept, hour(25)));
    REQUIRE(!answer);
    CHECK(answer.error().cause == Error::Cause::missing);
    CHECK(check(office.path()).starts_with("key: " + office.path() + ": " + key + ": No such file or directory; "));
    std::ofstream(key) << std::string(64, '0') << '\n';
    CHECK(!other->transact(offer("budi", {"ani@toko.example"}), decides(Verdict::accept, hour(25))));
    std::ofstream(key) << good;
    CHECK(other->transact(offer("budi", {"ani@toko.example"}), decides(Verdict::accept, hour(25))));
  }
  SECTION("a reviewer lifts it") {
    CHECK(record(store, {event(victim, TouchKind::allowed, hour(25))}) == 1);
    CHECK(!judged(store, victim, hour(26)));
    CHECK(!sure(store.forgotten(victim)));
  }
}

TEST_CASE("what is killed in the middle", "[.child]") {
  const std::string path = std::getenv("JEDA_KEEP_PATH");
  if (std::string(std::getenv("JEDA_KEEP_WHAT")) == "erase") {
    (void)sqlite_care(path)->erase(victim, "root (shell)", "", hour(20));
  } else {
    (void)sqlite_care(path)->prune(hour(year), hour(3 * year), {});
  }
}

TEST_CASE("killed in the middle, pruning and erasing leave a sound store, and the next run ends them") {
  Office office;
  for (int i = 0; i < 60; ++i) {
    const std::string name = std::to_string(i);
    accepted(office.store(), offer("budi", {"a" + name + "@toko.example", "b" + name + "@toko.example"}), hour(0));
  }
  fill_with_victim(office);
  office.reopen();
  std::mt19937 random(7);
  int killed = 0;
  for (int round = 0; round < 12; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      setenv("JEDA_KEEP_PATH", office.path().c_str(), 1);
      setenv("JEDA_KEEP_WHAT", round % 3 == 2 ? "erase" : "prune", 1);
      freopen("/dev/null", "w", stdout);
      execl("/proc/self/exe", "keep_test", "[.child]", nullptr);
      _exit(127);
    }
    usleep(5000 + static_cast<unsigned>(random()) % 60000);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    INFO("round " << round);
    REQUIRE(check(office.path()) == "");
  }
  CHECK(killed > 3);
  sure(sqlite_care(office.path())->prune(hour(year), hour(3 * year), {}));
  sure(sqlite_care(office.path())->erase(victim, "root (shell)", "", hour(20)));
  CHECK(check(office.path()) == "");
  CHECK(log_of(office.store(), "a7@toko.example").empty());
  CHECK(log_of(office.store(), victim).empty());
}
