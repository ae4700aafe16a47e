// Bytes of any charset to UTF-8, by ICU. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

struct Utf8 {
  std::string text;
  bool known = true;   // the charset has a name ICU knows, or none was given
  bool honest = true;  // every byte was one of that charset
};

/// Reads `bytes` as `charset`, a MIME name in any case or an alias of one; empty stands for US-ASCII. Never fails:
/// - ISO-8859-1 is read as windows-1252, as every mail reader does;
/// - US-ASCII with high bytes, and unknown charsets, are read as UTF-8 where they are UTF-8, else as windows-1252;
/// - bytes the charset does not have become U+FFFD.
/// The result is well-formed UTF-8, at most four times as long as `bytes`.
Utf8 to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace jeda::mail
