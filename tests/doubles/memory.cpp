#include "tests/doubles/memory.h"

#include <algorithm>
#include <exception>

#include "store/record/digest.h"
#include "store/record/intention.h"
#include "store/record/rows.h"
#include "store/record/summary.h"
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

policy::History MemoryStore::fold_of(const std::string& person) const {
  std::vector<Touch> touches;
  if (const auto log = logs_.find(person); log != logs_.end()) {
    for (const auto& [place, entry] : log->second) touches.push_back(entry.logged.touch);
  }
  return policy::fold(touches);
}

policy::ProspectHistory MemoryStore::read_history(const policy::Recipient& prospect) const {
  policy::ProspectHistory history;
  const std::string person = person_of(prospect.key);
  history.prospect = fold_of(person);
  if (const auto facts = facts_.find(person); facts != facts_.end()) history.facts = facts->second;
  std::vector<Touch> touches;
  if (const auto log = companies_.find(prospect.company); log != companies_.end()) {
    for (const auto& [place, entry] : log->second) touches.push_back(entry.logged.touch);
  }
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
  const std::string person = person_of(key);
  if (const auto log = logs_.find(person); log != logs_.end())
    for (const auto& [place, entry] : log->second) touches.push_back(entry.logged);
  for (const auto& [record, message] : messages_) {
    if (!message.was_held || message.left_at) continue;
    const auto theirs = std::find_if(message.recipients.begin(), message.recipients.end(),
                                     [&](const policy::Recipient& one) { return person_of(one.key) == person; });
    if (theirs == message.recipients.end()) continue;
    LoggedTouch hold{{}, person, theirs->raw, message.held.subject, message.held.rules, {}, message.held.state};
    hold.touch.at = message.at;
    hold.touch.salesperson = message.held.salesperson;
    hold.touch.reference = message.held.reference;
    touches.push_back(std::move(hold));
  }
  std::stable_sort(touches.begin(), touches.end(),
                   [](const auto& one, const auto& other) { return one.touch.at < other.touch.at; });
  if (std::ssize(touches) > limit) touches.erase(touches.begin(), touches.end() - std::max(limit, 0));
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

/// Meets the newest that it is a copy of; null where that was too long ago or met too often.
MemoryStore::Message* MemoryStore::meet_retry(const Offer& offer, Time at) {
  const PreparedOffer prepared = prepare(offer);
  for (auto message = messages_.rbegin(); message != messages_.rend(); ++message) {
    Message& earlier = message->second;
    const bool settled = earlier.was_held && earlier.held.state != HeldState::held;
    if (!earlier.counted || settled || !is_copy(prepared, earlier.retry, earlier.exact, earlier.was_held)) continue;
    FirstCopy first;
    first.at = earlier.at;
    first.held = earlier.was_held;
    first.copies = earlier.copies;
    if (!counts_as_copy(first, offer, at)) return nullptr;
    if (is_counted_copy(first, offer)) ++earlier.copies;
    return &earlier;
  }
  return nullptr;
}

Result<Outcome> MemoryStore::transact(const Offer& offer, const Judge& judge) try {
  const std::lock_guard lock(mutex_);
  policy::Histories histories;
  for (const policy::Recipient& prospect : offer.recipients) histories.prospects.push_back(read_history(prospect));
  histories.sender = read_sender(offer.salesperson, offer.windows, std::nullopt);
  const Judgement judgement = judge(histories);
  Message* earlier = meet_retry(offer, judgement.at);
  if (earlier == nullptr) {
    return judgement.parts.empty() ? record(offer, judgement, retry_key(offer)) : record_parts(offer, judgement);
  }
  if (earlier->was_held) {
    earlier->held.queue_id = offer.queue_id;
    earlier->held.host = offer.host;
  }
  Outcome outcome = earlier->outcome;
  outcome.retry = true;
  outcome.removed = places_missing(offer.recipients, earlier->recipients);
  return outcome;
} catch (const std::exception& error) {
  return tl::unexpected(Error{Error::Cause::failed, error.what()});
}

Outcome MemoryStore::record_parts(const Offer& offer, const Judgement& judgement) {
  std::optional<Outcome> outcome;
  for (const JudgedPart& part : judgement.parts) {
    Offer alone = offer;
    alone.recipients.clear();
    for (const std::size_t place : part.recipients) alone.recipients.push_back(offer.recipients[place]);
    if (outcome) alone.queue_id.clear();
    Judgement one = judgement;
    one.decision = part.decision;
    one.advice = part.advice;
    one.parts.clear();
    Outcome recorded = record(alone, one, outcome ? std::string() : retry_key(offer));
    if (!outcome) {
      outcome = std::move(recorded);
    } else {
      outcome->removed.insert(outcome->removed.end(), part.recipients.begin(), part.recipients.end());
    }
  }
  return *outcome;
}

Outcome MemoryStore::record(const Offer& offer, const Judgement& judgement, const std::string& retry) {
  const std::int64_t number = ++newest_record_;
  const policy::Decision& decision = judgement.decision;
  const Outcome outcome = outcome_of(number, judgement);
  const bool held = judgement.enforced && decision.verdict == policy::Verdict::hold;
  const bool counted = !judgement.enforced || decision.verdict != policy::Verdict::reject;
  Message& message = messages_[number];
  message = Message{HeldMessage{outcome.reference, HeldState::held, judgement.at, std::nullopt, offer.salesperson,
                                offer.recipients, offer.subject, offer.message_id, offer.queue_id, offer.host,
                                outcome.rules, findings_json(decision), outcome.release, outcome.next_allowed,
                                judgement.policy_version, outcome.advice, judgement.held ? judgement.held->seal : ""},
                    offer.recipients,
                    retry,
                    judgement.at,
                    outcome,
                    counted,
                    held,
                    offer.exact};
  for (policy::Recipient& recipient : message.held.recipients) recipient.company.clear();
  message.imprint = judgement.imprint.value_or(offer.imprint);
  message.fingerprint = offer.fingerprint;
  if (!decision.overridden.empty()) message.override_reason = offer.override_reason;
  message.sends = offer.windows.sent > Duration::zero() && !decision.notice;
  if (counted && !held) record_touches(offer, judgement, message, number);
  if (counted && !decision.notice) replace_older(number);
  if (counted && !held)
    overrides_.insert(overrides_.end(), static_cast<std::size_t>(decision.overridden_prospects()),
                      {judgement.at, number, offer.salesperson});
  return outcome;
}

void MemoryStore::record_touches(const Offer& offer, const Judgement& judgement, const Message& message,
                                 std::int64_t record) {
  const policy::Decision& decision = judgement.decision;
  LoggedTouch logged{
      {judgement.at, TouchKind::contact, offer.salesperson, false, message.held.reference, message.imprint},
      {},
      {},
      offer.subject,
      message.held.rules};
  if (decision.notice) {
    logged.touch.kind = TouchKind::notice;
    logged.touch.imprint = {};
    logged.touch.details.note = policy::to_string(*decision.notice);
  }
  logged.override_reason = message.override_reason;
  add_mail(message, std::move(logged), record, decision.answers);
}

void MemoryStore::add_mail(const Message& message, LoggedTouch logged, std::int64_t record,
                           const std::vector<bool>& answers) {
  const std::vector<policy::Recipient> people = resolved(message.recipients);
  std::map<std::string, std::set<std::string>> told;  // of each person, the companies
  const std::vector<std::size_t> places = places_of_touch(people);
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::size_t touched = places[i];
    logged.touch.answer = i < answers.size() && answers[i];
    logged.raw = people[i].raw;
    const Place place{logged.touch.at, record, static_cast<int>(i)};
    std::set<std::string>& companies = told[people[i].key];
    companies.insert(people[touched].company);
    if (touched == i) {
      add_touch(people[i], place, logged, message.sends);
    } else if (companies.insert(people[i].company).second) {
      add_company_touch(people[i], place, logged);
    }
  }
}

