// What the beginning of a subject says of its message. Internal to mail/. Safe for concurrent use. Subjects are
// decoded; tags in square brackets, as gateways put them before, are passed over.
#pragma once

#include <string_view>

namespace jeda::mail {

/// True for the subject of an absence notice, in Indonesian, English and what common servers send in other languages.
/// The phrase must begin the subject, after tags in square brackets at most: after "Re:" a human answers. It must be
/// the whole subject or be followed by a mark or by words of such notices ("until", "sampai", a date): "Out of office
/// coverage offer" and "Sedang cuti bersama" are no notices.
bool is_vacation_subject(std::string_view subject);

/// True for the subject of a forwarded message: "Fwd:", "FW:", "Trs:", "Tr:", "I:", "WG:", in any letter case.
bool is_forwarding_subject(std::string_view subject);

}  // namespace jeda::mail
