// A store that is lost, in whole or in part, is never taken for an empty one; nor is anything else taken for a store.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <fstream>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using policy::Verdict;
namespace fs = std::filesystem;

namespace {

const std::string ani = "ani@toko.example";

/// "done", or the error's kind.
std::string offered(Store& store, double at) {
  const auto outcome = store.transact(offer("budi", {ani}), decides(Verdict::accept, hour(at)));
  return outcome ? "done" : std::string(to_string(outcome.error().cause));
}

/// Hears what people must know.
class Hearer : public Watcher {
 public:
  void waited(std::chrono::nanoseconds) noexcept override {}
  void committed(std::chrono::nanoseconds) noexcept override {}
  void overload_began(std::size_t, std::chrono::nanoseconds) noexcept override {}
  void overload_ended(std::uint64_t, std::chrono::nanoseconds) noexcept override {}
  void noticed(const std::string& what) noexcept override { heard.push_back(what); }
  Lines heard;
};

/// As the filter opens one when it starts, or as it goes on; and as commands do.
Result<std::unique_ptr<Store>> start(const std::string& path, Watcher* watcher = nullptr) {
  SqliteOptions options{{std::chrono::seconds(5), false}, "", false, true};
  options.watcher = watcher;
  return open_sqlite(path, options);
}
Result<std::unique_ptr<Store>> command(const std::string& path) {
  return open_sqlite(path, {{std::chrono::seconds(5), false}, "", false, false});
}

template <typename T>
std::string failure(const Result<T>& result) {
  return result ? "none" : std::string(to_string(result.error().cause)) + ": " + result.error().message;
}

/// A store in a directory of its own.
class Place {
 public:
  std::string path() const { return directory_ / "history.db"; }
  std::string mark() const { return directory_ / ".history.db.mark"; }
  std::string other(const std::string& name) const { return directory_ / name; }
  std::unique_ptr<Store> make() {
    REQUIRE(sure(sqlite_care(path())->make(false)));
    return sure(start(path()));
  }
  void lose(const Lines& ends = {"", "-wal", "-shm"}) {
    for (const auto& end : ends) fs::remove(path() + end);
  }

 private:
  TemporaryDirectory directory_;
};

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

std::string told_gone(const std::string& path) {
  return "missing: the store at " + path +
         " is gone: put it back, or a backup in its place; `jeda store init --anew` makes one without its history";
}
std::string lacks(const std::string& path, int transactions) {
  return path + ": what was recorded last is not in it (" + std::to_string(transactions) +
         (transactions == 1 ? " transaction" : " transactions") +
         "): it is an older copy, or its write-ahead log was lost";
}
const std::string remedy = "; put the right one back, or `jeda store adopt` takes this one for the store";

}  // namespace

TEST_CASE("nothing but init makes a store, once") {
  Place place;
  const std::string none = "missing: no store at " + place.path() + ": `jeda store init` makes one";
  CHECK(failure(start(place.path())) == none);
  CHECK(failure(command(place.path())) == none);
  CHECK(failure(open_sqlite_desk(place.path())) == none);
  CHECK(failure(sqlite_care(place.path())->check(true)) == none);
  CHECK_FALSE(fs::exists(place.path()));
  CHECK(sure(sqlite_care(place.path())->make(false)));
  CHECK_FALSE(sure(sqlite_care(place.path())->make(false)));
  CHECK_FALSE(sure(sqlite_care(place.path())->make(true)));
  CHECK(offered(*sure(start(place.path())), 1) == "done");
}

TEST_CASE("a store that was lost is made anew by nothing but a person who says so") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  place.lose();
  const std::string want = told_gone(place.path());
  CHECK(failure(start(place.path())) == want);
  CHECK(failure(command(place.path())) == want);
  CHECK(failure(open_sqlite(place.path())) == want);  // though it may make one where none was
  CHECK(failure(sqlite_care(place.path())->make(false)) == want);
  CHECK_FALSE(fs::exists(place.path()));
  CHECK(sure(sqlite_care(place.path())->make(true)));
  CHECK(fs::exists(place.mark() + ".before"));
  CHECK(log_of(*sure(start(place.path())), ani) == Lines{});
}

