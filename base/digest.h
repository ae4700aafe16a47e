// SHA-256, for keys and fingerprints, plain and keyed.
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace jeda {

using Digest = std::array<unsigned char, 32>;

/// Of all pieces, one after another. All zeros where OpenSSL has no memory left: such a key matches no other message's
/// but that of another failure. Safe for concurrent use.
Digest sha256(std::initializer_list<std::string_view> pieces);

/// Of `text` under `key`. All zeros where OpenSSL has no memory left.
Digest hmac_sha256(std::string_view key, std::string_view text);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const unsigned char> bytes);

}  // namespace jeda
