// The tables, their versions, and how an older store becomes a newer one.
#pragma once

#include "store/sqlite/connection.h"

namespace jeda::store {

/// The version this jeda writes and reads.
int schema_version();

/// The statements that make a version out of the one before. REQUIRES: 1 <= version <= schema_version().
const char* schema_sql(int version);

/// Brings a store opened for writing to schema_version(), in one transaction; an empty file gets all tables. Fails with
/// `newer` where it was written by a newer jeda, with `corrupt` where it is another program's database.
void migrate(Connection& connection);

/// For readers: fails where the store is of another version.
void check_version(Connection& connection);

}  // namespace jeda::store
