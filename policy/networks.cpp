#include "policy/networks.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <string>

namespace jeda::policy {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr std::size_t longest_address = 45;  // INET6_ADDRSTRLEN without its NUL
constexpr Bytes mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0};
constexpr int mapped_bits = 96;

std::optional<Bytes> parse_v4(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  Bytes bytes = mapped_prefix;
  std::memcpy(bytes.data() + 12, &address, sizeof(address));
  return bytes;
}

std::optional<Bytes> parse_v6(const std::string& text) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::nullopt;
  Bytes bytes;
  std::memcpy(bytes.data(), &address, sizeof(address));
  return bytes;
}

// A NUL inside would end the text for inet_pton.
bool is_plausible(std::string_view text) {
  return text.size() <= longest_address && text.find('\0') == std::string_view::npos;
}

std::optional<int> parse_prefix(std::string_view text, int most) {
  int prefix = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  const bool whole = failure == std::errc{} && stop == text.data() + text.size();
  if (!whole || prefix < 0 || prefix > most) return std::nullopt;
  return prefix;
}

bool bit(const Bytes& bytes, int index) { return ((bytes[index / 8] >> (7 - index % 8)) & 1) != 0; }

bool has_bits_past(const Bytes& bytes, int prefix) {
  for (int i = prefix; i < 128; ++i) {
    if (bit(bytes, i)) return true;
  }
  return false;
}

bool share_prefix(const Bytes& a, const Bytes& b, int prefix) {
  for (int i = 0; i < prefix; ++i) {
    if (bit(a, i) != bit(b, i)) return false;
  }
  return true;
}

}  // namespace

bool Network::contains(std::string_view client_address) const {
  if (!is_plausible(client_address)) return false;
  const std::string text(client_address);
  std::optional<Bytes> bytes = parse_v4(text);
  if (!bytes) bytes = parse_v6(text);
  return bytes && share_prefix(address, *bytes, prefix);
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  if (!is_plausible(host)) return std::nullopt;
  const std::optional<Bytes> v4 = parse_v4(std::string(host));
  const std::optional<Bytes> bytes = v4 ? v4 : parse_v6(std::string(host));
  if (!bytes) return std::nullopt;
  std::optional<int> prefix = v4 ? 32 : 128;
  if (slash != std::string_view::npos) prefix = parse_prefix(text.substr(slash + 1), *prefix);
  if (!prefix) return std::nullopt;
  const int mapped = v4 ? *prefix + mapped_bits : *prefix;
  if (has_bits_past(*bytes, mapped)) return std::nullopt;
  return Network{*bytes, mapped};
}

}  // namespace jeda::policy
