// A text as lines, each with what is known of it. Internal to mail/.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace jeda::mail {

enum class LineKind : unsigned char {
  own,
  quoted,    // of an earlier message, or introducing it
  declared,  // the same by what a line above says, and by no mark of its own
  cut,       // signature, disclaimer
};

struct TextLine {
  std::string_view text;  // without white space at its ends, no-break spaces included
  LineKind kind = LineKind::own;
  bool blank() const { return text.empty(); }
};
using TextLines = std::vector<TextLine>;

/// Lines that code puts between those of a text; no text can hold them, since control characters are made blanks first.
inline constexpr std::string_view quote_mark = "\x01";  // an earlier message was cut here
inline constexpr std::string_view signature_begin_mark = "\x02";
inline constexpr std::string_view signature_end_mark = "\x04";
inline constexpr char link_mark = '\x03';      // within a line: the next of the text's links
inline constexpr char link_end_mark = '\x05';  // where its words end

inline std::string_view trim_line(std::string_view line) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  for (auto size = line.size() + 1; size != line.size();) {
    size = line.size();
    line = trim(line);
    if (line.starts_with(no_break_space)) line.remove_prefix(no_break_space.size());
    if (line.ends_with(no_break_space)) line.remove_suffix(no_break_space.size());
  }
  return line;
}

inline TextLines lines_of(std::string_view text) {
  TextLines lines;
  lines.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find('\n'));
    lines.push_back({trim_line(text.substr(0, end))});
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

}  // namespace jeda::mail
