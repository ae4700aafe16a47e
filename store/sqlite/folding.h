// Walking all logs: to make their summaries anew, or to find the wrong ones.
#pragma once

#include "store/sqlite/connection.h"

namespace jeda::store {

/// Gives the newest row of every log the fold of that log, and takes all other summaries away. For a schema whose
/// summaries have another form. Within the caller's transaction.
void fold_anew(Connection& connection);

/// Logs whose newest row has no summary, and rows whose summary is not the fold of the log up to them.
int count_wrong_summaries(Connection& connection);

}  // namespace jeda::store
