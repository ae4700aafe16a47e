// What shows that a line introduces an earlier message, in whatever language: a writer and a time. Internal to mail/.
// Safe for concurrent use; linear in the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

struct HeadSigns {
  bool day = false;           // "23/11/2026", "2026年11月23日", "23 Nov 2026": with its year
  bool hour = false;          // "10:00", "10.00", "10h00"
  bool address = false;       // of mail, however it stands there
  bool bracketed = false;     // an address in brackets
  bool bracket_last = false;  // the same, and nothing but a colon follows
  bool alone = false;         // an address is all there is
  bool name = false;          // one of the names

  bool any() const { return day || hour || address || name; }
  void add(const HeadSigns& other);
};

/// `line` as its signs are looked for: digits of Arabic and full-width writing made ASCII, marks of direction, of
/// bold type and of text_lines.h dropped, no-break spaces made blanks, a full-width colon made ':', none of them with a
/// blank before it at the end.
std::string head_text(std::string_view line);

/// The signs in `text`, which is head_text(). `names`: of those who may have written, and their addresses.
HeadSigns head_signs(std::string_view text, const std::vector<std::string_view>& names);

}  // namespace jeda::mail
