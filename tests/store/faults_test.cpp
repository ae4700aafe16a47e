// What goes wrong with a database file, and that the store works again afterwards.
#include <sqlite3.h>
#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <fstream>

#include "tests/store/backends.h"
#include "tests/store/fault_disk.h"
#include "tests/support/slowness.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using policy::Verdict;

namespace {

constexpr std::chrono::milliseconds short_deadline(200 * jeda::test::slowness);

/// "kind" or "done".
std::string attempt(Store& store, double at, const std::string& key = "ani@toko.example") {
  const auto outcome = store.transact(offer("budi", {key}), decides(Verdict::accept, hour(at)));
  if (outcome) return "done";
  CHECK(outcome.error().message.find('\n') == std::string::npos);
  CHECK_FALSE(outcome.error().message.empty());
  return std::string(to_string(outcome.error().cause));
}

std::unique_ptr<Store> open_lazily(const std::string& path, const std::string& vfs = "") {
  return open(path, {{short_deadline, true}, vfs});
}

/// For those that make a store in the first transaction, which takes longer than others.
std::unique_ptr<Store> open_patiently(const std::string& path, const std::string& vfs = "") {
  return open(path, {{std::chrono::seconds(10), true}, vfs});
}

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* connection = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
  CHECK(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(connection);
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// Another program that holds the database.
class Locker {
 public:
  explicit Locker(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &connection_) == SQLITE_OK);
    CHECK(sqlite3_exec(connection_, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~Locker() { sqlite3_close(connection_); }
  Locker(const Locker&) = delete;
  Locker& operator=(const Locker&) = delete;

 private:
  sqlite3* connection_ = nullptr;
};

}  // namespace

TEST_CASE("a new database is its owner's to write and its group's to read") {
  TemporaryDirectory directory;
  const auto store = open(directory / "history.db");
  struct stat status {};
  REQUIRE(stat((directory / "history.db").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777 & ~0640) == 0);
  CHECK((status.st_mode & 0600) == 0600);
}

TEST_CASE("a database locked by another program is busy until the deadline, then works again") {
  TemporaryDirectory directory;
  const auto store = open_lazily(directory / "history.db");
  {
    const Locker locker(directory / "history.db");
    CHECK(attempt(*store, 1) == "busy");
    CHECK(history(*store, "ani@toko.example") == policy::History());  // readers are not in its way
  }
  CHECK(attempt(*store, 2) == "done");
  CHECK(log_of(*store, "ani@toko.example") == Lines{"2.0 contact budi"});
}

TEST_CASE("a store starts while its database is locked") {
  TemporaryDirectory directory;
  open(directory / "history.db");
  std::unique_ptr<Store> store;
  {
    const Locker locker(directory / "history.db");
    store = open_lazily(directory / "history.db");
    CHECK(attempt(*store, 1) == "busy");
  }
  CHECK(attempt(*store, 2) == "done");
}

TEST_CASE("a full disk and a broken one fail until they are mended") {
  TemporaryDirectory directory;
  FaultDisk& disk = FaultDisk::instance();
  const auto store = open_lazily(directory / "history.db", FaultDisk::name());
  REQUIRE(attempt(*store, 1) == "done");
  disk.set(FaultDisk::Fault::full);
  CHECK(attempt(*store, 2) == "full");
  CHECK(attempt(*store, 3) == "full");
  CHECK(history(*store, "ani@toko.example").unanswered == 1);
  disk.set(FaultDisk::Fault::none);
  CHECK(attempt(*store, 4) == "done");
  disk.set(FaultDisk::Fault::broken);
  CHECK(attempt(*store, 5) == "failed");
  disk.set(FaultDisk::Fault::none);
  CHECK(attempt(*store, 6) == "done");
  CHECK(log_of(*store, "ani@toko.example") == Lines{"1.0 contact budi", "4.0 contact budi", "6.0 contact budi"});
  CHECK(store->count_divergences() == 0);
}

TEST_CASE("a store starts on a full disk") {
  TemporaryDirectory directory;
  FaultDisk& disk = FaultDisk::instance();
  disk.set(FaultDisk::Fault::full);
  CHECK(open_sqlite(directory / "history.db", {{short_deadline, false}, FaultDisk::name()}).error().cause ==
        Error::Cause::full);
  const auto store = open_patiently(directory / "history.db", FaultDisk::name());
  CHECK(attempt(*store, 1) == "full");
  disk.set(FaultDisk::Fault::none);
  CHECK(attempt(*store, 2) == "done");
}

TEST_CASE("a file that is no database is refused, left alone, and can be replaced") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  write_file(path, std::string(5000, 'x'));
  CHECK(open_sqlite(path).error().cause == Error::Cause::corrupt);
  const auto store = open_patiently(path);
  CHECK(attempt(*store, 1) == "corrupt");
  CHECK(store->history(prospect("ani@toko.example")).error().cause == Error::Cause::corrupt);
  CHECK(std::filesystem::file_size(path) == 5000);
  std::filesystem::remove(path);
  CHECK(attempt(*store, 2) == "done");
}

TEST_CASE("another program's database is refused") {
  TemporaryDirectory directory;
  run_sql(directory / "history.db", "CREATE TABLE theirs (x); PRAGMA user_version = 1");
  CHECK(open_sqlite(directory / "history.db").error().cause == Error::Cause::corrupt);
}

TEST_CASE("damage inside the database is told, not taken for an empty history") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  {
    const auto store = open(path);
    for (int i = 0; i < 200; ++i) attempt(*store, i, "p" + std::to_string(i) + "@toko.example");
  }
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(size - 4096, '\x5a');
  file.close();
  const auto store = open_lazily(path);
  CHECK(attempt(*store, 300) == "corrupt");
  CHECK(store->history(prospect("p1@toko.example")).error().cause == Error::Cause::corrupt);
}