bool MemoryStore::is_for(const Message& message, const std::string& person) const {
  return std::any_of(message.recipients.begin(), message.recipients.end(),
                     [&](const policy::Recipient& one) { return person_of(one.key) == person; });
}

void MemoryStore::replace_older(std::int64_t record) {
  const Message& newer = messages_.at(record);
  const auto intention = [&](const Message& message) {
    return Intention{message.held.salesperson, people_of(resolved(message.recipients)), message.imprint,
                     message.fingerprint};
  };
  for (auto& [older, message] : messages_) {
    if (older == record || !message.was_held || message.held.state != HeldState::held || message.replaced) continue;
    message.replaced = is_same_intention(intention(message), intention(newer));
  }
}

void MemoryStore::hold_back(const std::string& person) {
  for (auto& [record, message] : messages_) {
    if (!message.was_held || message.held.state != HeldState::held || message.replaced) continue;
    if (is_for(message, person)) message.held.release = policy::Release::review;
  }
}

void MemoryStore::add_touch(const policy::Recipient& prospect, const Place& place, LoggedTouch logged, bool sent) {
  logged.prospect = person_of(prospect.key);
  add_company_touch(prospect, place, logged);
  Log& log = logs_[logged.prospect];
  log[place] = Entry{std::move(logged), sent};
}

