// What a message says to those whose mail client shows another part of a multipart/alternative. Internal to mail/. Safe
// for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"
#include "mail/written/body_text.h"
#include "mail/written/quote_heads.h"

namespace jeda::mail {

/// The words of a text, and which follows which; links aside, since plain text spells out those of HTML.
class Said {
 public:
  /// Linear, but for sorting.
  explicit Said(std::string_view text);

  /// The lines of `text` of which a word, or two neighbouring ones, are not here, each with its line end. Empty: all is
  /// said here, however it is wrapped.
  std::string unsaid(std::string_view text) const;

 private:
  std::vector<std::uint64_t> pairs_;  // sorted hashes
};

/// Adds to `facts` what `body.others` say: MessageFacts::otherwise, `beside`, `links`, `linked`, `figures`, and
/// `declared` where nothing is declared yet. REQUIRES: all else of the body is there.
void add_other_readings(const BodyText& body, const Quoting& quoting, MessageFacts& facts);

}  // namespace jeda::mail
