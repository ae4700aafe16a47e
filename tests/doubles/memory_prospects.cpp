// The store in memory: persons, what is told of them, events, what salespeople sent.
#include <algorithm>
#include <exception>

#include "store/record/facts.h"
#include "tests/doubles/memory.h"

namespace jeda::store {

using policy::TouchKind;

std::string MemoryStore::person_of(std::string_view key) const {
  const auto person = persons_.find(std::string(key));
  return person == persons_.end() ? std::string(key) : person->second;
}

std::vector<policy::Recipient> MemoryStore::resolved(std::vector<policy::Recipient> recipients) const {
  for (policy::Recipient& recipient : recipients) recipient.key = person_of(recipient.key);
  return recipients;
}

std::vector<std::string> MemoryStore::addresses_of(const std::string& person) const {
  std::vector<std::string> keys = {person};
  for (const auto& [address, whose] : persons_) {
    if (whose == person) keys.push_back(address);
  }
  return keys;
}

bool MemoryStore::is_known(const std::string& person) const {
  const auto log = logs_.find(person);
  return log != logs_.end() && !log->second.empty();
}

Result<std::optional<ProspectRecord>> MemoryStore::prospect(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const std::string person = person_of(key);
  ProspectRecord record{person, addresses_of(person), {}};
  if (const auto facts = facts_.find(person); facts != facts_.end()) record.facts = facts->second;
  if (record.addresses.size() == 1 && record.facts.empty()) return std::nullopt;
  return record;
}

policy::SenderHistory MemoryStore::read_sender(std::string_view salesperson, const policy::SenderWindows& windows,
                                               std::optional<Time> now) const {
  std::map<Place, policy::SentMail> sent;
  for (const auto& [key, log] : logs_) {
    for (const auto& [place, entry] : log) {
      const policy::Touch& touch = entry.logged.touch;
      if (!entry.sent || touch.salesperson != salesperson) continue;
      sent[place] = {touch.at, key, touch.imprint.sketch};
    }
  }
  policy::SenderHistory history;
  for (auto mail = sent.rbegin(); mail != sent.rend() && history.sent.size() < policy::most_sent_mails; ++mail) {
    if (now.value_or(sent.rbegin()->second.at) - mail->second.at >= windows.sent) break;
    history.sent.push_back(mail->second);
  }
  std::vector<Time> used;
  for (const auto& [at, record, who] : overrides_) {
    if (who == salesperson) used.push_back(at);
  }
  std::sort(used.rbegin(), used.rend());
  for (const Time at : used) {
    if (now.value_or(used.front()) - at < windows.overrides) history.overrides.push_back(at);
  }
  return history;
}

Result<bool> MemoryStore::forgotten(std::string_view) { return false; }

Result<policy::SenderHistory> MemoryStore::sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                                          Time now) {
  const std::lock_guard lock(mutex_);
  return read_sender(salesperson, windows, now);
}

std::vector<LoggedTouch> MemoryStore::standing(bool (*wanted)(TouchKind), int limit) const {
  std::map<Place, LoggedTouch> open;
  for (const auto& [person, log] : logs_) {
    const auto stands = fold_of(person).do_not_contact;
    if (!stands || !wanted(stands->why)) continue;
    const auto first = std::find_if(log.begin(), log.end(), [&](const auto& entry) {
      const policy::Touch& touch = entry.second.logged.touch;
      return touch.kind == stands->why && touch.at == stands->since;
    });
    open[first->first] = first->second.logged;
  }
  std::vector<LoggedTouch> standing;
  for (const auto& [place, touch] : open) {
    if (std::ssize(standing) < limit) standing.push_back(touch);
  }
  return standing;
}

Result<std::vector<LoggedTouch>> MemoryStore::open_wishes(int limit) {
  const std::lock_guard lock(mutex_);
  return standing(policy::is_wish, limit);
}

Result<std::vector<LoggedTouch>> MemoryStore::dead(int limit) {
  const std::lock_guard lock(mutex_);
  return standing([](TouchKind kind) { return kind == TouchKind::hard_bounce; }, limit);
}