void MemoryStore::add_company_touch(const policy::Recipient& prospect, const Place& place, const LoggedTouch& logged) {
  if (prospect.company.empty() || !in_company_log(logged.touch.kind)) return;
  companies_[prospect.company][place] = Entry{logged};
}

std::vector<SentMessage> MemoryStore::named(const std::vector<std::string>& message_ids) const {
  std::vector<SentMessage> ours;
  for (const auto& [record, message] : messages_) {
    const std::string& id = message.held.message_id;
    const bool wanted = std::find(message_ids.begin(), message_ids.end(), id) != message_ids.end();
    const bool left = !message.was_held || message.left_at;
    if (message.counted && left && !id.empty() && wanted)
      ours.push_back({message.at, id, resolved(message.recipients)});
  }
  return ours;
}

Result<ReplyOutcome> MemoryStore::record_reply(const Reply& reply) {
  const std::lock_guard lock(mutex_);
  const std::string key = reply_key(reply);
  if (const auto earlier = replies_.find(key); !key.empty() && earlier != replies_.end()) {
    ReplyOutcome outcome{{}, earlier->second.known};
    for (const std::string& who : earlier->second.prospects) {
      const std::string person = person_of(who);
      auto& prospects = outcome.prospects;
      if (std::find(prospects.begin(), prospects.end(), person) == prospects.end()) prospects.push_back(person);
    }
    return outcome;
  }
  Reply by_person = reply;
  by_person.from = resolved(reply.from);
  return record_credited(
      reply, credit(by_person, named(reply.references), [&](const std::string& who) { return is_known(who); }));
}

bool MemoryStore::admit(Time at, std::int64_t bytes, std::size_t daily) {
  StrangersDay& day = strangers_[day_of(at)];
  day.day = day_of(at);
  const bool admitted = daily == 0 || day.bytes + bytes <= static_cast<std::int64_t>(daily);
  (admitted ? day.bytes : day.refused) += admitted ? bytes : 1;
  return admitted;
}

ReplyOutcome MemoryStore::record_unverified(const Reply& reply) {
  const Event event = unverified_reply(reply);
  ReplyOutcome outcome;
  outcome.believed = false;
  const std::int64_t refused = strangers_[day_of(event.at)].refused;
  if (record_event(event)) outcome.prospects = {person_of(event.prospect.key)};
  outcome.known = !outcome.prospects.empty();
  outcome.beyond_daily = strangers_[day_of(event.at)].refused > refused;
  return outcome;
}

