// What a subject carries besides itself: "Re:" and its like, and the token of an override. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::policy {

inline constexpr std::size_t reason_bytes = 200;  // kept of the reason for an override

/// Without "Re:", "Fwd:", "Fw:", "Bls:", "Balas:", "Trs:", "Aw:" and "Re[2]:" at its beginning, however many, trimmed.
/// A part of `subject`.
std::string_view without_prefixes(std::string_view subject);

/// As a reader sees it (as_seen()), without prefixes, white space as single spaces, at most `most` bytes of whole
/// characters.
std::string plain_subject(std::string_view subject, std::size_t most = 80);

/// The same in folded case.
std::string comparable_subject(std::string_view subject, std::size_t most = 80);

/// The token of an override, "[urgent: why]" or "[urgent]", any case.
struct TakenOff {
  std::string subject;  // without any such token
  std::string reason;   // of the first with a reason, else the token itself; empty: there was none
  bool found = false;
};
TakenOff take_off(std::string_view subject, std::string_view token);

/// Of any of several tokens; the reason is that of the first in their order.
TakenOff take_off(std::string_view subject, const std::vector<std::string>& tokens);

}  // namespace jeda::policy
