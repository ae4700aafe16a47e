// Tokens: names that nobody can guess.
#pragma once

#include <optional>
#include <string>

namespace jeda::store {

/// 128 random bits of the kernel as 32 hex digits. Absent: the kernel gives none.
std::optional<std::string> random_token();

}  // namespace jeda::store
