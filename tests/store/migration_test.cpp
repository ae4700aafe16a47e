// An older store becomes one of today's: nothing is lost, all or nothing.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <thread>

#include <fmt/format.h>

#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/schema.h"
#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;

namespace {

/// A store as version 1 left it.
class OldStore {
 public:
  explicit OldStore(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &connection_) == SQLITE_OK);
    run("PRAGMA journal_mode = WAL");
    run(schema_sql(1));
    run("PRAGMA user_version = 1; PRAGMA application_id = 1785029729; BEGIN");
  }
  ~OldStore() {
    run("COMMIT");
    sqlite3_close(connection_);
  }
  OldStore(const OldStore&) = delete;
  OldStore& operator=(const OldStore&) = delete;

  /// Kinds as numbers: 0 contact, 1 held, 2 reply. The summaries are of the old form: an even byte first.
  void touch(const std::string& key, int hours, int record, int place, int kind, const std::string& salesperson) {
    const std::string company = is_company(key) ? "NULL" : "'toko.example'";
    run(fmt::format("INSERT INTO touch VALUES ('{}', {}, {}, {}, {}, 0, '{}', NULL, {}, x'0400')", key,
                    to_micros(hour(hours)), record, place, kind, salesperson, company));
  }

  void message(int record, int hours, const std::string& salesperson, const std::vector<policy::Recipient>& to,
               const std::string& state) {
    std::string recipients;
    for (const char c : pack_recipients(to)) recipients += fmt::format("{:02x}", static_cast<unsigned char>(c));
    run(
        fmt::format("INSERT INTO message (id, at, salesperson, verdict, enforced, release, state, policy_version, "
                    "message_id, subject, queue_id, host, rules, findings, recipients) VALUES "
                    "({}, {}, '{}', 0, 1, 1, {}, 'v', '', 'Penawaran', 'Q', 'mx', '', '[]', x'{}')",
                    record, to_micros(hour(hours)), salesperson, state, recipients));
  }

 private:
  void run(const std::string& sql) {
    CHECK(sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  sqlite3* connection_ = nullptr;
};

const std::string ani = "ani@toko.example";
const std::string adi = "adi@toko.example";

/// budi's mail to ani and adi (1), ani's reply (2), citra's mail to ani, on hold (3).
void make_small(const std::string& path) {
  OldStore old(path);
  old.message(1, 1, "budi", {prospect(ani), prospect(adi)}, "NULL");
  old.message(3, 3, "citra", {prospect(ani)}, "0");
  for (const std::string& key : {ani, std::string("toko.example")}) {
    old.touch(key, 1, 1, 0, 0, "budi");
    old.touch(key, 2, 2, 0, 2, "budi");
    old.touch(key, 3, 3, 0, 1, "citra");
  }
  for (const std::string& key : {adi, std::string("toko.example")}) old.touch(key, 1, 1, 1, 0, "budi");
}

void make_large(const std::string& path, int prospects) {
  OldStore old(path);
  for (int i = 0; i < prospects; ++i) {
    for (int n = 0; n < 4; ++n) {
      old.touch(fmt::format("p{}@toko.example", i), n, 4 * i + n + 1, 0, 0, "budi");
      old.touch("toko.example", n, 4 * i + n + 1, 0, 0, "budi");
    }
  }
}

std::chrono::microseconds migrate_in_child(const std::string& path, std::chrono::microseconds kill_after) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(open_sqlite(path) ? 0 : 1);
  if (kill_after.count() > 0) {
    std::this_thread::sleep_for(kill_after);
    kill(child, SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace

TEST_CASE("a store of version 1 keeps all it knew") {
  TemporaryDirectory directory;
  make_small(directory / "history.db");
  CHECK_THAT(open_sqlite_reader(directory / "history.db").error().message,
             Catch::EndsWith("schema 1 is older than 8: start jeda-milter, it migrates"));
  const auto store = open(directory / "history.db");
  CHECK(store->count_divergences() == 0);
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "2.0 reply budi", "3.0 held citra"});
  CHECK(history(*store, ani).unanswered == 0);
  CHECK(history(*store, ani).mails.size() == 1);
  CHECK(history(*store, adi).unanswered == 1);
  CHECK(company(*store, adi).size() == 1);
  CHECK(settle(directory / "history.db", reference_of(3), HeldState::released, hour(4)) == true);
  accepted(*store, offer_with_imprint("budi", {ani}, 1), hour(5));
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "2.0 reply budi", "4.0 contact citra *", "5.0 contact budi"});
  CHECK(store->count_divergences() == 0);
}

TEST_CASE("a migration that is killed leaves the old store or the new, whole") {
  TemporaryDirectory directory;
  constexpr int prospects = 2000;
  make_large(directory / "first.db", prospects);
  std::filesystem::copy_file(directory / "first.db", directory / "measured.db");
  const auto whole = migrate_in_child(directory / "measured.db", {});
  for (int part = 1; part <= 6; ++part) {
    const std::string path = directory / fmt::format("{}.db", part);
    std::filesystem::copy_file(directory / "first.db", path);
    migrate_in_child(path, whole * part / 7);
    const auto store = open(path);
    CHECK(store->count_divergences() == 0);
    CHECK(history(*store, fmt::format("p{}@toko.example", prospects - 1)).mails.size() == 4);
  }
}
