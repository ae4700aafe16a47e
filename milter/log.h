// The log, by the name the filter knows it.
#pragma once

#include "service/log.h"

namespace jeda::milter {

using service::Log;
using service::log_value;

}  // namespace jeda::milter
