// Addresses in running text. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "mail/address.h"

namespace jeda::mail {

struct TextAddress {
  Address address;
  std::size_t begin;  // of its bytes in the text, without brackets
  std::size_t end;
};

/// Up to `most` addresses of `text` in order: ASCII, with a dot in the domain. Those in links and in values of
/// Message-ID are none. Linear.
std::vector<TextAddress> addresses_in(std::string_view text, std::size_t most);

/// Whose mail failed, by the address that a bounce came to, where that was made so that it says it (VERP):
/// "budi+sari=toko.example@ours.example" and "bounces-sari=toko.example@ours.example" give sari@toko.example.
std::optional<Address> verp_recipient(std::string_view bounced_to);

}  // namespace jeda::mail
