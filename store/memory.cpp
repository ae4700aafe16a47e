#include "store/memory.h"

#include <algorithm>
#include <exception>

#include "store/crediting.h"
#include "store/digest.h"
#include "store/reference.h"

namespace jeda::store {
namespace {

using policy::Touch;
using policy::TouchKind;

Outcome outcome_of(std::int64_t record, const Judgement& judgement) {
  const policy::Decision& decision = judgement.decision;
  return Outcome{reference_of(record),
                 decision.verdict,
                 decision.rule_names(),
                 decision.next_allowed,
                 decision.release,
                 judgement.advice,
                 false};
}

}  // namespace

policy::ProspectHistory MemoryStore::read_history(const policy::Recipient& prospect) const {
  policy::ProspectHistory history;
  std::map<Place, Touch> company;
  for (const auto& [key, log] : logs_) {
    std::vector<Touch> touches;
    for (const auto& [place, entry] : log) {
      touches.push_back(entry.logged.touch);
      if (!prospect.company.empty() && entry.company == prospect.company) company[place] = entry.logged.touch;
    }
    if (key == prospect.key) history.prospect = policy::fold(touches);
  }
  std::vector<Touch> touches;
  for (const auto& [place, touch] : company) touches.push_back(touch);
  history.company = policy::fold(touches).people;
  return history;
}

Result<policy::ProspectHistory> MemoryStore::history(const policy::Recipient& prospect) {
  const std::lock_guard lock(mutex_);
  return read_history(prospect);
}

Result<std::vector<LoggedTouch>> MemoryStore::touches(std::string_view key, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<LoggedTouch> touches;
  const auto log = logs_.find(std::string(key));
  if (log == logs_.end()) return touches;
  for (auto entry = log->second.rbegin(); entry != log->second.rend() && std::ssize(touches) < limit; ++entry) {
    touches.push_back(entry->second.logged);
  }
  std::reverse(touches.begin(), touches.end());
  return touches;
}

Result<std::vector<HeldMessage>> MemoryStore::held(HeldState state, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<HeldMessage> found;
  for (const auto& [record, message] : messages_) {
    if (message.was_held && message.held.state == state) found.push_back(message.held);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& left, const auto& right) { return left.held_at < right.held_at; });
  if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(std::max(limit, 0)));
  return found;
}

Result<std::optional<HeldMessage>> MemoryStore::held_message(std::string_view reference) {
  const std::lock_guard lock(mutex_);
  const auto record = record_of(reference);
  const auto message = record ? messages_.find(*record) : messages_.end();
  if (message == messages_.end() || !message->second.was_held) return std::nullopt;
  return message->second.held;
}

Result<int> MemoryStore::count_divergences() { return 0; }

MemoryStore::Message* MemoryStore::find_retry(const std::string& retry) {
  if (retry.empty()) return nullptr;
  for (auto message = messages_.rbegin(); message != messages_.rend(); ++message) {
    const bool settled = message->second.was_held && message->second.held.state != HeldState::held;
    if (message->second.counted && message->second.retry == retry && !settled) return &message->second;
  }
  return nullptr;
}

Result<Outcome> MemoryStore::transact(const Offer& offer, const Judge& judge) try {
  const std::lock_guard lock(mutex_);
  policy::Histories histories;
  for (const policy::Recipient& prospect : offer.recipients) histories.prospects.push_back(read_history(prospect));
  const Judgement judgement = judge(histories);
  Message* earlier = find_retry(retry_key(offer));
  if (earlier == nullptr || judgement.at - earlier->at >= retry_window) return record(offer, judgement);
  if (earlier->was_held) {
    earlier->held.queue_id = offer.queue_id;
    earlier->held.host = offer.host;
  }
  Outcome outcome = earlier->outcome;
  outcome.retry = true;
  return outcome;
} catch (const std::exception& error) {
  return tl::unexpected(Error{Error::Kind::failed, error.what()});
}

