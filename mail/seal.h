// What was held, told again from what an MTA has in its queue. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mail/facts.h"

namespace jeda::mail {

/// What a message was, as far as it was seen, however an MTA writes it down: its body, and the header fields that
/// matter (fingerprint.h) but for those of ours, which go. Left out is what MTAs change without changing the message:
/// line ends, how fields are folded, the spelling and the domains of addresses in From, Sender, Reply-To, To and Cc
/// (Sendmail requotes and completes them), Content-Length, and blank lines at the end of the body.
struct Seal {
  bool whole = true;       // nothing was left unread
  std::size_t fields = 0;  // header fields that matter
  std::size_t bytes = 0;   // of the body, lines ending with LF
  std::string header;      // SHA-256 of the fields, 32 bytes
  std::string body;        // likewise
  friend bool operator==(const Seal&, const Seal&) = default;
};

/// `subject`, where given, stands in for the value of the first Subject.
Seal seal_of(const RawMessage& message, const std::optional<std::string>& subject = {});

/// As it is stored; and back. Absent: no seal, or one of a later jeda.
std::string pack(const Seal& seal);
std::optional<Seal> unpack_seal(std::string_view bytes);

/// What of `message`, as an MTA's queue has it (lines end with LF), is not what was sealed: "header", "body", or empty:
/// nothing. What lay beyond the part that was seen is not compared.
std::string_view broken(const Seal& seal, std::string_view message);

}  // namespace jeda::mail
