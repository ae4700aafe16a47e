#include "store/sqlite/shared_writer.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>

namespace jeda::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Pages in the write-ahead log from which on it is copied into the database, where no filter runs that does.
constexpr int long_log = 4096;

/// SQLite waits longer and longer between its tries; a filter that writes all the time would never let it in.
constexpr int try_milliseconds = 10;

bool is_lasting(const Error& error) { return error.cause != Error::Cause::busy && error.cause != Error::Cause::full; }

}  // namespace

std::optional<Error> SharedWriter::check() {
  const std::lock_guard lock(mutex_);
  return ensure_open();
}

std::optional<Error> SharedWriter::ensure_open() {
  if (database_) {
    auto moved = database_->moved();
    if (!moved) return std::nullopt;
    if (moved->cause == Error::Cause::busy) return moved;
    database_.reset();
  }
  auto opened = Database::open(path_, options_.vfs, static_cast<int>(options_.deadline.count()));
  if (!opened) return opened.error();
  sqlite3_busy_timeout((*opened)->connection().handle(), try_milliseconds);
  database_ = std::move(*opened);
  return std::nullopt;
}

std::optional<Error> SharedWriter::take_write_lock() {
  const auto deadline = steady_clock::now() + options_.deadline;
  while (true) {
    database_->begin();
    if (database_->connection().ok()) return std::nullopt;
    Error error = *database_->connection().error();
    database_->roll_back();
    if (error.cause != Error::Cause::busy || steady_clock::now() >= deadline) return error;
    std::this_thread::sleep_for(milliseconds(1));
  }
}

std::optional<Error> SharedWriter::begin_writing() {
  if (auto error = ensure_open()) return error;
  auto error = take_write_lock();
  if (error && is_lasting(*error)) database_.reset();
  return error;
}

std::optional<Error> SharedWriter::commit() {
  Connection& connection = database_->connection();
  if (connection.ok()) database_->commit();
  if (!connection.ok()) return undo();
  if (database_->log_pages() > long_log) {
    connection.run("PRAGMA wal_checkpoint(PASSIVE)");
    connection.clear();
  }
  return std::nullopt;
}

std::optional<Error> SharedWriter::undo() {
  Error error = *database_->connection().error();
  const bool local = database_->connection().error_is_local();
  database_->roll_back();
  if (!local && is_lasting(error)) database_.reset();
  return error;
}

}  // namespace jeda::store
