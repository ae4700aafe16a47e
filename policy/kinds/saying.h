// Words that the explanations of several kinds share. English; times on the prospect's own clock.
#pragma once

#include <string>
#include <string_view>

#include "policy/kinds/case.h"

namespace jeda::policy {

inline constexpr const char* no_text = "no text was given";
inline constexpr const char* no_follow_up = "it is no follow-up";
inline constexpr const char* changes_invitation = "it changes an invitation that was sent";

/// A name that anybody may have chosen: printable, at most 100 bytes.
std::string shown(std::string_view name);

/// "2026-11-20 10:00 WIB"
std::string clock_text(Time at, const Case& about);

/// "7 days"
std::string length_text(Duration length);

/// "3 unanswered, newest contact 2026-11-20 10:00 WIB by budi, newest reply ...": what stands between us.
std::string standing_text(const Case& about);

/// ", newest reply 2026-11-20 10:00 WIB"; empty: there is none.
std::string reply_text(const Case& about);

/// "slot from 2026-11-20 10:00 to 12:00 WIB"
std::string slot_text(const Slot& slot, const Case& about);

/// "purpose renewal", "no purpose"
std::string purpose_text(const Case& about);

}  // namespace jeda::policy
