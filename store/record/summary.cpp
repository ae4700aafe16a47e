#include "store/record/summary.h"

#include <algorithm>

#include <array>

#include "store/record/bytes.h"

namespace jeda::store {
namespace {

/// The first byte of a summary. The first form had none: it began with a count, whose low bit was never set.
constexpr unsigned char summary_form = 4;

using OptionalTime = std::optional<Time> policy::History::*;

/// Moments that may be absent, in the order of their bits. Stored: new ones come last.
constexpr std::array<OptionalTime, 11> moments = {
    &policy::History::newest_reply,     &policy::History::newest_live,        &policy::History::newest_sign,
    &policy::History::newest_checkout,  &policy::History::newest_order,       &policy::History::newest_payment,
    &policy::History::newest_delivery,  &policy::History::newest_expiry,      &policy::History::away_until,
    &policy::History::permission_asked, &policy::History::permission_granted,
};

/// What else a summary may hold, in the bits after those.
enum class Field {
  contact = moments.size(),
  awaits,
  commitment,
  do_not_contact,
  subject,
  mails,
  marks,
  purposes,
  replies,
  soft_bounces,
  notices
};

constexpr std::int64_t bit(std::size_t place) { return std::int64_t{1} << place; }
constexpr std::int64_t bit(Field field) { return bit(static_cast<std::size_t>(field)); }

std::int64_t parts_of(const policy::History& history) {
  std::int64_t parts = 0;
  const auto add = [&](bool present, std::int64_t part) { parts |= present ? part : 0; };
  for (std::size_t i = 0; i < moments.size(); ++i) add((history.*moments[i]).has_value(), bit(i));
  add(history.newest_contact.has_value(), bit(Field::contact));
  add(history.awaits, bit(Field::awaits));
  add(history.commitment.has_value(), bit(Field::commitment));
  add(history.do_not_contact.has_value(), bit(Field::do_not_contact));
  add(!history.newest_subject.empty(), bit(Field::subject));
  add(!history.mails.empty(), bit(Field::mails));
  add(!history.marks.empty(), bit(Field::marks));
  add(!history.purposes.empty(), bit(Field::purposes));
  add(!history.replies.empty(), bit(Field::replies));
  add(history.soft_bounces != 0, bit(Field::soft_bounces));
  add(!history.notices.empty(), bit(Field::notices));
  return parts;
}

void pack_moment(Packer& packer, const std::optional<Time>& time) {
  if (time) packer.moment(*time);
}

std::optional<Time> unpack_moment(Unpacker& from, bool present) {
  return present ? std::optional(from.moment()) : std::nullopt;
}

void pack_person(Packer& packer, const policy::PersonHistory& person) {
  packer.text(person.salesperson);
  packer.number((person.newest_contact ? 1 : 0) + (person.newest_reply ? 2 : 0));
  pack_moment(packer, person.newest_contact);
  pack_moment(packer, person.newest_reply);
}

policy::PersonHistory unpack_person(Unpacker& from) {
  policy::PersonHistory person;
  person.salesperson = from.text();
  const std::int64_t flags = from.number();
  person.newest_contact = unpack_moment(from, (flags & 1) != 0);
  person.newest_reply = unpack_moment(from, (flags & 2) != 0);
  return person;
}

/// Whoever wrote is among the people already: a number from 1 says which of them; 0, that a name follows.
void pack_name(Packer& packer, const std::string& name, const policy::History& history) {
  const policy::PersonHistory* person = history.person(name);
  packer.number(person != nullptr ? person - history.people.data() + 1 : 0);
  if (person == nullptr) packer.text(name);
}

std::string unpack_name(Unpacker& from, const policy::History& history) {
  const std::int64_t number = from.number();
  if (number == 0) return std::string(from.text());
  if (number > 0 && number <= std::ssize(history.people)) {
    return history.people[static_cast<std::size_t>(number - 1)].salesperson;
  }
  from.fail();
  return {};
}

void pack_contact(Packer& packer, const policy::NewestContact& contact, const policy::History& history) {
  packer.moment(contact.at);
  pack_name(packer, contact.salesperson, history);
  packer.byte(contact.answer ? 1 : 0);
  packer.number(static_cast<int>(contact.channel));
}

policy::NewestContact unpack_contact(Unpacker& from, const policy::History& history) {
  policy::NewestContact contact;
  contact.at = from.moment();
  contact.salesperson = unpack_name(from, history);
  contact.answer = from.byte() != 0;
  contact.channel = static_cast<policy::TouchKind>(from.number());
  return contact;
}

void pack_mail(Packer& packer, const policy::PastMail& mail, const policy::History& history) {
  packer.moment(mail.at);
  pack_name(packer, mail.salesperson, history);
  packer.byte(mail.sketch ? 1 : 0);
  if (mail.sketch) packer.sketch(*mail.sketch);
  packer.marks(mail.phrases);
}

policy::PastMail unpack_mail(Unpacker& from, const policy::History& history) {
  policy::PastMail mail;
  mail.at = from.moment();
  mail.salesperson = unpack_name(from, history);
  if (from.byte() != 0) mail.sketch = from.sketch();
  mail.phrases = from.marks();
  return mail;
}

void pack_reply(Packer& packer, const policy::PastReply& reply) {
  packer.moment(reply.at);
  packer.number(reply.words);
  packer.byte(reply.taken ? 1 : 0);
  if (reply.taken) packer.number(reply.taken->count());
}

policy::PastReply unpack_reply(Unpacker& from) {
  policy::PastReply reply;
  reply.at = from.moment();
  reply.words = static_cast<int>(from.number());
  if (from.byte() != 0) reply.taken = Duration(from.number());
  return reply;
}

void pack_notices(Packer& packer, const std::vector<policy::PastNotice>& notices) {
  packer.number(std::ssize(notices));
  for (const policy::PastNotice& notice : notices) {
    packer.moment(notice.at);
    packer.number(static_cast<int>(notice.what));
  }
}

std::vector<policy::PastNotice> unpack_notices(Unpacker& from) {
  std::vector<policy::PastNotice> notices(from.count());
  for (policy::PastNotice& notice : notices) {
    notice.at = from.moment();
    notice.what = static_cast<policy::Notice>(from.number());
  }
  return notices;
}

void pack_lists(Packer& packer, const policy::History& history, std::int64_t parts) {
  if ((parts & bit(Field::mails)) != 0) {
    packer.number(std::ssize(history.mails));
    for (const policy::PastMail& mail : history.mails) pack_mail(packer, mail, history);
  }
  if ((parts & bit(Field::marks)) != 0) packer.marks(history.marks);
  if ((parts & bit(Field::purposes)) != 0) {
    packer.number(std::ssize(history.purposes));
    for (const policy::PastPurpose& past : history.purposes) {
      packer.text(past.purpose);
      packer.moment(past.at);
    }
  }
  if ((parts & bit(Field::replies)) != 0) {
    packer.number(std::ssize(history.replies));
    for (const policy::PastReply& reply : history.replies) pack_reply(packer, reply);
  }
  if ((parts & bit(Field::soft_bounces)) != 0) packer.number(history.soft_bounces);
  if ((parts & bit(Field::notices)) != 0) pack_notices(packer, history.notices);
}

void unpack_lists(Unpacker& from, policy::History& history, std::int64_t parts) {
  if ((parts & bit(Field::mails)) != 0) {
    history.mails.resize(from.count());
    for (policy::PastMail& mail : history.mails) mail = unpack_mail(from, history);
  }
  if ((parts & bit(Field::marks)) != 0) history.marks = from.marks();
  if ((parts & bit(Field::purposes)) != 0) {
    history.purposes.resize(from.count());
    for (policy::PastPurpose& past : history.purposes) {
      past.purpose = from.text();
      past.at = from.moment();
    }
  }
  if ((parts & bit(Field::replies)) != 0) {
    history.replies.resize(from.count());
    for (policy::PastReply& reply : history.replies) reply = unpack_reply(from);
  }
  if ((parts & bit(Field::soft_bounces)) != 0) history.soft_bounces = static_cast<int>(from.number());
  if ((parts & bit(Field::notices)) != 0) history.notices = unpack_notices(from);
}

void unpack_stop(Unpacker& from, policy::History& history) {
  const auto why = static_cast<policy::TouchKind>(from.number());
  history.do_not_contact = policy::DoNotContact{why, from.moment()};
}

}  // namespace

std::string pack_history(const policy::History& history) {
  Packer packer;
  packer.reserve(64 + history.mails.size() * 80 + history.marks.size() * 4);
  packer.byte(summary_form);
  const std::int64_t parts = parts_of(history);
  packer.number(parts);
  packer.number(history.unanswered);
  packer.number(std::ssize(history.people));
  for (const policy::PersonHistory& person : history.people) pack_person(packer, person);
  if (history.newest_contact) pack_contact(packer, *history.newest_contact, history);
  for (const OptionalTime moment : moments) pack_moment(packer, history.*moment);
  if (history.commitment) packer.moment(history.commitment->from);
  if (history.commitment) packer.moment(history.commitment->to);
  if (history.do_not_contact) {
    packer.number(static_cast<int>(history.do_not_contact->why));
    packer.moment(history.do_not_contact->since);
  }
  if (!history.newest_subject.empty()) packer.text(history.newest_subject);
  pack_lists(packer, history, parts);
  return packer.take();
}

std::optional<policy::History> unpack_history(std::string_view bytes) {
  Unpacker from(bytes);
  if (from.byte() != summary_form) return std::nullopt;
  policy::History history;
  const std::int64_t parts = from.number();
  const auto has = [&](Field field) { return (parts & bit(field)) != 0; };
  history.unanswered = static_cast<int>(from.number());
  history.people.resize(from.count());
  for (policy::PersonHistory& person : history.people) person = unpack_person(from);
  if (has(Field::contact)) history.newest_contact = unpack_contact(from, history);
  for (std::size_t i = 0; i < moments.size(); ++i) history.*moments[i] = unpack_moment(from, (parts & bit(i)) != 0);
  history.awaits = has(Field::awaits);
  if (has(Field::commitment)) {
    const Time begins = from.moment();
    history.commitment = policy::Slot{begins, from.moment()};
  }
  if (has(Field::do_not_contact)) unpack_stop(from, history);
  if (has(Field::subject)) history.newest_subject = from.text();
  unpack_lists(from, history, parts);
  if (!from.finished()) return std::nullopt;
  return history;
}

bool in_company_log(policy::TouchKind kind) {
  using policy::TouchKind;
  return kind == TouchKind::contact || kind == TouchKind::reply || kind == TouchKind::call ||
         kind == TouchKind::meeting || kind == TouchKind::chat || kind == TouchKind::sms;
}

void apply_to_company(policy::History& history, const policy::Touch& touch) {
  policy::apply(history, {touch.at, touch.kind, touch.salesperson, touch.answer, {}});
  policy::History kept;
  kept.people = std::move(history.people);
  history = std::move(kept);
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

std::vector<std::size_t> places_missing(const std::vector<policy::Recipient>& offered,
                                        const std::vector<policy::Recipient>& left) {
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < offered.size(); ++place) {
    const auto same = [&](const policy::Recipient& one) { return one.key == offered[place].key; };
    if (std::none_of(left.begin(), left.end(), same)) places.push_back(place);
  }
  return places;
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