Result<std::vector<Bouncing>> MemoryStore::bouncing(int least, int limit) {
  const std::lock_guard lock(mutex_);
  std::map<Place, Bouncing> found;
  for (const auto& [person, log] : logs_) {
    const int in_a_row = fold_of(person).soft_bounces;
    if (in_a_row == 0 || in_a_row < least) continue;
    const auto newest = std::find_if(log.rbegin(), log.rend(), [](const auto& entry) {
      return entry.second.logged.touch.kind == TouchKind::soft_bounce;
    });
    found[newest->first] = {newest->second.logged, in_a_row};
  }
  std::vector<Bouncing> bouncing;
  for (auto one = found.rbegin(); one != found.rend() && std::ssize(bouncing) < limit; ++one)
    bouncing.push_back(one->second);
  return bouncing;
}

Result<std::vector<Unlikely>> MemoryStore::unlikely(Time now, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Unlikely> found;
  for (const auto& [person, log] : logs_) {
    const int writers = policy::writers_without_reply(fold_of(person), now);
    if (writers > 0) found.push_back({person, writers});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.writers > b.writers; });
  if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(limit));
  return found;
}

/// Of no company: the logs here do not keep it.
Result<std::vector<policy::Recipient>> MemoryStore::prospects_of(std::string_view salesperson, Time since, int limit) {
  using enum TouchKind;
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Time, policy::Recipient>> found;
  for (const auto& [person, log] : logs_) {
    std::optional<Time> newest;
    for (const auto& [place, entry] : log) {
      const policy::Touch& touch = entry.logged.touch;
      const bool concerns = touch.kind == contact || touch.kind == reply || touch.kind == call ||
                            touch.kind == meeting || touch.kind == chat || touch.kind == sms;
      if (concerns && touch.salesperson == salesperson && touch.at > since) newest = touch.at;
    }
    if (newest) found.emplace_back(*newest, policy::Recipient{person, log.rbegin()->second.logged.raw, ""});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<policy::Recipient> prospects;
  for (auto& [at, prospect] : found)
    if (std::ssize(prospects) < limit) prospects.push_back(std::move(prospect));
  return prospects;
}

Result<std::vector<TaggedMail>> MemoryStore::tagged_of(std::string_view salesperson, Time since, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<TaggedMail> tagged;
  for (auto message = messages_.rbegin(); message != messages_.rend(); ++message) {
    const HeldMessage& mail = message->second.held;
    const bool went = message->second.counted && !message->second.was_held;
    if (went && !mail.rules.empty() && mail.salesperson == salesperson && message->second.at > since)
      tagged.push_back({message->second.at, mail.reference, mail.subject, mail.recipients, mail.findings});
  }
  std::stable_sort(tagged.begin(), tagged.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
  if (std::ssize(tagged) > limit) tagged.resize(static_cast<std::size_t>(std::max(limit, 0)));
  return tagged;
}

Result<std::vector<LoggedTouch>> MemoryStore::unverified(int limit) {
  const std::lock_guard lock(mutex_);
  std::map<Place, LoggedTouch> found;
  for (const auto& [person, log] : logs_) {
    for (const auto& [place, entry] : log) {
      if (entry.logged.touch.kind == TouchKind::unverified) found[place] = entry.logged;
    }
  }
  std::vector<LoggedTouch> unverified;
  for (auto one = found.rbegin(); one != found.rend() && std::ssize(unverified) < limit; ++one)
    unverified.push_back(one->second);
  return unverified;
}

Result<std::vector<StrangersDay>> MemoryStore::strangers(int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<StrangersDay> days;
  for (auto day = strangers_.rbegin(); day != strangers_.rend() && std::ssize(days) < limit; ++day)
    if (day->second.bytes > 0 || day->second.refused > 0) days.push_back(day->second);
  return days;
}

bool MemoryStore::is_wanted(const Event& event, const std::string& person) const {
  if (!agrees(event, fold_of(person))) return false;
  return event.message_ids.empty() ? event.any_mail : went_to(named(event.message_ids), person);
}

std::string MemoryStore::id_of(const Event& event) {
  std::string id = event.id;
  if (id.empty()) {
    const policy::EventDetails& details = event.details;
    id = "\n" + std::to_string(event.at.time_since_epoch().count()) + "\n" + event.salesperson + "\n" + details.amount +
         "\n" + details.currency + "\n" + std::to_string(details.words);
    if (details.slot) id += "\n" + std::to_string(details.slot->from.time_since_epoch().count());
    if (details.slot) id += "\n" + std::to_string(details.slot->to.time_since_epoch().count());
    id += "\n" + details.note;
  }
  return id;
}

bool MemoryStore::is_told(const Event& event, const std::string& person) const {
  const std::vector<std::string> addresses = addresses_of(person);
  return std::any_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
    return events_.count({address, event.kind, id_of(event)}) != 0;
  });
}

