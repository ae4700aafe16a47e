// jeda-review: from settings to a listening page and back to a clean end.
#pragma once

#include "service/daemon.h"

namespace jeda::page {

/// The page as the shell runs it. Requests under way when it is told to stop end first.
service::Daemon daemon();

}  // namespace jeda::page