TEST_CASE("an empty file in a store's place is no store") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  place.lose();
  std::ofstream(place.path()) << "";
  CHECK(start(place.path()).error().cause == Error::Cause::missing);
  CHECK(command(place.path()).error().cause == Error::Cause::missing);
  CHECK(fs::file_size(place.path()) == 0);
}

TEST_CASE("a database whose write-ahead log was lost is told, until it is back") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  TemporaryDirectory killed;  // what a killed process leaves behind
  const auto copy_from = [&](const std::string& end) {
    fs::copy_file(place.path() + end, killed / ("history.db" + end), fs::copy_options::overwrite_existing);
  };
  const auto store = sure(start(place.path()));
  CHECK(offered(*store, 2) == "done");
  CHECK(offered(*store, 3) == "done");
  copy_from("");
  fs::copy_file(place.mark(), killed / ".history.db.mark");
  const std::string path = killed / "history.db";
  const std::string want = "lost: " + lacks(path, 2) + remedy;
  CHECK(failure(start(path)) == want);
  CHECK(failure(command(path)) == want);
  CHECK(sure(sqlite_care(path)->pulse({})).lost == lacks(path, 2).substr(path.size() + 2));
  CHECK_FALSE(sure(sqlite_care(path)->check(true)).sound());
  for (const char* end : {"-wal", "-shm"}) fs::remove(path + end);
  copy_from("-wal");
  CHECK(log_of(*sure(start(path)), ani) == Lines{"1.0 contact budi", "2.0 contact budi", "3.0 contact budi"});
}

TEST_CASE("an older copy is told, and taken when somebody says so") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  fs::copy_file(place.path(), place.other("copy"));
  CHECK(offered(*sure(start(place.path())), 2) == "done");
  place.lose();
  fs::copy_file(place.other("copy"), place.path());
  CHECK(failure(start(place.path())) == "lost: " + lacks(place.path(), 1) + remedy);
  CHECK(sure(sqlite_care(place.path())->adopt("root (shell)", hour(3))) ==
        lacks(place.path(), 1).substr(place.path().size() + 2));
  CHECK(sure(sqlite_care(place.path())->adopt("root (shell)", hour(3))) == "");
  CHECK(offered(*sure(start(place.path())), 4) == "done");
  CHECK(log_of(*sure(start(place.path())), ani) == Lines{"1.0 contact budi", "4.0 contact budi"});
  const auto entries = sure(sure(open_sqlite_desk(place.path()))->entries("", "", 10, ""));
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].what == "store adopted");
  CHECK(entries[0].who == "root (shell)");
}

TEST_CASE("another store in the place of the one that was there is told") {
  Place place, other;
  CHECK(offered(*place.make(), 1) == "done");
  other.make();
  place.lose();
  fs::copy_file(other.path(), place.path());
  CHECK(failure(start(place.path())) ==
        "lost: " + place.path() + ": it is another store than the one that was here" + remedy);
}

TEST_CASE("a copy that is put back is used after a restart, and what it lacks is told") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  sure(sqlite_care(place.path())->back_up(place.other("copy"), false, {}));
  CHECK(offered(*sure(start(place.path())), 2) == "done");
  const bool mark_too = GENERATE(false, true);
  place.lose();
  if (mark_too) fs::remove(place.mark());
  fs::copy_file(place.other("copy"), place.path());
  Hearer hearer;
  const auto store = sure(start(place.path(), &hearer));
  REQUIRE(hearer.heard.size() == 1);
  CHECK_THAT(hearer.heard[0], Catch::StartsWith(place.path() + " is the copy of "));
  CHECK_THAT(hearer.heard[0],
             Catch::EndsWith(mark_too ? ": what was recorded since is not in it" : lacks("", 1).substr(2)));
  CHECK(offered(*store, 3) == "done");
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "3.0 contact budi"});
  Hearer second;
  sure(start(place.path(), &second));
  CHECK(second.heard == Lines{});
}

