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
//   every kind        rule, prospect (its address), others (how many more recipients: absent for none),
//                     several_others (true: more than one), salesperson (who sends), next_allowed (of the whole
//                     message, every rule looked at), and true or false: tag, hold, reject, business, consumer
//   gap               last_contact (when), last_by (whose), own (true: the sender's), on_hold (true: it still waits),
//                     channel (mail, call, ...), live (true: a call or a meeting), unanswered, several (true: more
//                     than one), required (the time asked for)
//   stop-after        last_contact, last_by, own, on_hold, channel, unanswered, several, limit, permission_left (true:
//                     a mail that asks for permission passes), asked (when permission was asked for)
//   time-of-day       holiday (its name), busy (true: the prospect's own busy hours), away_until (an absence notice)
//   duplicate-sender  other (the salesperson in charge), last_contact, on_hold, within, company (where the rule's scope
//                     is that), assigned (true: by assignment), team (true: `other` is one), similar ("92%")
//   do-not-contact    why (in words), since, dead (true: a dead address), wish (true: a reply's, not confirmed)
//   volume            per_prospect (true or false), count (this mail included), most, within
//   repeat            similar, last_contact, last_by, own
//   broadcast         prospects, limit, within
//   phrase            list, words (that matched), uses, of_last, several (true: more uses than one)
//   value             unanswered, several
//   personal          theirs_missing, ours_missing (true or false)
//   length            words, at_least, at_most, too_short (true or false)
//   context           subject (of the newest mail)
//   commitment        slot_from, slot_to (absent: no slot is agreed)
//   purpose           purpose, and one of: running and running_since; settled (the event); missing (the event); opens,
//                     closes and over (true: too late)
//   signs             tags

/// Advice for people, UTF-8: one paragraph a line, no line longer than 500 bytes, never more than 7 lines: with the
/// reference line an SMTP reply holds 8. Times are given in the prospect's own zone. Empty for an accepted message. A
/// template of the admin's that fails to render gives the shipped text.
std::vector<std::string> advice_lines(const Policy& policy, const Outgoing& message, const Decision& decision);

/// "Senin, 30 November 2026 pukul 09:00 WIB" / "Monday, 30 November 2026 at 09:00 WIB".
std::string format_moment(Time moment, const date::time_zone& zone, Language language);

/// "Sen 30 Nov 2026, 09:00 WIB", where there is little room; and the day alone: "30 Nov 2026".
std::string format_short_moment(Time moment, const date::time_zone& zone, Language language);
std::string format_date(Time moment, const date::time_zone& zone, Language language);

/// "7 hari" / "7 days", "2 jam" / "2 hours", "90 menit": the largest unit that divides it, seconds at least.
std::string format_duration(Duration duration, Language language);

/// Checks an admin's template. Empty: it can be rendered; else what is wrong with it.
std::string check_template(const std::string& text);

}  // namespace jeda::policy
