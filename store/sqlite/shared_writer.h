// Writing to a store beside the filter that writes to it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "store/sqlite/writer.h"

namespace jeda::store {

/// One connection that writes, opened as it is needed. Takes SQLite's lock for a transaction at a time. Safe for
/// concurrent use.
class SharedWriter {
 public:
  SharedWriter(std::string path, SqliteOptions options) : path_(std::move(path)), options_(std::move(options)) {}

  /// Opens it now, to say at once what is wrong.
  std::optional<Error> check();

  /// Runs `work(Tables&)` in a transaction that is on disk when this returns, or undone.
  template <typename Work>
  auto write(Work&& work) -> Result<decltype(work(std::declval<Tables&>()))> {
    const std::lock_guard lock(mutex_);
    if (auto error = begin_writing()) return tl::unexpected(std::move(*error));
    auto answer = work(database_->tables());
    if (auto error = commit()) return tl::unexpected(std::move(*error));
    return answer;
  }

  /// The same, and all of it is undone: what it would come to.
  template <typename Work>
  auto try_out(Work&& work) -> Result<decltype(work(std::declval<Tables&>()))> {
    const std::lock_guard lock(mutex_);
    if (auto error = begin_writing()) return tl::unexpected(std::move(*error));
    auto answer = work(database_->tables());
    const auto error = database_->connection().error();
    database_->roll_back();
    if (error) return tl::unexpected(*error);
    return answer;
  }

  /// Runs `work(Connection&)` outside of any transaction.
  template <typename Work>
  auto run(Work&& work) -> Result<decltype(work(std::declval<Connection&>()))> {
    const std::lock_guard lock(mutex_);
    if (auto error = ensure_open()) return tl::unexpected(std::move(*error));
    Connection& connection = database_->connection();
    auto answer = work(connection);
    const auto error = connection.error();
    connection.clear();
    if (error) return tl::unexpected(*error);
    return answer;
  }

 private:
  std::optional<Error> begin_writing();
  std::optional<Error> ensure_open();
  std::optional<Error> take_write_lock();
  std::optional<Error> commit();
  std::optional<Error> undo();

  const std::string path_;
  const SqliteOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Database> database_;  // guarded by mutex_
};

}  // namespace jeda::store
