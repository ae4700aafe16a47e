// HTML to the words a reader sees, by libxml2. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mail/doubts.h"
#include "mail/html/tags.h"

namespace jeda::mail {

/// Where in the text an element with a mark begins or ends; a `rest` has no end.
struct HtmlEvent {
  std::size_t at = 0;
  ElementMark mark = ElementMark::none;
  bool end = false;
  std::size_t link = 0;  // index into HtmlText::links
};

struct HtmlText {
  std::string text;
  std::vector<HtmlEvent> events;  // in order of `at`; elements nest, and each that begins ends
  std::vector<std::string> links;
  std::string hidden;  // words that are not shown, or to some readers only: a list of mails shows the first of them,
                       // Outlook what stands in comments for it, and where pictures are missing their names stand
};

/// The words of `html` (UTF-8), blocks on lines of their own, without scripts, styles, comments and the title. No
/// network, no files, no external entities; nesting and memory are bounded. Time is linear: attributes are cut out
/// before libxml2 reads them, since it compares each with all others of its tag. Broken HTML gives what can be read.
/// What is quoted is part of the text; the events say where it is.
HtmlText html_to_text(std::string_view html, Doubts& doubts);

}  // namespace jeda::mail
