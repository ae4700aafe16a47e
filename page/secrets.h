// Random tokens, comparing them, and the numbers in signed cookies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace jeda::page {

/// `bytes` random bytes from the system, in hex. Ends the program where the system has none: nothing would be safe.
std::string fresh_secret(std::size_t bytes);

/// SHA-256, in hex. Ends the program where there is no memory for it: a name of a login must be its own.
std::string sha256_hex(std::string_view text);

/// Whether they are equal, in a time that tells nothing of where they differ.
bool same_secret(std::string_view a, std::string_view b);

/// Since the epoch.
std::int64_t seconds_of(Time at);

/// The whole text as a number; -1: it is none.
std::int64_t number_in(std::string_view text);

}  // namespace jeda::page
