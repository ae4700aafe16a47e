// What makes two copies of a text, or of a message, the same. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "mail/facts.h"

namespace jeda::mail {

/// The first 16 bytes, in hex, of SHA-256 over subject and text, each with runs of Unicode white space made one blank
/// and trimmed.
std::string fingerprint_of_text(std::string_view subject, std::string_view text);

/// The same of subject and raw body bytes, for a message without readable text. Never equal to a fingerprint of text.
std::string fingerprint_of_body(std::string_view subject, std::string_view body);

/// Whether a header field tells one message from another. `name` is in lower case.
bool matters(std::string_view name);

/// SHA-256, hex, of every byte of the body and of the header fields that matter: From, Sender, Reply-To, To, Cc,
/// Subject, Message-ID, In-Reply-To, References, MIME-Version, Content-*, and X-Jeda-Override and X-Jeda-Purpose, which
/// ask for another verdict. Relays add others (Received, Date, DKIM-Signature). Empty where the message was not seen
/// whole: what follows may be another text each time.
std::string exact_digest(const RawMessage& message);

}  // namespace jeda::mail
