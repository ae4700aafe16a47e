#include "mail/seal.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/digest.h"
#include "base/text.h"
#include "mail/fingerprint.h"

namespace jeda::mail {
namespace {

constexpr std::size_t digest_size = 32;
constexpr std::string_view seal_version = "1 ";

bool is_sealed(std::string_view name) {
  return matters(name) && !name.starts_with("x-jeda") && name != "content-length";
}

bool has_addresses(std::string_view name) {
  constexpr std::array<std::string_view, 5> names = {"from", "sender", "reply-to", "to", "cc"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// One blank for each run of white space.
std::string unfolded(std::string_view value) {
  std::string text;
  for (const char c : trim(value)) {
    if (!is_white(c)) {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  return text;
}

// Names and local parts, without what Sendmail puts right.
std::string without_spelling(std::string_view value) {
  constexpr std::string_view spelling = " \t\r\n\"\\,;<>()";
  std::string text;
  bool in_domain = false;
  for (const char c : value) {
    const bool spells = spelling.find(c) != std::string_view::npos;
    in_domain = in_domain && !spells;
    if (spells || in_domain) continue;
    text += lower_ascii(c);
    in_domain = c == '@';
  }
  return text;
}

std::string digest_of(std::string_view text) {
  const Digest digest = sha256({text});
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Every carriage return before a line feed goes, and those at the end: what follows there was not seen.
std::string with_line_feeds(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  for (const char c : body) {
    if (c == '\n')
      while (!text.empty() && text.back() == '\r') text.pop_back();
    text += c;
  }
  while (!text.empty() && text.back() == '\r') text.pop_back();
  return text;
}

// Of the first `most` fields that matter.
void seal_header(const std::vector<HeaderField>& header, const std::optional<std::string>& subject, std::size_t most,
                 Seal& seal) {
  std::string text;
  bool changed = !subject;
  for (const HeaderField& field : header) {
    const std::string name = lower_ascii(trim(field.name));
    if (!is_sealed(name) || seal.fields == most) continue;
    const bool change = !changed && name == "subject";
    changed = changed || change;
    const std::string_view value = change ? std::string_view(*subject) : field.value;
    text.append(name).append(":");
    text.append(has_addresses(name) ? without_spelling(value) : unfolded(value)).append("\n");
    ++seal.fields;
  }
  seal.header = digest_of(text);
}

void seal_body(std::string_view text, Seal& seal) {
  seal.bytes = text.size();
  while (text.ends_with('\n')) text.remove_suffix(1);
  seal.body = digest_of(text);
}

std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

}  // namespace

Seal seal_of(const RawMessage& message, const std::optional<std::string>& subject) {
  Seal seal;
  seal.whole = message.header_complete && message.body_complete;
  seal_header(message.header, subject, message.header.size(), seal);
  seal_body(with_line_feeds(message.body), seal);
  return seal;
}

std::string pack(const Seal& seal) {
  std::string bytes(seal_version);
  bytes += seal.whole ? "w " : "- ";
  for (const std::size_t number : {seal.fields, seal.bytes}) bytes += std::to_string(number) + " ";
  return bytes + seal.header + seal.body;
}

std::optional<Seal> unpack_seal(std::string_view bytes) {
  if (!bytes.starts_with(seal_version) || bytes.size() < 4) return std::nullopt;
  Seal seal;
  seal.whole = bytes[2] == 'w';
  bytes.remove_prefix(4);
  const auto fields = take_number(bytes);
  const auto size = fields ? take_number(bytes) : fields;
  if (!size || bytes.size() != 2 * digest_size) return std::nullopt;
  seal.fields = *fields;
  seal.bytes = *size;
  seal.header = bytes.substr(0, digest_size);
  seal.body = bytes.substr(digest_size);
  return seal;
}

std::string_view broken(const Seal& seal, std::string_view message) {
  const RawMessage found = split_message(message);
  Seal now;
  seal_header(found.header, {}, seal.whole ? found.header.size() : seal.fields, now);
  if (now.header != seal.header || now.fields != seal.fields) return "header";
  const std::string body = with_line_feeds(found.body);
  seal_body(seal.whole ? body : std::string_view(body).substr(0, seal.bytes), now);
  return now.body == seal.body ? "" : "body";
}

}  // namespace jeda::mail
