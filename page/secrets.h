// Random tokens, and comparing them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jeda::page {

/// `bytes` random bytes from the system, in hex. Ends the program where the system has none: nothing would be safe.
std::string fresh_secret(std::size_t bytes);

/// SHA-256, in hex. Ends the program where there is no memory for it: a name of a login must be its own.
std::string sha256_hex(std::string_view text);

/// Whether they are equal, in a time that tells nothing of where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace jeda::page
