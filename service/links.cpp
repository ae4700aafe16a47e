#include "service/links.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <charconv>
#include <cstdint>

#include "base/digest.h"
#include "store/reference.h"

namespace jeda::service {
namespace {

constexpr std::size_t reference_bytes = 10;
constexpr std::size_t signature_digits = 32;
constexpr std::size_t longest_token = 1000;

bool same(std::string_view one, std::string_view other) {
  return !one.empty() && one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
    if (error != std::errc() || end != digits.data() + at + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::string person_text(std::string_view salesperson, std::int64_t seconds) {
  return fmt::format("person\n{}\n{}", seconds, salesperson);
}

}  // namespace

std::string Links::signature(std::string_view text) const {
  const Digest digest = hmac_sha256(key_, text);
  return key_.empty() || digest == Digest{} ? "" : to_hex(digest).substr(0, signature_digits);
}

std::string Links::of_mail(std::string_view reference, std::string_view salesperson) const {
  const std::string signed_so = signature(fmt::format("mail\n{}\n{}", reference, salesperson));
  return signed_so.empty() ? "" : fmt::format("{}{}", reference, signed_so);
}

std::optional<std::string> Links::reference_in(std::string_view token) {
  if (token.size() != reference_bytes + signature_digits) return std::nullopt;
  const std::string_view reference = token.substr(0, reference_bytes);
  if (!store::record_of(reference)) return std::nullopt;
  return std::string(reference);
}

bool Links::is_of_mail(std::string_view token, std::string_view reference, std::string_view salesperson) const {
  return same(of_mail(reference, salesperson), token);
}

std::string Links::of_person(std::string_view salesperson, Time ends) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(ends.time_since_epoch()).count();
  const std::string signed_so = signature(person_text(salesperson, seconds));
  const std::span bytes(reinterpret_cast<const unsigned char*>(salesperson.data()), salesperson.size());
  return signed_so.empty() ? "" : fmt::format("{}-{}-{}", seconds, to_hex(bytes), signed_so);
}

std::optional<std::string> Links::person_behind(std::string_view token, Time now) const {
  const auto first = token.find('-');
  const auto last = token.rfind('-');
  if (token.size() > longest_token || first == std::string_view::npos || first == last) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + first, seconds);
  if (error != std::errc() || end != token.data() + first) return std::nullopt;
  const auto name = from_hex(token.substr(first + 1, last - first - 1));
  if (!name || !same(signature(person_text(*name, seconds)), token.substr(last + 1))) return std::nullopt;
  return now.time_since_epoch() < std::chrono::seconds(seconds) ? name : std::nullopt;
}

}  // namespace jeda::service
