// Text that people read, made safe: values come from mail, and mail is written by anybody. One function a reader:
// printable() for pages, notices and advice, to_ascii() for SMTP, escaped() for terminals, masked() for what is wrong
// with a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jeda {

/// Valid UTF-8 on one line: characters that do not print (controls, marks of direction, separators of lines) are gone,
/// bytes that are no UTF-8 become U+FFFD, runs of white space one space, and none stands at either end. Cut to
/// `max_bytes` with an ellipsis where it is longer. REQUIRES: max_bytes >= 3.
std::string printable(std::string_view text, std::size_t max_bytes);

/// `text` as plain ASCII, as an SMTP reply needs it: letters transliterated, else '?'; no control characters; white
/// space becomes single spaces. One process-wide table, guarded by a lock, is built at the first text that is not
/// ASCII.
std::string to_ascii(std::string_view text);

/// `text` as it may be shown on one line of a terminal. Control bytes, escape sequences, line ends, bidirectional
/// controls and other invisible characters become "\x1b" or "\u202e"; bytes that are no UTF-8 become U+FFFD. A
/// backslash stays as it is.
std::string escaped(std::string_view text);

/// The same for text of several lines: line feeds and tabs stay.
std::string escaped_lines(std::string_view text);

/// The text, of the same number of characters, without what could move a terminal's cursor or start a line: control
/// characters (tab aside), line and paragraph separators, direction overrides and bytes that are no UTF-8 each become
/// one '?'.
std::string masked(std::string_view text);

}  // namespace jeda
