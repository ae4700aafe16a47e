// Browsers that have logged in before, known by a signed cookie: who guesses elsewhere does not keep them out (OWASP,
// "Slow Down Online Guessing Attacks with Device Cookies").
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/time.h"

namespace jeda::page {

/// The cookie says that this browser once had the account's password, and nothing else: no login follows from it. Safe
/// for concurrent use.
class Devices {
 public:
  /// A device that has not logged in for so long is none any more.
  static constexpr std::chrono::hours lifetime{365 * 24};

  explicit Devices(std::string key) : key_(std::move(key)) {}

  /// The cookie of a device of the account's, good from `now`.
  std::string cookie(std::string_view account, std::string_view device, Time now) const;

  /// The device of the account's that a cookie names; empty: it is none we gave, another account's, or too old.
  std::string known(std::string_view account, std::string_view cookie, Time now) const;

 private:
  std::string signature(std::string_view account, std::string_view said) const;

  const std::string key_;
};

/// What the cookie of an account is called: several people may share a browser.
std::string device_cookie_name(std::string_view account, bool secure);

}  // namespace jeda::page
