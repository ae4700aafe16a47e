// Advice: what a salesperson is told about a verdict, in Indonesian or English. It gives the facts, the next allowed moment
// and a better next step; it teaches and does not scold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/decide.h"

namespace jeda::policy {

/// Advice for people, UTF-8: one paragraph a line, no line longer than 500 bytes, never more than 7 lines: with the reference line an SMTP reply
/// holds 8. Times are given in the prospect's own zone. Empty for an accepted message. A template of the admin's that fails to render gives the shipped text.
std::vector<std::string> advice_lines(const Policy& policy, const Outgoing& message, const Decision& decision);

/// The same for an SMTP reply: plain ASCII (letters transliterated, else '?'), no control characters.
std::string to_ascii(std::string_view text);

/// "Senin, 30 November 2026 pukul 09:00 WIB" / "Monday, 30 November 2026 at 09:00 WIB".
std::string format_moment(Time moment, const date::time_zone& zone, Language language);

/// "7 hari" / "7 days", "2 jam" / "2 hours", "90 menit": the largest unit that divides it.
std::string format_duration(Duration duration, Language language);

/// Checks an admin's template. Empty: it can be rendered; else what is wrong with it.
std::string check_template(const std::string& text);

}  // namespace jeda::policy
