// What the writer of a message wrote in it. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/written/body_text.h"
#include "mail/written/quote_heads.h"

namespace jeda::mail {

struct Written {
  std::string text;
  bool quotes = false;        // an earlier message was cut
  std::string declared = {};  // as MessageFacts has them
  std::string declared_first = {};
  std::vector<std::string> links = {};   // of HTML, in what is left; as written
  std::vector<std::string> linked = {};  // as MessageFacts has them
};

/// `body` without what its writer quoted, what HTML does not show, and what mark_signatures() finds below. Linear.
Written written_of(const BodyText& body, const Quoting& quoting);

}  // namespace jeda::mail
