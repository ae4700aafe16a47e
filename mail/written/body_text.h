// The text of a message's body. Internal to mail/. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/doubts.h"
#include "mail/facts.h"
#include "mail/html/html.h"
#include "mail/mime/header_index.h"
#include "mail/mime/parts.h"

namespace jeda::mail {

/// Of a part that is read so many bytes count, as they were encoded; of all that are read in search of the text, twice
/// as many.
inline constexpr std::size_t most_text = 512 * 1024;

struct TextPart {
  std::string text = {};                // UTF-8 with LF line ends, NUL made U+FFFD, white space at the end cut
  std::vector<HtmlEvent> events = {};   // of HTML: places in `text`
  std::vector<std::string> links = {};  // of HTML: what the events speak of
  bool flowed = false;                  // RFC 3676
  bool del_sp = false;                  // RFC 3676
  std::string hidden = {};              // words that some readers see, or none: see HtmlText::hidden
};

struct BodyText {
  std::vector<TextPart> parts;           // each has something to see
  std::vector<TextPart> others;          // those of multipart/alternatives of which another is among `parts`
  std::string beside;                    // as MessageFacts::beside, but for what comes of `others`
  std::vector<std::string> attachments;  // as MessageFacts::attachments
  std::vector<Enclosure> enclosures;     // as MessageFacts::enclosures
  std::optional<Calendar> calendar;      // as MessageFacts::calendar
};

/// All text that a reader is shown, in its order. Of a multipart/alternative one part counts: text/plain, unless it is
/// blank or only says that there is HTML beside it; of a multipart/related its root. `beside` holds what stands in
/// attached texts (by their type or by the end of their name), in attached messages down to the fourth within the
/// other, in calendars, and what HTML hides.
BodyText body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts);

/// As mail::enclosures_of() and mail::enclosed_file().
std::vector<Enclosure> enclosures_of(const HeaderIndex& header, std::string_view body, const Limits& limits,
                                     Doubts& doubts);
std::optional<EnclosedFile> enclosed_file(const HeaderIndex& header, std::string_view body, std::size_t number,
                                          const Limits& limits, Doubts& doubts);

/// The parts with an empty line between them.
std::string joined(std::vector<TextPart> parts);

/// What a leaf says, transfer encoding and charset undone, line ends made LF: for parts that are text though no person
/// reads them (delivery-status, feedback-report).
std::string leaf_text(const Leaf& leaf, Doubts& doubts);

}  // namespace jeda::mail
