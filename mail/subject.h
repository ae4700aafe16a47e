// What the beginning of a subject says of its message. Internal to mail/. Safe for concurrent use. Subjects are
// decoded; tags in square brackets, as gateways put them before, are passed over.
#pragma once

#include <string_view>

namespace jeda::mail {

/// Without what gateways put before a subject in square brackets: "[EXTERNAL] Out of office".
std::string_view without_tags(std::string_view subject);

/// How far a subject is that of an absence notice, in the languages that the main mail systems ship.
enum class Notice {
  none,
  mention,    // "Vacation: ...", "On leave from Monday - please copy Andi": its text must speak of absence
  absence,    // says that somebody is away; people write that, too
  automatic,  // says that a program answers
};

/// The phrase must begin the subject, or follow a name of at most five words ("Sari Dewi is out of the office"); after
/// "Re:" a human answers. It must be the whole subject or be followed by a mark or by words of such notices ("until",
/// "sampai", a date): "Out of office coverage offer" and "Sedang cuti bersama" are no notices.
Notice notice_of(std::string_view subject);

/// "Read: ...", "Dibaca: ...".
bool is_receipt_subject(std::string_view subject);

/// "Accepted: ...", "Diterima: ...".
bool is_calendar_subject(std::string_view subject);

/// Speaks of a ticket, a case or of having been received, and answers nothing: people keep a ticket's number when they
/// answer.
bool is_ticket_subject(std::string_view subject);

/// True for the subject of a forwarded message: "Fwd:", "FW:", "Trs:", "Tr:", "I:", "WG:", in any letter case.
bool is_forwarding_subject(std::string_view subject);

}  // namespace jeda::mail
