// Client addresses and the networks they belong to (organisation.networks).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jeda::policy {

/// An IPv4 or IPv6 network in CIDR notation. IPv4 is kept as IPv4-mapped IPv6, so that "::ffff:10.0.0.1" is 10.0.0.1.
struct Network {
  std::array<std::uint8_t, 16> address{};
  int prefix = 128;  // bits of the mapped form

  bool contains(std::string_view client_address) const;
};

/// Reads "10.0.0.0/8", "192.0.2.1", "2001:db8::/32". Absent where it is neither, or where bits are set past the prefix.
std::optional<Network> parse_network(std::string_view text);

}  // namespace jeda::policy
