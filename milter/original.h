// A message kept whole while it passes: what a copy for some of its recipients is made of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"

namespace jeda::milter {

/// Larger messages are not kept: a decision must not take more than 32 MiB.
inline constexpr std::size_t max_original = 4 * 1024 * 1024;

/// Collects a message's bytes in their order. Used by one thread at a time.
class Original {
 public:
  /// `value` as it stands behind the colon.
  void header(std::string_view name, std::string_view value);
  void body(std::string_view chunk);

  /// False once the message has grown beyond max_original; then nothing is kept.
  bool is_whole() const { return whole_; }

  /// The message with CRLF lines. `subject`, where given, stands in for the value of its first Subject.
  /// REQUIRES: is_whole().
  std::string text(const std::optional<std::string>& subject) const;

 private:
  bool fits(std::size_t more);

  std::vector<mail::HeaderField> header_;
  std::string body_;
  std::size_t size_ = 0;
  bool whole_ = true;
};

}  // namespace jeda::milter
