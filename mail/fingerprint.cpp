#include "mail/fingerprint.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/digest.h"
#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t kept_bytes = 16;

std::string hash(std::string_view head, std::string_view tail) {
  const Digest digest = sha256({head, tail});
  return to_hex(std::span(digest).first(kept_bytes));
}

// ASCII is nearly all of most texts, and asking ICU about each of its characters takes most of the time.
constexpr bool is_plain(unsigned char c) { return c > ' ' && c < 0x80; }
constexpr bool is_gap(unsigned char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; }

// Appends a text with one blank for each run of white space within it, and none at its ends.
void append_folded(std::string& out, std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  const std::size_t begin = out.size();
  out.resize(begin + text.size());  // folding never adds a byte
  char* const start = out.data() + begin;
  char* to = start;
  bool blank = false;
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t from = at;
    bool white = is_gap(bytes[at]);
    if (white) {
      ++at;
    } else if (is_plain(bytes[at])) {
      while (at < size && is_plain(bytes[at])) ++at;
    } else {
      UChar32 c = 0;
      U8_NEXT(bytes, at, size, c);
      white = u_isUWhiteSpace(c) != 0;
    }
    if (!white) {
      if (blank && to != start) *to++ = ' ';
      to = std::copy(text.data() + from, text.data() + at, to);
    }
    blank = white;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

// The zero byte parts the subject from what follows: neither can hold one.
std::string folded_subject(std::string_view kind, std::string_view subject, std::size_t room) {
  std::string folded;
  folded.reserve(kind.size() + subject.size() + room + 1);
  folded += kind;
  append_folded(folded, subject);
  folded += '\0';
  return folded;
}

}  // namespace

std::string fingerprint_of_text(std::string_view subject, std::string_view text) {
  std::string folded = folded_subject("text:", subject, text.size());
  append_folded(folded, text);
  return hash(folded, {});
}

std::string fingerprint_of_body(std::string_view subject, std::string_view body) {
  return hash(folded_subject("body:", subject, 0), body);
}

bool matters(std::string_view name) {
  constexpr std::array<std::string_view, 12> names = {
      "from",       "sender",       "reply-to",        "to",
      "cc",         "subject",      "message-id",      "in-reply-to",
      "references", "mime-version", "x-jeda-override", "x-jeda-purpose"};
  return name.starts_with("content-") || std::find(names.begin(), names.end(), name) != names.end();
}

std::string exact_digest(const RawMessage& message) {
  if (!message.header_complete || !message.body_complete) return {};
  std::string header;
  for (const HeaderField& field : message.header) {
    const std::string name = lower_ascii(trim(field.name));
    if (matters(name)) header += name + ":" + std::to_string(field.value.size()) + ":" + field.value;
  }
  return to_hex(sha256({header, "\n", message.body}));
}

}  // namespace jeda::mail
