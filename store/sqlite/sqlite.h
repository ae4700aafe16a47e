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
// After a fault the store works again by itself as soon as the fault is gone. But a store that was there once is never
// made anew, and one that lacks what was recorded is not used (mark.h): its history would be lost without a word. Put
// back, it is used again. A write-ahead log that vanished while in use is saved from the open file.
#pragma once

#include <memory>
#include <string>

#include "store/care.h"
#include "store/desk.h"
#include "store/options.h"
#include "store/store.h"

namespace jeda::store {

struct SqliteOptions : Options {
  std::string vfs = {};     // of SQLite; empty: its default. Tests put a failing disk here.
  bool make = true;         // where there is none and none was (0640)
  bool take_copies = true;  // a copy that Care::back_up made is taken for the store when it is opened first, and told
};

/// Opens the database for reading and writing, and brings an older schema up to date. Desks of any process may write
/// beside it: one that finds the database locked waits for that, to its deadline. Fails with `newer` where its schema
/// is not known here; with another error only where not lazy.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options = {});

/// Opens it for reading alone, whether or not a daemon writes to it. Makes no database: `missing` where there is none.
/// Where no daemon runs, its directory must be writable.
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path);

/// Opens the desk of a store that exists; `missing` where it does not, as open_sqlite otherwise.
Result<std::unique_ptr<Desk>> open_sqlite_desk(const std::string& path, const SqliteOptions& options = {});

/// Looks after the store at a path. Opens nothing by itself.
std::unique_ptr<Care> sqlite_care(const std::string& path);

}  // namespace jeda::store
