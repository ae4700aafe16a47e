// Header text with RFC 2047 encoded words. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "mail/doubts.h"

namespace jeda::mail {

/// `value` as one line of UTF-8 without control characters: folding undone, encoded words decoded (also where they
/// split a character between them, and where they stand inside a word). Bytes that nothing encodes are UTF-8, else
/// windows-1252, so that a letter stays one when the value is written again; others that cannot be read become U+FFFD.
std::string decode_header(std::string_view value, Doubts& doubts);

}  // namespace jeda::mail
