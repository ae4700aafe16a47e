// Content-Transfer-Encoding, by mimetic's codecs. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

struct Decoded {
  std::string bytes;
  bool broken = false;  // something was skipped or taken as it stood
};

/// Decodes what is decodable: bytes outside the alphabet are skipped, a last group that is cut short gives the bytes it
/// has, and encodings glued together after padding are read on.
Decoded decode_base64(std::string_view encoded);

/// Decodes what is decodable: '=' that begins no code stands for itself. White space at the very end is dropped.
Decoded decode_quoted_printable(std::string_view encoded);

}  // namespace jeda::mail
