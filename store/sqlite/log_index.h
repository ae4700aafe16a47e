// Whether a database's write-ahead log and the index of it (-shm) belong together.
//
// SQLite trusts the index while it is open: a log that was cut off or overwritten in place, or an index that was, would
// be read as something else, and committed on top of.
#pragma once

#include "store/sqlite/connection.h"

namespace jeda::store {

/// True where the log that this connection has open begins and ends as the index says; where nothing is in the log; and
/// where SQLite does not let one see. Two short reads. REQUIRES: nobody else writes, as within a transaction that does.
bool log_is_indexed(Connection& connection);

/// Makes the index void, so that whoever reads next makes it anew out of the log. REQUIRES: as above.
void void_index(Connection& connection);

/// Copies all of a log that is open, though it may have no name any more, into the database, and begins another. False:
/// it could not be done now.
bool save_log(Connection& connection);

}  // namespace jeda::store
