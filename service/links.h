// Links in mail to salespeople that need no account: the agent writes them, the page believes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace jeda::service {

/// Under which Desk::web_secret() keeps the key of all links, 64 hex digits of chance.
inline constexpr std::string_view links_secret = "links";

/// Makes and knows tokens under one key. Pure; safe for concurrent use.
class Links {
 public:
  explicit Links(std::string key) : key_(std::move(key)) {}

  /// For one mail and its salesperson, as long as the mail waits: its reference (10) and a signature (32 hex digits).
  /// Empty: no memory.
  std::string of_mail(std::string_view reference, std::string_view salesperson) const;

  /// The reference a token of that form begins with, whether it is true or not; absent: of no such form.
  static std::optional<std::string> reference_in(std::string_view token);
  bool is_of_mail(std::string_view token, std::string_view reference, std::string_view salesperson) const;

  /// For a salesperson's own page, to be given to their own address alone: "seconds-name in hex-signature". It lasts
  /// until `ends`, in whole seconds.
  std::string of_person(std::string_view salesperson, Time ends) const;

  /// Whose it is; absent: false, or too old.
  std::optional<std::string> person_behind(std::string_view token, Time now) const;

 private:
  std::string signature(std::string_view text) const;

  std::string key_;
};

}  // namespace jeda::service
