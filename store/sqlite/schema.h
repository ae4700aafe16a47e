// The tables, their versions, and how an older store becomes a newer one.
#pragma once

#include "store/sqlite/connection.h"

namespace jeda::store {

/// The version this jeda writes and reads.
int schema_version();

/// The statements that make a version out of the one before. REQUIRES: 1 <= version <= schema_version().
const char* schema_sql(int version);

/// What becomes of a database without a table: a new store, or `missing`, since it may be what is left of one.
enum class IfEmpty { make, refuse };

/// Fails with `newer` where it was written by a newer jeda, with `corrupt` where it is another program's database.
/// Writes nothing.
void refuse_strangers(Connection& connection, IfEmpty if_empty);

/// Brings a store opened for writing to schema_version(), in one transaction. Refuses strangers.
void migrate(Connection& connection, IfEmpty if_empty);

/// For readers: fails where the store is of another version.
void check_version(Connection& connection);

}  // namespace jeda::store
