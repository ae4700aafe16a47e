// libmilter's callbacks: thin shims that hand each event to the connection's Session. Nothing thrown below leaves them;
// what goes wrong becomes a temporary failure.
#pragma once

#include <atomic>

#include <libmilter/mfapi.h>

#include "milter/pipeline.h"

namespace jeda::milter {

/// Messages between MAIL and their end, over all connections: what a shutdown waits for.
extern std::atomic<int> messages_in_progress;

/// Set once the daemon is to stop: new messages are put off (451), those under way go on.
extern std::atomic<bool> draining;

/// Registers the callbacks with libmilter; false where libmilter refuses. `services` must outlive smfi_main() and every
/// connection thread. REQUIRES: called once in a process (libmilter keeps one filter a process).
bool register_filter(Services& services);

}  // namespace jeda::milter
