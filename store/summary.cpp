#include "store/summary.h"

#include "store/bytes.h"

namespace jeda::store {
namespace {

void pack_time(Packer& packer, const std::optional<Time>& time) {
  packer.number(time ? 1 : 0);
  if (time) packer.number(to_micros(*time));
}

std::optional<Time> unpack_time(Unpacker& from) {
  if (from.number() == 0) return std::nullopt;
  return from_micros(from.number());
}

void pack_contact(Packer& packer, const policy::NewestContact& contact) {
  packer.number(to_micros(contact.at));
  packer.text(contact.salesperson);
  packer.number((contact.answer ? 1 : 0) + (contact.held ? 2 : 0));
}

policy::NewestContact unpack_contact(Unpacker& from) {
  policy::NewestContact contact;
  contact.at = from_micros(from.number());
  contact.salesperson = from.text();
  const std::int64_t flags = from.number();
  contact.answer = (flags & 1) != 0;
  contact.held = (flags & 2) != 0;
  return contact;
}

void pack_person(Packer& packer, const policy::PersonHistory& person) {
  packer.text(person.salesperson);
  pack_time(packer, person.newest_contact);
  packer.number(person.newest_is_held ? 1 : 0);
  pack_time(packer, person.newest_reply);
}

policy::PersonHistory unpack_person(Unpacker& from) {
  policy::PersonHistory person;
  person.salesperson = from.text();
  person.newest_contact = unpack_time(from);
  person.newest_is_held = from.number() != 0;
  person.newest_reply = unpack_time(from);
  return person;
}

}  // namespace

std::string pack_history(const policy::History& history) {
  Packer packer;
  packer.number(history.unanswered);
  packer.number(history.awaits ? 1 : 0);
  packer.number(history.newest_contact ? 1 : 0);
  if (history.newest_contact) pack_contact(packer, *history.newest_contact);
  pack_time(packer, history.newest_reply);
  packer.number(static_cast<std::int64_t>(history.people.size()));
  for (const policy::PersonHistory& person : history.people) pack_person(packer, person);
  return packer.take();
}

std::optional<policy::History> unpack_history(std::string_view bytes) {
  Unpacker from(bytes);
  policy::History history;
  history.unanswered = static_cast<int>(from.number());
  history.awaits = from.number() != 0;
  if (from.number() != 0) history.newest_contact = unpack_contact(from);
  history.newest_reply = unpack_time(from);
  history.people.resize(from.count());
  for (policy::PersonHistory& person : history.people) person = unpack_person(from);
  if (!from.finished()) return std::nullopt;
  return history;
}

std::string pack_recipients(const std::vector<policy::Recipient>& recipients) {
  Packer packer;
  packer.number(static_cast<std::int64_t>(recipients.size()));
  for (const policy::Recipient& recipient : recipients) {
    packer.text(recipient.key);
    packer.text(recipient.raw);
    packer.text(recipient.company);
  }
  return packer.take();
}

std::optional<std::vector<policy::Recipient>> unpack_recipients(std::string_view bytes) {
  Unpacker from(bytes);
  std::vector<policy::Recipient> recipients(from.count());
  for (policy::Recipient& recipient : recipients) {
    recipient.key = from.text();
    recipient.raw = from.text();
    recipient.company = from.text();
  }
  if (!from.finished()) return std::nullopt;
  return recipients;
}

std::string pack_texts(const std::vector<std::string>& texts) {
  Packer packer;
  packer.number(static_cast<std::int64_t>(texts.size()));
  for (const std::string& text : texts) packer.text(text);
  return packer.take();
}

std::optional<std::vector<std::string>> unpack_texts(std::string_view bytes) {
  Unpacker from(bytes);
  std::vector<std::string> texts(from.count());
  for (std::string& text : texts) text = from.text();
  if (!from.finished()) return std::nullopt;
  return texts;
}

}  // namespace jeda::store
