// HTML to the words a reader sees, by libxml2. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "mail/doubts.h"

namespace jeda::mail {

/// The words of `html` (UTF-8), blocks on lines of their own, without scripts, styles, comments and the title. No
/// network, no files, no external entities; nesting and memory are bounded. Time is linear: attributes are cut out
/// before libxml2 reads them, since it compares each with all others of its tag. Broken HTML gives what can be read.
std::string html_to_text(std::string_view html, Doubts& doubts);

}  // namespace jeda::mail
