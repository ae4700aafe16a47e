// A copy of the store while it is written to.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"
#include "store/sqlite/care.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/forgotten.h"

namespace jeda::store {
namespace {

constexpr int pages_a_step = 512;

tl::unexpected<Error> failed(const std::string& message) {
  return tl::unexpected(Error{Error::Cause::failed, message});
}

/// A file under a name of its own that is gone at the end, with what SQLite put beside it, unless it got its place.
class PartFile {
 public:
  explicit PartFile(std::string path) : path_(std::move(path)) {}
  ~PartFile() {
    for (const char* end : {"", "-wal", "-shm", "-journal"}) ::unlink((path_ + end).c_str());
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  const std::string& path() const { return path_; }

  bool make() const {
    const int file = ::open(path_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) return false;
    ::close(file);
    return true;
  }

 private:
  const std::string path_;
};

struct Backup {
  sqlite3_backup* handle;
  ~Backup() { sqlite3_backup_finish(handle); }
};

/// What both must agree about; as of one moment.
std::string figures(Connection& connection) {
  std::string text;
  for (const char* sql : {"PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM touch",
                          "SELECT count(*) FROM message", "SELECT count(*) FROM entry", "SELECT max(id) FROM message"})
    text += std::to_string(connection.number(sql)) + " ";
  return text;
}

/// REQUIRES: `from` is in a transaction, so that what others write does not begin it anew.
std::optional<Error> copy(Connection& from, Connection& to, const Told& told) {
  const Backup backup{sqlite3_backup_init(to.handle(), "main", from.handle(), "main")};
  if (backup.handle == nullptr) {
    to.fail(sqlite3_errcode(to.handle()));
    return to.error();
  }
  for (int result = SQLITE_OK; result != SQLITE_DONE;) {
    result = sqlite3_backup_step(backup.handle, pages_a_step);
    if (result != SQLITE_OK && result != SQLITE_DONE) {
      to.fail(result);
      return to.error();
    }
    const int total = sqlite3_backup_pagecount(backup.handle);
    if (told) told(total - sqlite3_backup_remaining(backup.handle), total);
  }
  return std::nullopt;
}

/// A file of its own, that needs no log beside it; and sound.
std::optional<Error> verify(Connection& copy, const std::string& expected) {
  copy.keep_log(false);
  copy.run("PRAGMA journal_mode = DELETE");
  std::string problem;
  {
    Statement check(copy, "PRAGMA integrity_check(1)");
    Rows rows = check.query();
    if (rows.next() && rows.text(0) != "ok") problem = rows.text(0);
  }
  const std::string figures_there = figures(copy);
  if (copy.error()) return copy.error();
  if (!problem.empty()) return Error{Error::Cause::corrupt, "the copy is damaged: " + problem};
  if (figures_there != expected) return Error{Error::Cause::corrupt, "the copy is not the same as the store"};
  return std::nullopt;
}

/// Says of itself that it is a copy: put in the store's place it is taken for one that was restored.
void sign(Connection& copy) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  Statement(copy, "UPDATE identity SET copied_at = ?1").run(now);
}

std::optional<Error> write_copy(const std::string& path, const std::string& to, const Told& told) {
  auto from = Connection::open({path, Access::read});
  if (!from) return from.error();
  (*from)->run("BEGIN");
  const std::string expected = figures(**from);
  if ((*from)->error()) return (*from)->error();
  auto there = Connection::open({to, Access::write});
  if (!there) return there.error();
  if (auto error = copy(**from, **there, told)) return error;
  if (auto error = verify(**there, expected)) return error;
  sign(**there);
  return (*there)->error();
}

bool same_file(const std::string& one, const std::string& other) {
  const auto left = identify(one);
  return left && left == identify(other);
}

}  // namespace

Result<BackupDone> SqliteCare::back_up(const std::string& to, bool replace, const Told& told) {
  const std::string key = key_file_of(path_);
  const std::string key_to = key_file_of(to);
  if (same_file(path_, to)) return failed(to + ": that is the store itself");
  for (const std::string& file : {to, key_to})
    if (!replace && identify(file)) return failed(file + ": there is a file already; --force replaces it");
  const PartFile part(name_beside(to));
  if (!part.make()) return failed(fmt::format("{}: a file cannot be made there", part.path()));
  if (auto error = write_copy(path_, part.path(), told)) return tl::unexpected(std::move(*error));
  BackupDone done{to, 0, {}};
  std::error_code ignored;
  done.bytes = static_cast<std::int64_t>(std::filesystem::file_size(part.path(), ignored));
  const Replace how = replace ? Replace::yes : Replace::no;
  if (const auto text = read_small_file(key)) {
    if (const auto written = write_whole_file(key_to, *text, how); !written) return failed(written.error());
    done.key_file = key_to;
  } else if (identify(key)) {
    return failed(fmt::format("{}: {}", key, text.error()));
  }
  if (const auto placed = put_into_place(part.path(), to, how); !placed) return failed(placed.error());
  return done;
}

}  // namespace jeda::store
