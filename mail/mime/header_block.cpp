#include "mail/mime/header_block.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace jeda::mail {
namespace {

struct Line {
  std::string_view text;  // without its end
  std::size_t next;
};

Line line_at(std::string_view text, std::size_t at) {
  const auto end = std::min(text.size(), text.find('\n', at));
  auto line = text.substr(at, end - at);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return {line, std::min(text.size(), end + 1)};
}

// RFC 5322 2.2: printable ASCII up to a colon. Blanks before the colon are forgiven. "--" begins no field: it is a
// boundary where a part's header lacks its empty line.
std::size_t colon_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with("--")) {
    return std::string_view::npos;
  }
  const auto name = trim(line.substr(0, colon));
  const bool printable = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
  return !name.empty() && printable ? colon : std::string_view::npos;
}

bool is_folded(std::string_view line) { return !line.empty() && (line.front() == ' ' || line.front() == '\t'); }

}  // namespace

HeaderBlock read_header_block(std::string_view text, std::size_t at, std::size_t most) {
  HeaderBlock block;
  while (at < text.size()) {
    const Line line = line_at(text, at);
    if (line.text.empty()) {
      at = line.next;
      break;
    }
    if (is_folded(line.text) && !block.fields.empty()) {
      block.fields.back().value += line.text;
    } else {
      const auto colon = colon_of(line.text);
      block.cut = colon != std::string_view::npos && block.fields.size() == most;
      if (colon == std::string_view::npos || block.cut) break;
      block.fields.push_back(
          {std::string(trim(line.text.substr(0, colon))), std::string(trim(line.text.substr(colon + 1)))});
    }
    at = line.next;
  }
  block.body = at;
  return block;
}

RawMessage split_message(std::string_view bytes) {
  std::size_t at = 0;
  if (bytes.starts_with("From ")) {
    at = line_at(bytes, 0).next;
  }
  HeaderBlock block = read_header_block(bytes, at, std::numeric_limits<std::size_t>::max());
  return {std::move(block.fields), std::string(bytes.substr(block.body)), true};
}

}  // namespace jeda::mail
