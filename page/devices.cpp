#include "page/devices.h"

#include <fmt/format.h>

#include <cstdint>

#include "base/digest.h"
#include "base/random.h"
#include "page/secrets.h"

namespace jeda::page {
namespace {

constexpr std::size_t name_digits = 8;
constexpr std::size_t longest_cookie = 200;

}  // namespace

std::string Devices::signature(std::string_view account, std::string_view said) const {
  const Digest digest = hmac_sha256(key_, fmt::format("device\n{}\n{}", account, said));
  return key_.empty() || digest == Digest{} ? "" : to_hex(digest);
}

/// "device.seconds.signature"
std::string Devices::cookie(std::string_view account, std::string_view device, Time now) const {
  const auto said = fmt::format("{}.{}", device, seconds_of(now));
  return fmt::format("{}.{}", said, signature(account, said));
}

std::string Devices::known(std::string_view account, std::string_view cookie, Time now) const {
  const auto first = cookie.find('.');
  const auto last = cookie.rfind('.');
  if (cookie.size() > longest_cookie || first == last) return "";
  const auto said = cookie.substr(0, last);
  const auto wanted = signature(account, said);
  if (wanted.empty() || !same_secret(cookie.substr(last + 1), wanted)) return "";
  const auto given = number_in(said.substr(first + 1));
  const auto oldest = seconds_of(now) - std::chrono::seconds(lifetime).count();
  return given < oldest || !is_random_token(said.substr(0, first)) ? "" : std::string(said.substr(0, first));
}

std::string device_cookie_name(std::string_view account, bool secure) {
  return fmt::format("{}jeda-device-{}", secure ? "__Host-" : "", sha256_hex(account).substr(0, name_digits));
}

}  // namespace jeda::page