TEST_CASE("a mark that is gone is told and made anew") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  fs::remove(place.mark());
  Hearer hearer;
  sure(start(place.path(), &hearer));
  CHECK(hearer.heard == Lines{place.path() + ": there was no mark beside it: whether all that was recorded is in it, "
                                             "nobody can say"});
  CHECK(fs::exists(place.mark()));
}

TEST_CASE("a write-ahead log that vanishes while in use is saved from the open file, and told") {
  Place place;
  const auto store = place.make();
  CHECK(offered(*store, 1) == "done");
  place.lose({"-wal"});
  CHECK(offered(*store, 2) == "missing");
  CHECK(offered(*store, 3) == "done");
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "3.0 contact budi"});
}

TEST_CASE("a store replaced while in use by what lacks something is not used until the right one is back") {
  Place place;
  CHECK(offered(*place.make(), 1) == "done");
  const bool copy_of_ours = GENERATE(false, true);
  if (copy_of_ours) {
    sure(sqlite_care(place.path())->back_up(place.other("copy"), false, {}));
  } else {
    fs::copy_file(place.path(), place.other("copy"));
  }
  const auto store = sure(start(place.path()));
  CHECK(offered(*store, 2) == "done");
  for (const char* end : {"", "-wal", "-shm"}) fs::rename(place.path() + end, place.other("away") + end);
  fs::copy_file(place.other("copy"), place.path());
  CHECK(offered(*store, 3) == "missing");
  CHECK(offered(*store, 4) == "lost");
  CHECK(offered(*store, 5) == "lost");
  place.lose();
  for (const char* end : {"", "-wal", "-shm"}) fs::rename(place.other("away") + end, place.path() + end);
  CHECK(offered(*store, 6) == "done");
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "2.0 contact budi", "6.0 contact budi"});
}

TEST_CASE("an index of another log is told, and nothing is written by it") {
  Place place, other;
  CHECK(offered(*place.make(), 1) == "done");
  other.make();
  const auto others = sure(start(other.path()));
  for (int i = 1; i <= 5; ++i) CHECK(offered(*others, i) == "done");
  const auto store = sure(start(place.path()));
  CHECK(offered(*store, 2) == "done");
  std::ifstream in(other.path() + "-shm", std::ios::binary);
  std::fstream(place.path() + "-shm", std::ios::in | std::ios::out | std::ios::binary) << in.rdbuf();
  CHECK(offered(*store, 3) == "lost");
  CHECK(offered(*store, 4) == "done");
  CHECK(log_of(*store, ani) == Lines{"1.0 contact budi", "2.0 contact budi", "4.0 contact budi"});
  CHECK(store->count_divergences() == 0);
}

TEST_CASE("what is no file is refused by everything that opens a store, and nothing waits for it") {
  Place place;
  struct Row {
    std::string kind;
    std::function<void(const std::string&)> put;
  };
  const std::string elsewhere = place.other("elsewhere");
  const std::vector<Row> rows = {
      {"a link", [&](const std::string& path) { fs::create_symlink(elsewhere, path); }},
      {"a FIFO", [](const std::string& path) { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }},
      {"a directory", [](const std::string& path) { fs::create_directory(path); }},
      {"a socket",
       [](const std::string& path) {
         sockaddr_un address{};
         address.sun_family = AF_UNIX;
         REQUIRE(path.copy(address.sun_path, sizeof address.sun_path - 1) == path.size());
         const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
         REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
         ::close(socket);
       }},
  };
  sure(sqlite_care(elsewhere)->make(false));
  const auto refused = [&](const std::string& file, const std::string& kind) {
    const std::string want = "corrupt: " + file + ": " + kind + " is there, and no file";
    CHECK(failure(start(place.path())) == want);
    CHECK(failure(command(place.path())) == want);
    CHECK(failure(open_sqlite_reader(place.path())) == want);
    CHECK(failure(open_sqlite_desk(place.path())) == want);
    CHECK(failure(sqlite_care(place.path())->make(false)) == want);
    CHECK(failure(sqlite_care(place.path())->adopt("root", hour(0))) == want);
    CHECK(failure(sqlite_care(place.path())->back_up(place.other("copy"), false, {})) == want);
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    row.put(place.path());
    refused(place.path(), row.kind);
    fs::remove(place.path());
  }
  place.make();
  for (const char* end : {"-wal", "-shm"})
    for (const auto& row : rows) {
      CAPTURE(row.kind, end);
      fs::remove(place.path() + end);
      row.put(place.path() + end);
      refused(place.path() + end, row.kind);
      fs::remove(place.path() + end);
    }
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    fs::remove(place.mark());
    row.put(place.mark());
    CHECK_THAT(failure(start(place.path())), Catch::StartsWith("failed: " + place.mark() + ": "));
    fs::remove(place.mark());
    row.put(place.other("copy"));
    CHECK_FALSE(sqlite_care(place.path())->back_up(place.other("copy"), false, {}));
    fs::remove(place.other("copy"));
  }
}

