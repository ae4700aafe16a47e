// What a fuzz target holds its subject to.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace jeda::fuzz {

/// Ends the program where `kept` is false: libFuzzer then keeps the input.
inline void promise(bool kept, const char* text) {
  if (!kept) {
    std::fprintf(stderr, "broken promise: %s\n", text);
    std::abort();
  }
}

/// Without control characters: it can make no second line of a log or a header, nor move a cursor.
inline bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Takes the next line off `text`, without its end; the last one may have none.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace jeda::fuzz