bool MemoryStore::record_event(const Event& event) {
  const std::pair told(event.kind, event.id);
  const std::string person = person_of(event.prospect.key);
  if ((event.single && told_.contains(told)) || (event.known_only && !is_known(person))) return false;
  if (is_told(event, person)) return false;
  if (is_wanted(event, person)) {
    told_.insert(told);
    return add_event(event, person);
  }
  if (!event.else_unverified) return false;
  const Event other = as_unverified(event);
  return !is_told(other, person) && add_event(other, person);
}

bool MemoryStore::add_event(const Event& event, const std::string& person) {
  if (is_for_the_day(event) && !admit(event.at, kept_bytes(event.prospect, {}, event.details.note), event.daily))
    return false;
  events_.insert({person, event.kind, id_of(event)});
  const policy::Touch touch{event.at, event.kind, event.salesperson, false, {}, {}, event.details};
  add_touch(event.prospect, {event.at, ++newest_record_, 0}, {touch, {}, event.prospect.raw, {}, {}});
  return true;
}

Result<int> MemoryStore::record_events(const std::vector<Event>& events) {
  const std::lock_guard lock(mutex_);
  std::vector<const Event*> by_time;
  for (const Event& event : events) by_time.push_back(&event);
  std::stable_sort(by_time.begin(), by_time.end(), [](auto* left, auto* right) { return left->at < right->at; });
  int recorded = 0;
  told_.clear();
  for (const Event* event : by_time) recorded += record_event(*event) ? 1 : 0;
  return recorded;
}

Result<policy::ProspectFacts> MemoryStore::change_prospect(std::string_view key,
                                                           const std::function<void(policy::ProspectFacts&)>& change) {
  const std::lock_guard lock(mutex_);
  policy::ProspectFacts& facts = facts_[person_of(key)];
  policy::ProspectFacts changed = facts;
  try {
    change(changed);
  } catch (const std::exception& error) {
    return tl::unexpected(Error{Error::Cause::failed, std::string("the change failed: ") + error.what()});
  }
  return facts = changed;
}

std::string MemoryStore::take_turn(const std::string& person, const Turns& turns, Time at) {
  const std::string& next = turns.members[turns_[turns.team]++ % turns.members.size()];
  facts_[person].owner = policy::Owner{next, policy::Owner::How::by_turn, at};
  return next;
}

Result<std::string> MemoryStore::assign_by_turn(std::string_view key, const Turns& turns, Time at) {
  const std::lock_guard lock(mutex_);
  const std::string person = person_of(key);
  if (const auto& owner = facts_[person].owner) return owner->salesperson;
  return turns.members.empty() ? std::string() : take_turn(person, turns, at);
}

Result<bool> MemoryStore::link(const policy::Recipient& person, const policy::Recipient& address) {
  const std::lock_guard lock(mutex_);
  const std::string into = person_of(person.key);
  const std::string from = person_of(address.key);
  if (into == from) return false;
  for (auto& [key, whose] : persons_) whose = whose == from ? into : whose;
  persons_[from] = into;
  facts_[into] = merge_facts(facts_[into], facts_[from]);
  facts_.erase(from);
  for (auto& [place, entry] : logs_[from]) entry.logged.prospect = into;
  logs_[into].merge(logs_[from]);
  logs_.erase(from);
  return true;
}

}  // namespace jeda::store
