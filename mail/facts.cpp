#include "mail/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "mail/address_list.h"
#include "mail/automatic.h"
#include "mail/doubts.h"
#include "mail/fingerprint.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/header_index.h"
#include "mail/mime/message_ids.h"
#include "mail/written/body_text.h"
#include "mail/written/figures.h"
#include "mail/written/links.h"
#include "mail/written/readings.h"
#include "mail/written/subject_line.h"
#include "mail/written/written.h"

namespace jeda::mail {
namespace {

std::vector<Address> read_address_fields(const HeaderIndex& header, FieldKind kind, const Limits& limits,
                                         Doubts& doubts) {
  std::vector<Address> addresses;
  for (const auto value : header.all(kind)) {
    if (!read_addresses(value, limits.addresses, addresses)) {
      add_doubt(doubts, fmt::format("more than {} addresses in one header", limits.addresses));
      break;
    }
  }
  return addresses;
}

std::string read_message_id(const HeaderIndex& header) {
  std::vector<std::string> ids;
  read_message_ids(header.first(FieldKind::message_id), 1, ids);
  return ids.empty() ? std::string() : std::move(ids.front());
}

// In-Reply-To, then References; where there are too many, those of the newest messages, which stand last.
std::vector<std::string> read_references(const HeaderIndex& header, const Limits& limits, Doubts& doubts) {
  std::vector<std::string> ids;
  bool all = true;
  for (const auto value : header.all(FieldKind::in_reply_to)) {
    all = read_message_ids(value, limits.references, ids) && all;
  }
  all = read_newest_message_ids(header.all(FieldKind::references), limits.references, ids) && all;
  if (!all) add_doubt(doubts, fmt::format("more than {} references", limits.references));
  return ids;
}

std::string read_purpose(const HeaderIndex& header) {
  const std::string value = repair_utf8(one_line(header.first(FieldKind::purpose)));
  return fold_case(value).value_or(lower_ascii(value));
}

void doubt_repeated(const HeaderIndex& header, FieldKind kind, std::string_view name, Doubts& doubts) {
  if (header.all(kind).size() > 1) {
    add_doubt(doubts, fmt::format("more than one {} field; the first counts", name));
  }
}

void doubt_repeated_fields(const HeaderIndex& header, Doubts& doubts) {
  doubt_repeated(header, FieldKind::subject, "Subject", doubts);
  doubt_repeated(header, FieldKind::message_id, "Message-ID", doubts);
}

void read_header(const HeaderIndex& header, const Limits& limits, MessageFacts& facts) {
  facts.message_id = read_message_id(header);
  facts.references = read_references(header, limits, facts.doubts);
  facts.from = read_address_fields(header, FieldKind::from, limits, facts.doubts);
  facts.to = read_address_fields(header, FieldKind::to, limits, facts.doubts);
  facts.cc = read_address_fields(header, FieldKind::cc, limits, facts.doubts);
  facts.reply_to = read_address_fields(header, FieldKind::reply_to, limits, facts.doubts);
  facts.subject = decode_header(header.first(FieldKind::subject), facts.doubts);
  facts.date = repair_utf8(one_line(header.first(FieldKind::date)));
  facts.purpose = read_purpose(header);
  facts.override_reason = decode_header(header.first(FieldKind::override_reason), facts.doubts);
  facts.list_id = list_id(header);
  doubt_repeated_fields(header, facts.doubts);
}

// What may be quoted, and whose.
Quoting quoting_of(const MessageFacts& facts) {
  constexpr std::size_t most_names = 20;
  const SubjectLine subject = read_subject_line(facts.subject);
  Quoting quoting{!facts.references.empty() || subject.answers, subject.forwards, subject.own};
  if (!quoting.any()) return quoting;
  for (const auto* addresses : {&facts.to, &facts.cc}) {
    for (const Address& address : *addresses) {
      if (quoting.names.size() >= most_names) return quoting;
      quoting.names.insert(quoting.names.end(), {address.name, address.key});
    }
  }
  return quoting;
}

void read_body(const HeaderIndex& header, const RawMessage& message, const Limits& limits, MessageFacts& facts) {
  const auto body = std::string_view(message.body).substr(0, limits.body_bytes);
  if (!message.body_complete || body.size() < message.body.size()) {
    add_doubt(facts.doubts, fmt::format("only the first {} bytes of the body were looked at", body.size()));
  }
  BodyText read = body_text(header, body, limits, facts.doubts);
  const Quoting quoting = quoting_of(facts);
  Written written = written_of(read, quoting);
  facts.written = std::move(written.text);
  facts.quotes = written.quotes;
  facts.declared = std::move(written.declared);
  facts.declared_first = std::move(written.declared_first);
  add_links(facts.written, written.links, facts.links);
  facts.linked = std::move(written.linked);
  add_figures(facts.written, facts.figures);
  for (const auto* parts : {&read.parts, &read.others})
    for (const TextPart& part : *parts) add_targets(part, facts.targets);
  facts.text = joined(std::move(read.parts));
  facts.beside = std::move(read.beside);
  add_other_readings(read, quoting, facts);
  facts.calendar = std::move(read.calendar);
  facts.attachments = std::move(read.attachments);
  facts.enclosures = std::move(read.enclosures);
  const bool seen = message.body_complete && body.size() == message.body.size();
  if (!seen && !facts.enclosures.empty()) facts.enclosures.back().whole = false;
  facts.fingerprint =
      facts.text.empty() ? fingerprint_of_body(facts.subject, body) : fingerprint_of_text(facts.subject, facts.text);
}

// Nothing below throws but for want of memory, and mimetic's codecs and ICU's C++ strings only then as well.
template <typename Read>
void guarded(MessageFacts& facts, Read read) {
  try {
    read();
  } catch (const std::exception&) {
    facts.doubts.emplace_back("reading the message failed");
  }
}

}  // namespace

MessageFacts read_facts(const RawMessage& message, bool null_sender, const Limits& limits) {
  MessageFacts facts;
  guarded(facts, [&] {
    const HeaderIndex header(message.header, limits, facts.doubts);
    read_header(header, limits, facts);
    read_body(header, message, limits, facts);
    facts.automatic = automatic_sign(header, facts, null_sender);
  });
  return facts;
}

MessageFacts read_header_facts(const std::vector<HeaderField>& header, bool null_sender, const Limits& limits) {
  MessageFacts facts;
  guarded(facts, [&] {
    const HeaderIndex index(header, limits, facts.doubts);
    read_header(index, limits, facts);
    facts.automatic = automatic_sign(index, facts, null_sender);
  });
  return facts;
}

std::vector<Enclosure> enclosures_of(const RawMessage& message, const Limits& limits) {
  MessageFacts facts;
  guarded(facts, [&] {
    const HeaderIndex header(message.header, limits, facts.doubts);
    facts.enclosures =
        enclosures_of(header, std::string_view(message.body).substr(0, limits.body_bytes), limits, facts.doubts);
  });
  return std::move(facts.enclosures);
}

std::optional<EnclosedFile> enclosed_file(const RawMessage& message, std::size_t number, const Limits& limits) {
  MessageFacts facts;
  std::optional<EnclosedFile> file;
  guarded(facts, [&] {
    const HeaderIndex header(message.header, limits, facts.doubts);
    file = enclosed_file(header, std::string_view(message.body).substr(0, limits.body_bytes), number, limits,
                         facts.doubts);
  });
  return file;
}

}  // namespace jeda::mail
