#include "store/record/crediting.h"

#include <algorithm>

#include <date/date.h>

namespace jeda::store {
namespace {

using Recipients = std::vector<policy::Recipient>;

bool contains(const Recipients& recipients, const std::string& key) {
  return std::any_of(recipients.begin(), recipients.end(), [&](const auto& recipient) { return recipient.key == key; });
}

void add_once(Recipients& recipients, const policy::Recipient& recipient) {
  if (!contains(recipients, recipient.key)) recipients.push_back(recipient);
}

bool are_colleagues(const policy::Recipient& one, const policy::Recipient& other) {
  return one.key == other.key || (!one.company.empty() && one.company == other.company);
}

Recipients writers_we_wrote_to(const Reply& reply, std::span<const SentMessage> ours) {
  Recipients writers;
  for (const policy::Recipient& writer : reply.from) {
    if (are_colleagues(writer, reply.from.front()) && went_to(ours, writer.key)) add_once(writers, writer);
  }
  return writers;
}

Recipients colleagues_of_newest(const policy::Recipient& writer, std::span<const SentMessage> ours) {
  const auto has_colleague = [&](const SentMessage& message) {
    return std::any_of(message.recipients.begin(), message.recipients.end(),
                       [&](const policy::Recipient& recipient) { return are_colleagues(recipient, writer); });
  };
  const SentMessage* newest = nullptr;
  for (const SentMessage& message : ours) {
    if (has_colleague(message) && (newest == nullptr || message.at >= newest->at)) newest = &message;
  }
  Recipients recipients;
  for (const SentMessage& message : ours) {
    if (newest == nullptr || message.message_id != newest->message_id) continue;
    for (const policy::Recipient& recipient : message.recipients) {
      if (are_colleagues(recipient, writer)) add_once(recipients, recipient);
    }
  }
  return recipients;
}

Recipients credited_to(const Reply& reply, std::span<const SentMessage> ours,
                       const std::function<bool(const std::string& key)>& known) {
  const policy::Recipient& from = reply.from.front();
  if (reply.trust == Trust::none) return {};
  if (reply.trust == Trust::named) return went_to(ours, from.key) ? Recipients{from} : Recipients{};
  Recipients credited = writers_we_wrote_to(reply, ours);
  if (!credited.empty()) return credited;
  if (!ours.empty()) credited = colleagues_of_newest(from, ours);
  add_once(credited, from);
  if (!ours.empty()) return credited;
  for (const policy::Recipient& writer : reply.from) {
    if (are_colleagues(writer, from) && known(writer.key)) add_once(credited, writer);
  }
  return credited;
}

}  // namespace

bool went_to(std::span<const SentMessage> ours, std::string_view person) {
  return std::any_of(ours.begin(), ours.end(), [&](const SentMessage& message) {
    return std::any_of(message.recipients.begin(), message.recipients.end(),
                       [&](const policy::Recipient& recipient) { return recipient.key == person; });
  });
}

std::vector<Credited> credit(const Reply& reply, std::span<const SentMessage> ours,
                             const std::function<bool(const std::string& key)>& known) {
  if (reply.from.empty()) return {};
  std::vector<Credited> credited;
  for (policy::Recipient& prospect : credited_to(reply, ours, known)) {
    const bool wrote = contains(reply.from, prospect.key);
    const bool answers = wrote && went_to(ours, prospect.key);
    const bool believed = reply.trust == Trust::shown || reply.trust == Trust::assumed;
    credited.push_back({std::move(prospect), wrote && believed, answers});
  }
  return credited;
}

bool is_for_the_day(const Reply& reply, const std::vector<Credited>& credited, bool known) {
  const bool answers = std::any_of(credited.begin(), credited.end(), [](const Credited& one) { return one.answers; });
  return !known || (reply.trust == Trust::assumed && !answers);
}

bool is_for_the_day(const Event& event) {
  return event.kind == policy::TouchKind::unverified || (event.daily > 0 && event.message_ids.empty());
}

Event unverified_reply(const Reply& reply) {
  Event event;
  event.prospect = reply.from.front();
  event.kind = policy::TouchKind::unverified;
  event.at = reply.at;
  event.salesperson = addressed(reply).front();
  event.details.note = reply.wish.empty() ? "reply" : "reply: " + reply.wish;
  event.known_only = true;
  event.daily = reply.daily;
  if (!reply.message_id.empty()) event.id = "mail " + reply.message_id;
  return event;
}

Event as_unverified(const Event& event) {
  Event other = event;
  other.kind = policy::TouchKind::unverified;
  other.else_unverified = false;
  other.message_ids.clear();
  other.any_mail = true;
  other.mailed_within.reset();
  other.stands_for.reset();
  other.single = false;
  const std::string told(policy::to_string(event.kind));
  other.details = {};
  other.details.note = event.details.note.empty() ? told : told + ": " + event.details.note;
  return other;
}

bool agrees(const Event& event, const policy::History& history) {
  const auto& stop = history.do_not_contact;
  if (event.stands_for && (!stop || stop->why != *event.stands_for)) return false;
  return !event.mailed_within ||
         std::any_of(history.mails.begin(), history.mails.end(), [&](const policy::PastMail& mail) {
           return mail.at <= event.at && event.at - mail.at <= *event.mailed_within;
         });
}

std::vector<std::string> addressed(const Reply& reply) {
  std::vector<std::string> names;
  for (const std::string& name : reply.to) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) names.emplace_back();
  return names;
}

Time day_of(Time at) { return date::floor<date::days>(at); }

std::int64_t kept_bytes(const policy::Recipient& prospect, std::string_view message_id, std::string_view words) {
  constexpr std::size_t row = 200;  // numbers, summaries and indexes, as measured with SQLite
  return static_cast<std::int64_t>(row + 3 * prospect.key.size() + prospect.raw.size() + message_id.size() +
                                   words.size());
}

}  // namespace jeda::store
