// Advice: what a salesperson is told about a verdict. It gives the facts, the next allowed
// moment and a better next step; it teaches and does not scold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/decide.h"

namespace jeda::policy {

// A rule's own text (`advice:` in rules.yaml) is a mustache template, a paragraph a line; it stands where the shipped
// text of its kind would. Findings of one rule for several recipients share one text, with the facts of the first.
// Nothing is HTML-escaped. Values are cut to 100 bytes, cannot hold a template of their own, and are one line. There
// are no partials, and no other delimiters than {{ }}. A value that does not exist is as false: {{#holiday}}It is
// {{holiday}}.{{/holiday}}
//
// Every kind has rule, prospect (its address), who (its name, or "this prospect" where none is known), others (how many
// more recipients: absent for none), several_others (true: more than one), salesperson (who sends), next_allowed (of
// the whole message, every rule looked at), and true or false: tag, hold, reject, business, consumer. What a kind has
// beside these are its facts: describe() in its header, and in rules.yaml(5).

/// Advice for people, UTF-8: one paragraph a line, no line longer than 500 bytes, never more than 7 lines: with the
/// reference line an SMTP reply holds 8. Times are given in the prospect's own zone. Empty for an accepted message. A
/// template of the admin's that fails to render gives the shipped text.
///
/// First comes the rule that decides, with the one thing to do; the first line of a refusal says by itself what
/// happened, why, and when it may go. Of one more rule the reason is given, the others are counted. What is held has no
/// line about what becomes of it: who tells of it says that, as it is by then.
std::vector<std::string> advice_lines(const Policy& policy, const Outgoing& message, const Decision& decision);

/// A salesperson as colleagues call them: "sari" of "sari@ours.example".
inline std::string_view called(std::string_view salesperson) { return salesperson.substr(0, salesperson.find('@')); }

/// "Senin, 30 November 2026 pukul 09:00 WIB" / "Monday, 30 November 2026 at 09:00 WIB".
std::string format_moment(Time moment, const date::time_zone& zone, Language language);

/// "Senin, 30 November 2026 pukul 09:00–10:00 WIB"; both moments whole where they are not of one day.
std::string format_span(Time from, Time to, const date::time_zone& zone, Language language);

/// "Sen 30 Nov 2026, 09:00 WIB", where there is little room; and the day alone: "30 Nov 2026".
std::string format_short_moment(Time moment, const date::time_zone& zone, Language language);
std::string format_date(Time moment, const date::time_zone& zone, Language language);

/// "7 hari" / "7 days", "2 jam" / "2 hours", "90 menit": the largest unit that divides it, seconds at least.
std::string format_duration(Duration duration, Language language);

/// Checks an admin's template. Empty: it can be rendered; else what is wrong with it.
std::string check_template(const std::string& text);

}  // namespace jeda::policy
