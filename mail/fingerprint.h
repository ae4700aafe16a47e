// What makes two copies of a text the same. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// The first 16 bytes, in hex, of SHA-256 over subject and text, each with runs of Unicode white space made one blank
/// and trimmed.
std::string fingerprint_of_text(std::string_view subject, std::string_view text);

/// The same of subject and raw body bytes, for a message without readable text. Never equal to a fingerprint of text.
std::string fingerprint_of_body(std::string_view subject, std::string_view body);

}  // namespace jeda::mail
