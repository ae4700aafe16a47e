// A message that a relay of ours hands back with a footer added below: a scanner, a disclaimer.
#pragma once

#include <string>
#include <vector>

#include "mail/facts.h"

namespace jeda::mail {

/// The fingerprints of what `facts` may have been before a footer came below its text: of the text as it is without its
/// last line, its last two, and so on. The footer has 64 lines and 4,096 bytes at most. Empty for a message without
/// text, and for texts over 64 KiB, which would cost too much.
std::vector<std::string> fingerprints_above_footer(const MessageFacts& facts);

}  // namespace jeda::mail
