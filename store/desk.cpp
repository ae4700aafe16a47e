#include "store/desk.h"

#include <sqlite3.h>

#include <thread>

#include "store/sqlite_desk.h"
#include "store/sqlite_schema.h"

namespace jeda::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t idle_readers = 2;

/// Pages in the write-ahead log from which on a desk copies them into the database, where no filter runs that does.
constexpr int long_log = 4096;

/// SQLite waits longer and longer between its tries; a filter that writes all the time would never let it in.
constexpr int try_milliseconds = 10;

bool is_lasting(const Error& error) { return error.kind != Error::Kind::busy && error.kind != Error::Kind::full; }

}  // namespace

std::string_view to_string(RequestKind kind) {
  if (kind == RequestKind::give_back) return "return";
  return kind == RequestKind::discard ? "discard" : "release";
}

std::string_view to_string(RequestState state) {
  switch (state) {
    case RequestState::waiting:
      return "waiting";
    case RequestState::running:
      return "running";
    case RequestState::done:
      return "done";
    case RequestState::failed:
      return "failed";
    case RequestState::voided:
      break;
  }
  return "void";
}

std::string_view to_string(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::held:
      return "held";
    case NoticeKind::released:
      return "released";
    case NoticeKind::returned:
      return "returned";
    case NoticeKind::discarded:
      return "discarded";
    case NoticeKind::refused:
      return "refused";
    case NoticeKind::replied:
      return "replied";
    case NoticeKind::expired:
      return "expired";
    case NoticeKind::reminder:
      break;
  }
  return "reminder";
}

std::string_view to_string(Desk::Role role) {
  if (role == Desk::Role::admin) return "admin";
  return role == Desk::Role::reviewer ? "reviewer" : "viewer";
}

std::string version_of(const HeldDetail& detail) {
  return std::to_string(detail.entries.empty() ? 0 : detail.entries.back().id);
}

std::optional<Error> SqliteDesk::ensure_open() {
  if (database_) {
    auto moved = database_->connection().moved();
    if (!moved) return std::nullopt;
    database_.reset();
  }
  auto opened = Database::open(path_, options_.vfs, static_cast<int>(options_.deadline.count()), false);
  if (!opened) return opened.error();
  sqlite3_busy_timeout((*opened)->connection().handle(), try_milliseconds);
  database_ = std::move(*opened);
  return std::nullopt;
}

std::optional<Error> SqliteDesk::take_write_lock() {
  const auto deadline = steady_clock::now() + options_.deadline;
  while (true) {
    database_->begin();
    if (database_->connection().ok()) return std::nullopt;
    Error error = *database_->connection().error();
    database_->roll_back();
    if (error.kind != Error::Kind::busy || steady_clock::now() >= deadline) return error;
    std::this_thread::sleep_for(milliseconds(1));
  }
}

std::optional<Error> SqliteDesk::begin_writing() {
  if (auto error = ensure_open()) return error;
  auto error = take_write_lock();
  if (error && is_lasting(*error)) database_.reset();
  return error;
}

std::optional<Error> SqliteDesk::commit() {
  Connection& connection = database_->connection();
  if (connection.ok()) database_->commit();
  if (!connection.ok()) return undo();
  if (database_->log_pages() > long_log) {
    connection.run("PRAGMA wal_checkpoint(PASSIVE)");
    connection.clear();
  }
  return std::nullopt;
}

std::optional<Error> SqliteDesk::undo() {
  Error error = *database_->connection().error();
  const bool local = database_->connection().error_is_local();
  database_->roll_back();
  if (!local && is_lasting(error)) database_.reset();
  return error;
}

Result<std::unique_ptr<Connection>> SqliteDesk::take_reader() {
  std::vector<std::unique_ptr<Connection>> outdated;
  {
    const std::lock_guard lock(pool_);
    while (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      if (!reader->moved()) return reader;
      outdated.push_back(std::move(reader));
    }
  }
  ConnectionOptions options;
  options.path = path_;
  options.vfs = options_.vfs;
  options.busy_milliseconds = static_cast<int>(options_.deadline.count());
  auto reader = Connection::open(options);
  if (!reader) return reader;
  (*reader)->run("PRAGMA query_only = ON; PRAGMA cache_size = -4096");
  check_version(**reader);
  add_functions(**reader);
  if (const auto& error = (*reader)->error()) return tl::unexpected(*error);
  (*reader)->remember_files();
  return reader;
}

void SqliteDesk::give_back(std::unique_ptr<Connection> reader) {
  if (!reader->file_was_writable()) return;
  const std::lock_guard lock(pool_);
  if (readers_.size() < idle_readers) readers_.push_back(std::move(reader));
}

std::optional<Error> SqliteDesk::check() {
  {
    const std::lock_guard lock(writing_);
    auto error = ensure_open();
    const bool readable =
        error && (error->kind == Error::Kind::missing || error->kind == Error::Kind::busy);  // perhaps, at least
    if (error && !readable) return error;
  }
  auto reader = take_reader();
  if (!reader) return reader.error();
  give_back(std::move(*reader));
  return std::nullopt;
}

Result<std::unique_ptr<Desk>> open_desk(const std::string& path, const SqliteOptions& options) {
  auto desk = std::make_unique<SqliteDesk>(path, options);
  auto error = desk->check();
  if (error && (!options.lazy || error->kind == Error::Kind::newer)) return tl::unexpected(std::move(*error));
  return desk;
}

}  // namespace jeda::store
