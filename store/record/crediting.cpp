#include "store/record/crediting.h"

#include <algorithm>

namespace jeda::store {
namespace {

using Recipients = std::vector<policy::Recipient>;

bool contains(const Recipients& recipients, const std::string& key) {
  return std::any_of(recipients.begin(), recipients.end(), [&](const auto& recipient) { return recipient.key == key; });
}

void add_once(Recipients& recipients, const policy::Recipient& recipient) {
  if (!contains(recipients, recipient.key)) recipients.push_back(recipient);
}

Recipients writers_we_wrote_to(const Reply& reply, std::span<const SentMessage> ours) {
  Recipients writers;
  for (const policy::Recipient& writer : reply.from) {
    const bool recipient = std::any_of(
        ours.begin(), ours.end(), [&](const SentMessage& message) { return contains(message.recipients, writer.key); });
    if (recipient) add_once(writers, writer);
  }
  return writers;
}

Recipients recipients_of_newest(std::span<const SentMessage> ours) {
  const auto newest = std::max_element(ours.rbegin(), ours.rend(),
                                       [](const auto& left, const auto& right) { return left.at < right.at; });
  Recipients recipients;
  for (const SentMessage& message : ours) {
    if (message.message_id != newest->message_id) continue;
    for (const policy::Recipient& recipient : message.recipients) add_once(recipients, recipient);
  }
  return recipients;
}

}  // namespace

Recipients credit(const Reply& reply, std::span<const SentMessage> ours,
                  const std::function<bool(const std::string& key)>& known) {
  if (reply.from.empty()) return {};
  Recipients credited = writers_we_wrote_to(reply, ours);
  if (!credited.empty()) return credited;
  if (!ours.empty()) credited = recipients_of_newest(ours);
  add_once(credited, reply.from.front());
  if (!ours.empty()) return credited;
  for (const policy::Recipient& writer : reply.from) {
    if (known(writer.key)) add_once(credited, writer);
  }
  return credited;
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

}  // namespace jeda::store
