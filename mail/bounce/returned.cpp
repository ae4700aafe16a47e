#include "mail/bounce/returned.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/bounce/delivery_status.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/text_addresses.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_mark = 160;
constexpr std::size_t longest_tag = 64;

// Fields that nobody but a mail system writes, so that two lines with one of them are a header; and those that a
// summary of the message may have too.
constexpr auto fields_of_systems = std::to_array<std::string_view>(
    {"received", "return-path", "message-id", "mime-version", "dkim-signature", "delivered-to", "x-mailer",
     "x-originating-ip", "domainkey-signature", "arc-seal", "authentication-results", "envelope-to", "user-agent"});
constexpr auto fields_of_people = std::to_array<std::string_view>(
    {"from", "to", "cc", "subject", "date", "reply-to", "sender", "content-type", "content-transfer-encoding",
     "in-reply-to", "references", "precedence", "list-id", "x-priority", "importance", "thread-index"});

std::string_view line_of(std::string_view text, std::size_t at) {
  auto line = text.substr(at, std::min(text.size(), text.find('\n', at)) - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

template <typename Names>
bool is_field_of(std::string_view line, const Names& names) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon > 40) return false;
  const auto name = line.substr(0, colon);
  return std::any_of(names.begin(), names.end(), [name](auto one) { return equals_ignoring_case(name, one); });
}

bool is_field(std::string_view line) {
  return is_field_of(line, fields_of_systems) || is_field_of(line, fields_of_people);
}

// Lines of a header in a row, while a text is passed over.
class HeaderRun {
 public:
  // True once the lines since begin() are a header.
  bool add(std::string_view line, std::size_t at) {
    const bool of_system = is_field_of(line, fields_of_systems);
    if (of_system || is_field_of(line, fields_of_people)) {
      if (fields_ == 0) begin_ = at;
      ++fields_;
      systems_ = systems_ || of_system;
      sender_ = sender_ || starts_ignoring_case(line, "from:");
    } else if (fields_ == 0 || !goes_on(line)) {
      *this = HeaderRun();
    }
    return fields_ >= 2 && (systems_ || (fields_ >= 3 && sender_));
  }
  std::size_t begin() const { return begin_; }

 private:
  // Folded, or a field of another name: headers have many.
  static bool goes_on(std::string_view line) {
    if (line.empty()) return false;
    const auto colon = line.find(':');
    return is_space(line.front()) ||
           (colon != std::string_view::npos && colon > 1 && line.substr(0, colon).find(' ') == std::string_view::npos);
  }

  std::size_t begin_ = 0;
  int fields_ = 0;
  bool systems_ = false;
  bool sender_ = false;
};

bool is_between_dashes(std::string_view line) {
  line = trim(line);
  return line.size() > 2 && std::string_view("-=*_+#~>").find(line.front()) != std::string_view::npos;
}

// "--- Below this line is a copy of the message.", "Original message follows:". A line that says it in passing is none.
bool is_copy_mark(std::string_view line, bool anything_before) {
  if (line.size() > longest_mark || line.size() < 8 || line.find('@') != std::string_view::npos) return false;
  const auto end = trim(line);
  const bool announces = is_between_dashes(line) || (anything_before && (end.ends_with(':') || end.ends_with('.')));
  static const HeardBeginnings marks(Heard::bounce_copies);
  if (!announces) return false;
  const std::string plain = plain_words(line);
  if (is_between_dashes(line)) return says(plain, marks);
  const bool follows =
      plain.find("follow") != std::string::npos || plain.find("below") != std::string::npos || end.ends_with(':');
  return follows && says(plain, marks);
}

void add_received(std::string_view value, std::vector<Address>& reached) {
  const auto at = value.find(" for ");
  if (at == std::string_view::npos) return;
  for (auto& found : addresses_in(value.substr(at), 1)) reached.push_back(std::move(found.address));
}

}  // namespace

bool Returned::went_to(const Address& address) const {
  const auto is = [&](const Address& one) { return one.key == address.key; };
  return std::any_of(to.begin(), to.end(), is) || std::any_of(reached.begin(), reached.end(), is);
}

Returned read_returned(std::string_view text, const Limits& limits) {
  const RawMessage message = split_message(text.substr(0, limits.header_bytes));
  MessageFacts facts = read_header_facts(message.header, false, limits);
  Returned returned{std::move(facts.message_id), std::move(facts.to), std::move(facts.cc), {}};
  for (const HeaderField& field : message.header) {
    if (returned.tag.empty() && equals_ignoring_case(trim(field.name), "X-Jeda-Tag"))
      returned.tag = trim(field.value).substr(0, longest_tag);
  }
  for (const HeaderField& field : message.header) {
    if (returned.reached.size() >= limits.addresses) break;
    if (equals_ignoring_case(field.name, "Received")) add_received(field.value, returned.reached);
    for (const std::string_view name : {"X-Original-To", "Envelope-To", "X-Envelope-To", "X-Rcpt-To"}) {
      auto address = equals_ignoring_case(field.name, name) ? typed_address(field.value) : std::nullopt;
      if (address) returned.reached.push_back(std::move(*address));
    }
    auto address =
        equals_ignoring_case(field.name, "X-HmXmrOriginalRecipient") ? typed_address(field.value) : std::nullopt;
    if (address) returned.reported.push_back(std::move(*address));
  }
  return returned;
}

bool is_returned_message(const MediaType& type) {
  return type.is("message", "rfc822") || type.is("message", "global") || type.is("text", "rfc822-headers") ||
         type.is("text", "rfc822") || type.is("text", "rfc822-header") || type.is("message", "partial") ||
         type.is("message", "rfc822-headers") || type.is("message", "global-headers");
}

CopyPlace find_copy(std::string_view text) {
  constexpr auto nowhere = std::string_view::npos;
  HeaderRun run;
  std::size_t mark = nowhere;
  std::size_t field = nowhere;  // the first below the mark
  bool anything_before = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto line = line_of(text, at);
    if (run.add(line, at)) return {std::min(mark, run.begin()), run.begin()};
    if (mark == nowhere && is_copy_mark(line, anything_before)) mark = at;
    if (mark != nowhere && field == nowhere && is_field(line)) field = at;
    anything_before = anything_before || line.find('@') != nowhere;
    at += line.size();
    at = std::min(text.size(), text.find('\n', at)) + 1;
  }
  mark = std::min(mark, text.size());
  return {mark, field != nowhere ? field : std::min(text.size(), mark + line_of(text, mark).size())};
}

}  // namespace jeda::mail
