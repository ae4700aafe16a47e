// Tokens: names that nobody can guess.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jeda {

/// `bytes` random bytes of the kernel, 256 at most, in hex. Absent: the kernel gives none.
std::optional<std::string> random_hex(std::size_t bytes);

/// Whether a text is as random_hex() writes so many bytes.
bool is_random_hex(std::string_view text, std::size_t bytes);

/// 128 random bits as 32 hex digits.
inline std::optional<std::string> random_token() { return random_hex(16); }
inline bool is_random_token(std::string_view text) { return is_random_hex(text, 16); }

}  // namespace jeda