ReplyOutcome MemoryStore::record_credited(const Reply& reply, const std::vector<Credited>& credited) {
  if (credited.empty()) return record_unverified(reply);
  ReplyOutcome outcome;
  for (const Credited& one : credited) {
    outcome.known = outcome.known || is_known(one.prospect.key);
    outcome.doubtful = outcome.doubtful || (!reply.wish.empty() && (reply.doubtful || !one.sure));
  }
  const policy::Recipient& lead = credited.front().prospect;
  outcome.beyond_daily = is_for_the_day(reply, credited, outcome.known) &&
                         !admit(reply.at, kept_bytes(lead, reply.message_id, reply.wish), reply.daily);
  if (outcome.beyond_daily) return outcome;
  const std::int64_t record = ++newest_record_;
  int number = 0;
  for (const Credited& one : credited) outcome.prospects.push_back(one.prospect.key);
  for (const auto& [prospect, sure, answers] : credited) {
    Touch touch{reply.at, TouchKind::reply, {}, false, {}, {}, {}};
    touch.details.words = reply.words;
    for (const std::string& name : addressed(reply)) {
      touch.salesperson = name;
      add_touch(prospect, {reply.at, record, number++}, {touch, {}, prospect.raw, {}, {}});
    }
    if (reply.wish.empty()) continue;
    const TouchKind wish = reply.doubtful || !sure ? TouchKind::doubtful_wish : TouchKind::opt_out_wish;
    touch = {reply.at, wish, addressed(reply).front(), false, {}, {}, {}};
    touch.details.note = reply.wish;
    add_touch(prospect, {reply.at, record, number++}, {touch, {}, prospect.raw, {}, {}});
  }
  for (const std::string& person : outcome.prospects) hold_back(person);
  if (!reply.message_id.empty()) replies_[reply_key(reply)] = outcome;
  if (outcome.known || reply.turns.members.empty()) return outcome;
  if (!facts_[lead.key].owner) outcome.assigned = take_turn(lead.key, reply.turns, reply.at);
  return outcome;
}

bool MemoryStore::settle(std::string_view reference, HeldState state, Time at) {
  const std::lock_guard lock(mutex_);
  const auto record = record_of(reference);
  const auto found = record ? messages_.find(*record) : messages_.end();
  if (found == messages_.end() || state == HeldState::held) return false;
  Message& message = found->second;
  const HeldState before = message.held.state;
  if (!message.was_held || before == state) return false;
  if (before != HeldState::held && before != HeldState::gone) return false;
  message.held.state = state;
  message.held.settled_at = at;
  if (state == HeldState::returned || state == HeldState::discarded) {
    take_back(*record, message);
  } else if (!message.left_at) {
    let_go(*record, message, at);
  }
  return true;
}

void MemoryStore::let_go(std::int64_t record, Message& message, Time at) {
  LoggedTouch logged{{at, TouchKind::contact, message.held.salesperson, false, message.held.reference, message.imprint},
                     {},
                     {},
                     message.held.subject,
                     message.held.rules};
  logged.override_reason = message.override_reason;
  std::vector<bool> answers;
  for (const policy::Recipient& prospect : message.recipients)
    answers.push_back(fold_of(person_of(prospect.key)).awaits_answer());
  add_mail(message, std::move(logged), record, answers);
  message.left_at = at;
}

void MemoryStore::take_back(std::int64_t record, Message& message) {
  if (!message.left_at) return;
  Place place{*message.left_at, record, 0};
  for (const policy::Recipient& prospect : message.recipients) {
    logs_[person_of(prospect.key)].erase(place);
    companies_[prospect.company].erase(place);
    ++place.number;
  }
  message.left_at.reset();
}

}  // namespace jeda::store
