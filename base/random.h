// Tokens: names that nobody can guess.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace jeda {

/// `bytes` random bytes of the kernel, 256 at most, in hex. Absent: the kernel gives none.
std::optional<std::string> random_hex(std::size_t bytes);

/// 128 random bits as 32 hex digits.
inline std::optional<std::string> random_token() { return random_hex(16); }

}  // namespace jeda
