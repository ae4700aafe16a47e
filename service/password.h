// Passwords of the web page's accounts, hashed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jeda::service {

/// Shorter ones are refused where they are set.
inline constexpr std::size_t shortest_password = 10;   // characters
inline constexpr std::size_t longest_password = 1000;  // bytes

/// Why a password may not be set; absent: it may. A sentence.
std::optional<std::string> password_fault(std::string_view password);

/// Argon2id with a salt of its own, encoded ("$argon2id$v=19$m=65536,t=3,p=4$..."): the second recommended set of
/// parameters of RFC 9106, section 4. Takes about 0.1 s and 64 MiB. Empty: no memory, or no random bytes.
std::string hash_password(std::string_view password);

/// Whether the password is the one behind an encoded hash. False too where that is none. As slow as hashing, whether it
/// is the one or not.
bool verify_password(std::string_view hash, std::string_view password);

}  // namespace jeda::service