TEST_CASE("a missing directory is told, and used once it is there") {
  TemporaryDirectory directory;
  const std::string path = directory / "later/history.db";
  CHECK(open_sqlite(path).error().cause == Error::Cause::missing);
  CHECK_THAT(open_sqlite(path).error().message, Catch::EndsWith("later/history.db: No such file or directory"));
  const auto store = open_patiently(path);
  CHECK(attempt(*store, 1) == "missing");
  std::filesystem::create_directory(directory / "later");
  CHECK(attempt(*store, 2) == "done");
}

TEST_CASE("a database that vanishes while in use is missing until it is put back") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  const auto store = open_lazily(path);
  REQUIRE(attempt(*store, 1) == "done");
  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::rename(path + end, directory / ("away" + std::string(end)));
  CHECK(attempt(*store, 2) == "missing");
  CHECK(attempt(*store, 3) == "missing");
  CHECK(store->history(prospect("ani@toko.example")).error().cause == Error::Cause::missing);
  CHECK_FALSE(std::filesystem::exists(path));
  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::rename(directory / ("away" + std::string(end)), path + end);
  CHECK(attempt(*store, 4) == "done");
  CHECK(log_of(*store, "ani@toko.example") == Lines{"1.0 contact budi", "4.0 contact budi"});
}

TEST_CASE("a database replaced by another is noticed") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  open(directory / "other.db");
  const auto store = open_lazily(path);
  REQUIRE(attempt(*store, 1) == "done");
  std::filesystem::rename(directory / "other.db", path);
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  CHECK(attempt(*store, 2) == "missing");
  CHECK(attempt(*store, 3) == "lost");
}

TEST_CASE("a newer schema is refused, even lazily") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  open(path);
  run_sql(path, "PRAGMA user_version = 99");
  const std::string want = path + ": written by a newer jeda (schema 99; this one knows 8): upgrade jeda";
  for (const bool lazy : {false, true}) {
    const auto store = open_sqlite(path, {{short_deadline, lazy}, ""});
    REQUIRE_FALSE(store);
    CHECK(store.error().cause == Error::Cause::newer);
    CHECK(store.error().message == want);
  }
  CHECK(open_sqlite_reader(path).error().cause == Error::Cause::newer);
}

TEST_CASE("a reader makes no database and writes nothing") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  CHECK(open_sqlite_reader(path).error().cause == Error::Cause::missing);
  CHECK_FALSE(std::filesystem::exists(path));
  write_file(path, "");
  CHECK_FALSE(open_sqlite_reader(path));
  CHECK(std::filesystem::file_size(path) == 0);
}

TEST_CASE("a reader sees what a running store has committed") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  const auto store = open(path);
  const auto reader = open_sqlite_reader(path);
  REQUIRE(reader);
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(attempt(*store, i) == "done");
    CHECK((*reader)->history(prospect("ani@toko.example"))->prospect.unanswered == i);
  }
  CHECK((*reader)->count_divergences() == 0);
}

TEST_CASE("divergences are counted: a wrong summary, a lost one, a stray touch") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  {
    const auto store = open(path);
    for (int i = 1; i <= 3; ++i) attempt(*store, i);
  }
  struct Row {
    std::string sql;
    int want;
  };
  const Row row = GENERATE(values<Row>({
      {"UPDATE touch SET summary = NULL WHERE key = 'ani@toko.example'", 1},
      {"UPDATE touch SET summary = x'00' WHERE key = 'toko.example'", 3},
      {"DELETE FROM touch WHERE key = 'toko.example'", 3},
      {"DELETE FROM touch WHERE key = 'ani@toko.example'", 3},
      {"UPDATE touch SET kind = 3 WHERE record = 1", 4},
  }));
  run_sql(path, row.sql);
  CAPTURE(row.sql);
  CHECK(open(path)->count_divergences() == row.want);
}
