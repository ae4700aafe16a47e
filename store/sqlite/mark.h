// The mark beside a store: that there is one, which it is, and how much it has recorded.
//
// A file of one line beside the database, `.history.db.mark` of `history.db`; no pattern that takes the store's files
// takes it along. With it a lost store is told from one that was never made, an older copy or another store from the
// one that was there, and a database whose write-ahead log was lost from one that has it all: what is committed there
// is counted in the database and, after each commit, here, without a flush of its own. A killed process loses nothing
// of that; after a loss of power the mark may be behind the database, never before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/descriptor.h"
#include "store/sqlite/connection.h"

namespace jeda::store {

/// What the mark says, and the database's table `identity`.
struct Mark {
  std::string id;            // 32 hex digits
  std::int64_t commits = 0;  // transactions that wrote
};

std::string mark_file_of(const std::string& store_path);

/// Whether there is a store, or was one: its mark, its log or the key of erased addresses is there, if not its file.
bool was_here(const std::string& store_path);

/// Absent: there is none. Fails where something else is in its place; one that this user may not read is none.
Result<std::optional<Mark>> read_mark(const std::string& store_path);

/// Makes it or replaces it, with the owner and the mode of the database.
std::optional<Error> write_mark(const std::string& store_path, const Mark& mark);

/// The mark, open for what is committed. For one thread at a time.
class MarkWriter {
 public:
  /// One that this user may not write to is left as it is: whoever may keeps it.
  MarkWriter(const std::string& store_path, const std::string& id);

  /// Says that so many were committed; the mark never goes back. What fails is met at the next opening, if at all.
  void note(std::int64_t commits);

 private:
  Descriptor file_;
  std::string id_;
};

/// What the database says of itself.
struct Identity {
  Mark mark;
  std::optional<Time> copied_at;  // it is a copy that `jeda store backup` made then, and nobody has written to it since
};
Identity read_identity(Connection& connection);

/// What is wrong with a database beside such a mark, which was read before. Empty: nothing.
std::string difference(const std::optional<Mark>& mark, const Identity& identity);

/// Makes the store that stands there the one that counts, under an id of its own, so that no other copy of it is taken
/// for it later. Within the caller's transaction; write_mark() comes after its commit.
Mark become_another(Connection& connection);

}  // namespace jeda::store
