// The lines by which mail clients introduce an earlier message. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>

#include "mail/written/text_lines.h"

namespace jeda::mail {

/// What a message's header says of it: who answers nothing and forwards nothing has nothing to quote, and a quote's
/// header in it is just text.
struct Quoting {
  bool answers = false;   // In-Reply-To or References
  bool forwards = false;  // the subject begins with "Fwd:", "FW:", "Trs:" ...
  bool any() const { return answers || forwards; }
};

/// Marks what is quoted, and what introduces it; true where there is any. Known:
/// - lines that begin with '>', and the line before them that names their writer: LineKind::quoted;
/// - "On ... wrote:", "Pada ... menulis:", also over several lines: where no '>' follows, all below is
///   LineKind::declared, lines with a '>' aside;
/// - "-----Original Message-----" and its like, and "From: / Sent: / Subject:" blocks (id: "Dari: / Dikirim: /
///   Perihal:"): the same.
/// Linear.
bool mark_quotes(TextLines& lines, const Quoting& quoting);

/// `text`, which begins with what introduces a quote, without that. All of it where nothing does.
std::string_view below_head(std::string_view text);

}  // namespace jeda::mail
