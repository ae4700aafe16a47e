#include "review/agent/looking.h"

#include <algorithm>
#include <set>

#include "mail/facts.h"

namespace jeda::agent {
namespace {

constexpr std::size_t most_header = 256 * 1024;  // bytes of a message in which its header is looked for

std::string key_of(std::string_view path) {
  const auto address = mail::parse_path(path);
  return address ? address->key : "";
}

bool same_sender(const store::Task& task, const QueuedMail& mail) { return key_of(task.sender) == key_of(mail.sender); }

std::set<std::string> keys_of(const QueuedMail& mail) {
  std::set<std::string> keys;
  for (const std::string& recipient : mail.recipients) keys.insert(key_of(recipient));
  return keys;
}

bool has_one(const store::Task& task, const QueuedMail& mail) {
  const auto keys = keys_of(mail);
  return std::any_of(task.message.recipients.begin(), task.message.recipients.end(),
                     [&](const policy::Recipient& recipient) { return keys.contains(recipient.key); });
}

bool has_all(const store::Task& task, const QueuedMail& mail) {
  const auto keys = keys_of(mail);
  return std::all_of(task.message.recipients.begin(), task.message.recipients.end(),
                     [&](const policy::Recipient& recipient) { return keys.contains(recipient.key); });
}

bool may_be(const store::Task& task, const QueuedMail& mail) {
  return !mail.readable || same_sender(task, mail) || has_one(task, mail);
}

}  // namespace

Look look_for(const store::Task& task, const Listing& listing) {
  const auto found = listing.find(task.message.queue_id);
  if (found == listing.end() || !may_be(task, found->second)) return {};
  return {found->second.place == Place::held ? Seen::held : Seen::elsewhere, &found->second};
}

std::string message_id_of(std::string_view message) {
  const mail::RawMessage raw = mail::split_message(message.substr(0, most_header));
  return mail::read_header_facts(raw.header, false, {}).message_id;
}

std::string difference(const store::Task& task, const QueuedMail& mail, std::string_view message) {
  if (!may_be(task, mail)) return "another sender and other recipients";
  const std::string& known = task.message.message_id;
  if (!known.empty()) return message_id_of(message) == known ? "" : "another Message-ID";
  if (!mail.readable) return "recipients that cannot be read";
  if (!same_sender(task, mail)) return "another sender";
  return has_all(task, mail) ? "" : "other recipients";
}

}  // namespace jeda::agent
