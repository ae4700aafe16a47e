// The history in an SQLite database: durable, fast, one file on one host.
//
// One thread owns the connection that judges and records. It takes all requests that wait, runs them one after the
// other in one transaction, commits it to disk (WAL, synchronous=FULL) and then wakes their callers; what waits
// meanwhile makes the next transaction. So twenty connections share one flush to disk, and a later request sees what an
// earlier one recorded. Checkpoints run in a thread of their own.
//
// Decisions are not let in while the oldest request has waited longer than overload_after: they would wait as long. One
// at a time is, to see whether the store answers again. So the queue stays short, whatever the disk does.
//
// A caller gives up at the deadline. A request that still waits is dropped then; one that has not begun to commit is
// rolled back and the others of its transaction run again (the judge with them); one whose commit was already running
// is taken back in the next transaction, before anything else is judged. (Killed between the two, the store keeps it: a
// client that offers the message again gets its verdict.) A judge that is running is waited for.
//
// After a fault the store works again by itself as soon as the fault is gone. But a file that vanished while in use is
// not made anew: its history would be lost without a word. Put back, it is used again.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "store/store.h"

namespace jeda::store {

/// Is told what a store does, for metrics and the log: on the writer's thread and on its callers', which wait for it.
class Watcher {
 public:
  virtual ~Watcher() = default;

  /// A request waited so long for its transaction to begin, and was recorded by it.
  virtual void waited(std::chrono::nanoseconds span) noexcept = 0;
  /// A transaction, from its begin to the end of its commit.
  virtual void committed(std::chrono::nanoseconds span) noexcept = 0;
  /// Decisions are refused from now on, with so many requests waiting.
  virtual void overload_began(std::size_t waiting, std::chrono::nanoseconds oldest) noexcept = 0;
  /// They are not any more.
  virtual void overload_ended(std::uint64_t refused, std::chrono::nanoseconds lasted) noexcept = 0;
};

struct SqliteOptions {
  std::chrono::milliseconds deadline{5000};  // of transact, record_reply and settle

  /// True: a store that cannot be opened now is no error, its calls fail until it can be. One written by a newer jeda
  /// is an error all the same.
  bool lazy = false;

  std::string vfs = {};  // of SQLite; empty: its default. Tests put a failing disk here.

  std::chrono::milliseconds overload_after{0};  // 0: never
  std::size_t most_waiting = 1000;              // requests; more are refused
  Watcher* watcher = nullptr;                   // outlives the store; null: nobody
};

/// Opens the database for reading and writing; makes it (0640) where there is none, and brings an older schema up to
/// date. Desks of any process may write beside it: one that finds the database locked waits for that, to its deadline.
/// Fails with `newer` where its schema is not known here; with another error only where not lazy.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options = {});

/// Opens it for reading alone, whether or not a daemon writes to it. Makes no database: `missing` where there is none.
/// Where no daemon runs, its directory must be writable.
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path);

}  // namespace jeda::store
