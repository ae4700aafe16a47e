// The text of a message's body. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "mail/doubts.h"
#include "mail/facts.h"
#include "mail/header_index.h"

namespace jeda::mail {

/// The first text part that has any words, as UTF-8 with LF line ends, NUL made U+FFFD, white space at the end cut. Of
/// the parts of one multipart/alternative, text/plain comes before text/html wherever it stands. Attachments and
/// attached messages are not looked at. Empty where no part has words.
std::string body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts);

}  // namespace jeda::mail
