#include "store/record/outgoing.h"

#include "store/record/bytes.h"
#include "store/record/details.h"
#include "store/record/summary.h"

namespace jeda::store {
namespace {

using policy::Content;

/// Stored: another form gets another number.
constexpr unsigned char message_form = 2;

void pack_untold(Packer& packer, const std::vector<policy::Untold>& untold) {
  packer.number(std::ssize(untold));
  for (const policy::Untold& rule : untold) {
    packer.text(rule.rule);
    packer.text(rule.why);
  }
}

void pack_phrases(Packer& packer, const Content& content) {
  packer.number(std::ssize(content.phrases));
  for (const policy::PhraseHit& hit : content.phrases) {
    packer.text(hit.list);
    packer.text(hit.words);
  }
}

void pack_content(Packer& packer, const Content& content) {
  packer.byte(static_cast<unsigned char>((content.given ? 1 : 0) | (content.readable ? 2 : 0) |
                                         (content.follows ? 4 : 0) | (content.subject_changed ? 8 : 0) |
                                         (content.quoted ? 16 : 0) | (content.whole ? 32 : 0) |
                                         (content.event ? 64 : 0)));
  packer.text(content.why_unreadable);
  packer.number(static_cast<std::int64_t>(content.words));
  packer.text(pack_texts(content.spoken));
  packer.text(pack_texts(content.display_names));
  packer.text(pack_details(content.imprint, {}));
  packer.text(content.override_reason);
  packer.text(content.subject);
  pack_phrases(packer, content);
  pack_untold(packer, content.untold);
  pack_untold(packer, content.untold_lists);
  if (content.quoted) packer.sketch(*content.quoted);
  packer.number(static_cast<std::int64_t>(content.quoted_words));
  if (content.event) packer.number(*content.event);
  if (content.whole) pack_content(packer, *content.whole);
}

template <typename Value>
Value taken(Unpacker& from, std::optional<Value> value) {
  if (value) return std::move(*value);
  from.fail();
  return {};
}

std::vector<policy::PhraseHit> unpack_phrases(Unpacker& from) {
  std::vector<policy::PhraseHit> phrases;
  for (std::size_t left = from.count(); left > 0 && from.ok(); --left) {
    policy::PhraseHit hit;
    hit.list = from.text();
    hit.words = from.text();
    phrases.push_back(std::move(hit));
  }
  return phrases;
}

std::vector<policy::Untold> unpack_untold(Unpacker& from) {
  std::vector<policy::Untold> untold;
  for (std::size_t left = from.count(); left > 0 && from.ok(); --left) {
    policy::Untold rule;
    rule.rule = from.text();
    rule.why = from.text();
    untold.push_back(std::move(rule));
  }
  return untold;
}

/// The one within `whole` has none of its own.
Content unpack_content(Unpacker& from, bool within = false) {
  Content content;
  const unsigned flags = from.byte();
  if (flags > 127U || (within && (flags & 32U) != 0)) from.fail();
  content.given = (flags & 1U) != 0;
  content.readable = (flags & 2U) != 0;
  content.follows = (flags & 4U) != 0;
  content.subject_changed = (flags & 8U) != 0;
  content.why_unreadable = from.text();
  content.words = static_cast<std::size_t>(from.number());
  content.spoken = taken(from, unpack_texts(from.text()));
  content.display_names = taken(from, unpack_texts(from.text()));
  policy::EventDetails none;
  if (!unpack_details(from.text(), content.imprint, none)) from.fail();
  content.override_reason = from.text();
  content.subject = from.text();
  content.phrases = unpack_phrases(from);
  content.untold = unpack_untold(from);
  content.untold_lists = unpack_untold(from);
  if ((flags & 16U) != 0) content.quoted = from.sketch();
  content.quoted_words = static_cast<std::size_t>(from.number());
  if ((flags & 64U) != 0) content.event = static_cast<std::uint32_t>(from.number());
  if (from.ok() && (flags & 32U) != 0) content.whole = std::make_shared<const Content>(unpack_content(from, true));
  return content;
}

}  // namespace

std::string pack_outgoing(const policy::Outgoing& message) {
  Packer packer;
  packer.byte(message_form);
  packer.text(message.salesperson);
  packer.text(message.address);
  packer.text(pack_recipients(message.recipients));
  pack_content(packer, message.content);
  return packer.take();
}

std::optional<policy::Outgoing> unpack_outgoing(std::string_view bytes) {
  Unpacker from(bytes);
  if (from.byte() != message_form) return std::nullopt;
  policy::Outgoing message;
  message.salesperson = from.text();
  message.address = from.text();
  message.recipients = taken(from, unpack_recipients(from.text()));
  message.content = unpack_content(from);
  if (!from.finished()) return std::nullopt;
  return message;
}

}  // namespace jeda::store
