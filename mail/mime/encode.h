// Text made fit for mail, as transfer.h and encoded_word.h read it. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// `text` as an unstructured header value: as it stands where it is printable ASCII that no reader would take for an
/// encoded word, else as RFC 2047 encoded words of at most 75 bytes, folded one a line. Control characters become
/// spaces.
std::string encode_header(std::string_view text);

/// Quoted-printable: no line longer than 76 bytes. Lines end with LF.
std::string quoted_printable(std::string_view text);

}  // namespace jeda::mail