Outcome MemoryStore::record(const Offer& offer, const Judgement& judgement) {
  const std::int64_t number = ++newest_record_;
  const policy::Decision& decision = judgement.decision;
  const Outcome outcome = outcome_of(number, judgement);
  const bool held = judgement.enforced && decision.verdict == policy::Verdict::hold;
  const bool counted = !judgement.enforced || decision.verdict != policy::Verdict::reject;
  Message& message = messages_[number];
  message = Message{
      HeldMessage{outcome.reference, HeldState::held, judgement.at, std::nullopt, offer.salesperson, offer.recipients,
                  offer.subject, offer.message_id, offer.queue_id, offer.host, outcome.rules, findings_json(decision),
                  outcome.release, outcome.next_allowed, judgement.policy_version, outcome.advice},
      offer.recipients,
      retry_key(offer),
      judgement.at,
      outcome,
      counted,
      held};
  for (policy::Recipient& recipient : message.held.recipients) recipient.company.clear();
  for (std::size_t i = 0; counted && i < offer.recipients.size(); ++i) {
    const bool answer = i < decision.answers.size() && decision.answers[i];
    const Touch touch{judgement.at, held ? TouchKind::held : TouchKind::contact, offer.salesperson, answer,
                      outcome.reference};
    add_touch(offer.recipients[i], {judgement.at, number, static_cast<int>(i)},
              {touch, offer.recipients[i].key, offer.recipients[i].raw, offer.subject, outcome.rules});
  }
  return outcome;
}

void MemoryStore::add_touch(const policy::Recipient& prospect, const Place& place, LoggedTouch logged) {
  logs_[prospect.key][place] = Entry{std::move(logged), prospect.company};
}

Result<ReplyOutcome> MemoryStore::record_reply(const Reply& reply) {
  const std::lock_guard lock(mutex_);
  const std::string key = reply_key(reply);
  if (const auto earlier = replies_.find(key); !key.empty() && earlier != replies_.end()) return earlier->second;
  std::vector<SentMessage> ours;
  for (const auto& [record, message] : messages_) {
    const auto& named = reply.references;
    if (!message.counted || message.held.message_id.empty() ||
        std::find(named.begin(), named.end(), message.held.message_id) == named.end()) {
      continue;
    }
    ours.push_back({message.at, message.held.message_id, message.recipients});
  }
  return record_credited(reply, credit(reply, ours, [&](const std::string& who) { return logs_.count(who) > 0; }));
}

ReplyOutcome MemoryStore::record_credited(const Reply& reply, const std::vector<policy::Recipient>& credited) {
  const std::int64_t record = ++newest_record_;
  ReplyOutcome outcome;
  int number = 0;
  for (const policy::Recipient& prospect : credited) {
    outcome.known = outcome.known || logs_.count(prospect.key) > 0;
    outcome.prospects.push_back(prospect.key);
    for (const std::string& name : addressed(reply)) {
      const Touch touch{reply.at, TouchKind::reply, name, false, {}};
      add_touch(prospect, {reply.at, record, number++}, {touch, prospect.key, prospect.raw, {}, {}});
    }
  }
  if (!reply.message_id.empty()) replies_[reply_key(reply)] = outcome;
  return outcome;
}

Result<bool> MemoryStore::settle(std::string_view reference, HeldState state, Time at) {
  const std::lock_guard lock(mutex_);
  const auto record = record_of(reference);
  const auto found = record ? messages_.find(*record) : messages_.end();
  if (found == messages_.end() || state == HeldState::held) return false;
  Message& message = found->second;
  if (!message.was_held || message.held.state != HeldState::held) return false;
  message.held.state = state;
  message.held.settled_at = at;
  settle_touches(*record, message, state, at);
  return true;
}

void MemoryStore::settle_touches(std::int64_t record, const Message& message, HeldState state, Time at) {
  int number = 0;
  for (const policy::Recipient& prospect : message.held.recipients) {
    Log& log = logs_[prospect.key];
    auto node = log.extract(Place{message.at, record, number});
    Touch& touch = node.mapped().logged.touch;
    touch.kind = state == HeldState::released ? TouchKind::contact : TouchKind::withdrawn;
    if (state == HeldState::released) touch.at = at;
    node.key().at = touch.at;
    log.insert(std::move(node));
    ++number;
  }
}

}  // namespace jeda::store
