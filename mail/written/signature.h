// What stands below a text without being part of it: signature, sign-off with contact lines, "Sent from my phone",
// legal disclaimer. Internal to mail/. Safe for concurrent use.
#pragma once

#include "mail/written/text_lines.h"

namespace jeda::mail {

/// Marks such lines as LineKind::cut, in each run of own lines between quoted ones. Whatever reads like sentences stays
/// own, wherever it stands, so that nobody hides text below "-- ": a signature has at most 10 lines, and three more for
/// each that gives a telephone, an address or a company, none of them prose, a question, a price or a share in percent;
/// and a sign-off ("Salam hangat,") or a rule begins one only where such lines follow
/// and something stands before it. Linear.
void mark_signatures(TextLines& lines);

/// `text` up to its signature: a line "--", or a sign-off with two lines of telephones, addresses or companies among
/// the next; words must stand before it. What follows a signature is not looked at, prose or not. Linear.
std::string_view above_signature(std::string_view text);

/// A line that says goodbye: "Salam hangat,", "Best regards, Ani".
bool is_sign_off(std::string_view line);

}  // namespace jeda::mail
