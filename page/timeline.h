// A prospect's history as a drawing: what came from us above, what came from them below, along the time.
#pragma once

#include <date/tz.h>

#include <vector>

#include "page/view.h"
#include "store/store.h"

namespace jeda::page {

/// Data of the template `timeline`. REQUIRES: `touches` are not empty, oldest first.
Data timeline(const std::vector<store::LoggedTouch>& touches, Time now, const date::time_zone* zone,
              const Words& words);

}  // namespace jeda::page
