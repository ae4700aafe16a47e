// Whether the writer of a message asks not to be written to again. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>

#include "mail/facts.h"

namespace jeda::mail {

struct OptOut {
  std::string wish;       // the sentence, as it is shown; empty where there is none
  bool doubtful = false;  // it may be another's words, or mean something else
};

/// The wish in `facts`, which a person wrote. It is looked for
/// - in what was written, above the signature: not in the words of links, not in sentences that tell others how to be
///   left alone ("Reply STOP if you want no more mails"), as our own footer does;
/// - in the subject; of an answer, whose subject is ours, only in what was put behind it: "Re: Penawaran - please
///   remove me".
/// It is doubtful where something else speaks against it: a clear yes; words of a footer; above it, what may introduce
/// a quote, or a goodbye; a word alone below a longer text; a subject that is ours, and no text. Linear.
OptOut opt_out_of(const MessageFacts& facts);

}  // namespace jeda::mail
