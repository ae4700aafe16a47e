// Header lines to fields, of a message or of a MIME part. Internal to mail/.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mail/facts.h"

namespace jeda::mail {

struct HeaderBlock {
  std::vector<HeaderField> fields;
  std::size_t body = 0;  // where the body begins: past the empty line, or at the first line that is no field
  bool cut = false;      // there are more fields than were asked for
};

/// Reads fields from `text` at `at` until an empty line, a line that is no field, or `most` fields (then `body` lies at
/// the first field left over). Folded lines are joined, their white space kept. Bare LF and CRLF both end a line.
/// Linear.
HeaderBlock read_header_block(std::string_view text, std::size_t at, std::size_t most);

}  // namespace jeda::mail
