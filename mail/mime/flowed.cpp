#include "mail/mime/flowed.h"

#include <algorithm>

namespace jeda::mail {
namespace {

constexpr std::string_view signature_mark = "-- ";

struct FlowedLine {
  std::size_t depth = 0;
  std::string_view content;
};

FlowedLine read_line(std::string_view line) {
  const std::size_t depth = std::min(line.size(), line.find_first_not_of('>'));
  line.remove_prefix(depth);
  if (line.starts_with(' ')) line.remove_prefix(1);  // stuffed
  return {depth, line};
}

}  // namespace

std::string unflowed(std::string_view text, bool del_sp) {
  std::string joined;
  joined.reserve(text.size());
  bool goes_on = false;
  std::size_t last_depth = 0;
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find('\n'));
    const FlowedLine line = read_line(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    const bool mark = line.content == signature_mark;
    if (!goes_on || line.depth != last_depth || mark) {
      if (!joined.empty()) joined += '\n';
      joined.append(line.depth, '>').append(line.depth > 0 ? " " : "");
    }
    goes_on = line.content.ends_with(' ') && !mark;
    last_depth = line.depth;
    joined += line.content.substr(0, line.content.size() - (goes_on && del_sp ? 1 : 0));
  }
  return joined;
}

}  // namespace jeda::mail