TEST_CASE("another program's database is refused before anything is written to it") {
  Place place;
  run_sql(place.path(), "CREATE TABLE theirs (x); PRAGMA user_version = 7");
  const auto bytes = fs::file_size(place.path());
  const std::string want = "corrupt: " + place.path() + ": a database, but not one of jeda's";
  CHECK(failure(start(place.path())) == want);
  CHECK(failure(open_sqlite_reader(place.path())) == want);
  CHECK(failure(open_sqlite_desk(place.path())) == want);
  CHECK(failure(sqlite_care(place.path())->make(true)) == want);
  CHECK(failure(sqlite_care(place.path())->adopt("root", hour(0))) == want);
  CHECK(fs::file_size(place.path()) == bytes);
  CHECK_FALSE(fs::exists(place.path() + "-wal"));
}

TEST_CASE("what root makes belongs to whom its directory belongs to") {
  if (::geteuid() != 0) return;
  Place place;
  constexpr uid_t nobody = 65534;
  REQUIRE(::chown(fs::path(place.path()).parent_path().c_str(), nobody, nobody) == 0);
  const auto store = place.make();
  CHECK(offered(*store, 1) == "done");
  for (const auto& file : {place.path(), place.path() + "-wal", place.path() + "-shm", place.mark()}) {
    CAPTURE(file);
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK(status.st_uid == nobody);
    CHECK(status.st_gid == nobody);
  }
}

TEST_CASE("what a clock that ran ahead has dated is shown, and dated anew") {
  Office office;
  const double ahead = 24 * 365 * 3;
  accepted(office.store(), offer("budi", {ani}, "first@ours"), hour(1));
  accepted(office.store(), offer("budi", {ani, "joko@pabrik.example"}, "ahead@ours"), hour(ahead));
  record(office.store(), reply("joko@pabrik.example", {"budi"}, hour(ahead + 1), {"ahead@ours"}));
  const auto care = sqlite_care(office.path());
  CHECK(*sure(care->pulse({})).newest >= hour(ahead));
  const auto shown = sure(care->ahead(hour(2), 2));
  CHECK(shown.touches == 3);
  CHECK(shown.prospects == 2);
  CHECK(shown.newest == hour(ahead + 1));
  CHECK(shown.first.size() == 2);
  CHECK(shown.rows.at("message") == 1);
  CHECK(shown.rows.at("reply") == 1);
  CHECK(history(office.store(), ani).newest_contact->at == hour(ahead));  // nothing was done
  const auto mended = sure(care->set_back(hour(2), hour(1.5), 2, "root (shell)"));
  CHECK(mended.touches == 3);
  CHECK(log_of(office.store(), ani) == Lines{"1.0 contact budi", "1.5 contact budi"});
  CHECK(history(office.store(), ani).newest_contact->at == hour(1.5));
  CHECK(office.store().count_divergences() == 0);
  CHECK(sure(care->ahead(hour(2), 2)).rows.empty());
  CHECK(*sure(care->pulse({})).newest <= hour(2));
  const auto entries = sure(office.desk().entries("", "", 10, ""));
  REQUIRE_FALSE(entries.empty());
  CHECK(entries[0].what == "clock set back");
  CHECK(entries[0].detail == "3 touches dated 2026-11-16T01:30:00+00:00");
  CHECK(sure(care->check(false)).sound());
}
