// The lines by which mail clients introduce an earlier message. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mail/written/text_lines.h"

namespace jeda::mail {

/// What a message's header says of it: who answers nothing and forwards nothing has nothing to quote, and a quote's
/// header in it is just text. Views must outlive it.
struct Quoting {
  bool answers = false;                      // In-Reply-To, References, or a subject like "Re: ..."
  bool forwards = false;                     // the subject begins with "Fwd:", "FW:", "Trs:" ...
  std::string_view subject = {};             // without what stands before it; a quoted header has it too
  std::vector<std::string_view> names = {};  // of those it is from and to, and their addresses: one of them is quoted
  bool any() const { return answers || forwards; }
};

/// Marks what is quoted, and what introduces it; true where there is any. Known:
/// - lines that begin with '>', and up to four lines before them that name a writer or a time: LineKind::quoted;
/// - an attribution without a '>' below, in up to four lines: an address in brackets or a name, a day or an hour, and a
///   colon or a verb at its end, whatever the language ("On ... wrote:", "Pada ... menulis:"). All below is
///   LineKind::declared, lines with a '>' aside. A sentence before it in its line stays own;
/// - three or more lines "Word: ..." of which one has an address or the subject and one a day, or whose words are known
///   ("From: / Sent: / Subject:", "Dari: / Dikirim: / Perihal:"); "-----Original Message-----" and its like; dashes
///   round an attribution: the same.
/// Linear.
bool mark_quotes(TextLines& lines, const Quoting& quoting);

/// `text`, which begins with what introduces a quote, without that. All of it where nothing does.
std::string_view below_head(std::string_view text);

}  // namespace jeda::mail
