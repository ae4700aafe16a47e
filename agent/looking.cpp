#include "agent/looking.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "mail/facts.h"
#include "mail/seal.h"

namespace jeda::agent {
namespace {

constexpr std::size_t most_header = 256 * 1024;  // bytes of a message in which its header is looked for

std::string key_of(std::string_view path) {
  const auto address = mail::parse_path(path);
  return address ? address->key : "";
}

bool same_sender(const store::Task& task, const service::QueuedMail& mail) {
  return key_of(task.sender) == key_of(mail.sender);
}

std::set<std::string> keys_of(const service::QueuedMail& mail) {
  std::set<std::string> keys;
  for (const std::string& recipient : mail.recipients) keys.insert(key_of(recipient));
  return keys;
}

bool has_one(const store::Task& task, const service::QueuedMail& mail) {
  const auto keys = keys_of(mail);
  return std::any_of(task.message.recipients.begin(), task.message.recipients.end(),
                     [&](const policy::Recipient& recipient) { return keys.contains(recipient.key); });
}

bool has_all(const store::Task& task, const service::QueuedMail& mail) {
  const auto keys = keys_of(mail);
  return std::all_of(task.message.recipients.begin(), task.message.recipients.end(),
                     [&](const policy::Recipient& recipient) { return keys.contains(recipient.key); });
}

bool may_be(const store::Task& task, const service::QueuedMail& mail) {
  return !mail.readable || same_sender(task, mail) || has_one(task, mail);
}

}  // namespace

Look look_for(const store::Task& task, const service::Listing& listing) {
  const auto found = listing.find(task.message.queue_id);
  if (found == listing.end() || !may_be(task, found->second)) return {};
  return {found->second.place == service::Place::held ? Seen::held : Seen::elsewhere, &found->second};
}

std::vector<const service::QueuedMail*> unknown_in(const std::vector<store::Task>& tasks,
                                                   const service::Listing& listing) {
  std::unordered_set<std::string_view> known;
  std::unordered_set<std::string_view> first_recipients;
  for (const store::Task& task : tasks) {
    known.insert(task.message.queue_id);
    if (!task.message.recipients.empty()) first_recipients.insert(task.message.recipients.front().key);
  }
  std::vector<const service::QueuedMail*> unknown;
  for (const auto& [id, mail] : listing) {
    if (mail.place != service::Place::held || !mail.readable || known.contains(id)) continue;
    const auto keys = keys_of(mail);
    const bool maybe =
        std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return first_recipients.contains(key); });
    if (maybe) unknown.push_back(&mail);
  }
  return unknown;
}

bool same_envelope(const store::Task& task, const service::QueuedMail& mail) {
  return same_sender(task, mail) && has_all(task, mail);
}

std::string_view body_of(std::string_view message) {
  const std::size_t end = message.find("\n\n");
  return end == std::string_view::npos ? std::string_view() : message.substr(end + 2);
}

std::string message_id_of(std::string_view message) {
  const mail::RawMessage raw = mail::split_message(message.substr(0, most_header));
  return mail::read_header_facts(raw.header, false, {}).message_id;
}

std::string difference(const store::Task& task, const service::QueuedMail& mail, std::string_view message) {
  if (!may_be(task, mail)) return "another sender and other recipients";
  const std::string& known = task.message.message_id;
  if (!known.empty()) return message_id_of(message) == known ? "" : "another Message-ID";
  if (!mail.readable) return "recipients that cannot be read";
  if (!same_sender(task, mail)) return "another sender";
  return has_all(task, mail) ? "" : "other recipients";
}

std::string_view broken_seal(const store::Task& task, std::string_view message) {
  if (task.message.seal.empty()) return {};
  const auto seal = mail::unpack_seal(task.message.seal);
  return seal ? mail::broken(*seal, message) : "digest";
}

}  // namespace jeda::agent
