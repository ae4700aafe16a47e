// Time as a value. The policy never asks for the time: whoever calls it says what time it is.
#pragma once

#include <chrono>

namespace jeda {

/// A moment, UTC, to the microsecond.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// A length of time. Days in policies are 24 h; windows roll.
using Duration = std::chrono::microseconds;

}  // namespace jeda
