// UTF-8, as far as showing and checking people's files needs it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jeda {

/// Bytes of the character that starts at `at`; 0 where the bytes there are no UTF-8 (overlong forms, surrogates and
/// values past U+10FFFF included). REQUIRES: at < text.size().
std::size_t utf8_length(std::string_view text, std::size_t at);

/// The first byte that is no UTF-8; npos where all of it is.
std::size_t find_invalid_utf8(std::string_view text);

/// Characters in a text; a byte that is no UTF-8 counts as one.
std::size_t count_characters(std::string_view text);

/// The text without what could move a terminal's cursor or start a line: control characters (tab aside), line and
/// paragraph separators, direction overrides and bytes that are no UTF-8 each become one '?'.
std::string masked(std::string_view text);

}  // namespace jeda
