// Invitations and what comes of them. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/facts.h"

namespace jeda::mail {

/// The METHOD of an iCalendar object (RFC 5545) and the UID of its first component that has one; absent where it has no
/// method: a calendar that is merely attached asks nothing. Linear; its first 64 KiB are read.
std::optional<Calendar> read_calendar(std::string_view text);

/// What people read of a calendar or a card: the values of SUMMARY, DESCRIPTION, LOCATION, COMMENT, NOTE and their
/// like, one a line, at most 64 KiB looked at. Linear.
std::string calendar_words(std::string_view text);

/// What a mail client sends when its user clicks on an invitation.
bool is_answer(const Calendar& calendar);

}  // namespace jeda::mail
