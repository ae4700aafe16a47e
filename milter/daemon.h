// jeda-milter: from settings to a listening filter and back to a clean end.
#pragma once

#include "service/daemon.h"

namespace jeda::milter {

/// The filter as the shell runs it. Messages under way when it is told to stop get up to 20 s to end. Its serve() ends
/// the process.
service::Daemon daemon();

}  // namespace jeda::milter
