// Replies and events, as the writer records them.
#include <algorithm>

#include "store/record/crediting.h"
#include "store/record/details.h"
#include "store/record/digest.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/requests.h"

namespace jeda::store {

using policy::TouchKind;

EventsRequest::EventsRequest(const std::vector<Event>& events) {
  for (const Event& event : events) events_.push_back({event, pack_details({}, event.details)});
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Prepared& left, const Prepared& right) { return left.event.at < right.event.at; });
}

void EventsRequest::read(Tables&) {
  tails_.clear();
  recorded_.clear();
  lifted_.clear();
  kept_.clear();
  told_.clear();
  met_the_bound_ = false;
  record_ = 0;
}

void EventsRequest::record(Tables& tables) {
  for (const Prepared& prepared : events_) record_one(tables, prepared);
  tails_.finish(tables.ledger);
}

void EventsRequest::record_one(Tables& tables, const Prepared& prepared) {
  const Event& event = prepared.event;
  const std::pair told(event.kind, event.id);
  if (is_refused(tables, event) || (event.single && told_.contains(told))) return;
  const std::string person = tables.people.behind(event.prospect.key).key;
  if (event.known_only && !tails_.of(tables.ledger, person).newest) return;
  if (is_known(tables, event, person)) return;
  if (is_wanted(tables, event, person)) {
    told_.insert(told);
    return add(tables, event, person, prepared.details);
  }
  if (!event.else_unverified) return;
  const Event other = as_unverified(event);
  if (!is_known(tables, other, person)) add(tables, other, person, pack_details({}, other.details));
}

void EventsRequest::add(Tables& tables, const Event& event, const std::string& person, const std::string& details) {
  if (is_for_the_day(event) && !is_admitted(tables, event)) return;
  record_ = tables.next_record();
  tables.records.insert_event(record_, event_key(event, person));
  TouchRow row{{person, event.prospect.raw, event.prospect.company},
               record_,
               0,
               {event.at, event.kind, event.salesperson, false, {}, {}, event.details},
               details};
  tails_.add(tables.ledger, row);
  recorded_.push_back(std::move(row));
}

bool EventsRequest::is_admitted(Tables& tables, const Event& event) {
  const std::int64_t bytes = kept_bytes(event.prospect, {}, event.details.note);
  const bool admitted = tables.strangers.admit(event.at, bytes, event.daily);
  if (admitted) kept_.push_back({event.at, bytes});
  met_the_bound_ = met_the_bound_ || !admitted;
  return admitted;
}

bool EventsRequest::is_refused(Tables& tables, const Event& event) {
  const std::string& address = event.prospect.key;
  const auto since = tables.forgotten.since(address);
  if (!since) return !tables.connection.ok();
  if (event.kind != TouchKind::allowed) return true;
  tables.forgotten.remove(address);
  lifted_.push_back({address, *since});
  return false;
}

/// It may have been told of an address before that was linked to this person.
bool EventsRequest::is_known(Tables& tables, const Event& event, const std::string& person) {
  const std::vector<std::string> addresses = tables.people.addresses(person);
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const std::string& address) { return tables.records.knows_event(event_key(event, address)); });
}

bool EventsRequest::is_wanted(Tables& tables, const Event& event, const std::string& person) {
  if (!agrees(event, tails_.of(tables.ledger, person).history)) return false;
  if (event.message_ids.empty()) return event.any_mail;
  std::vector<SentMessage> ours = tables.records.sent(event.message_ids);
  for (SentMessage& message : ours) message.recipients = resolved(tables.people, std::move(message.recipients));
  return went_to(ours, person);
}

void EventsRequest::undo(Tables& tables) {
  for (auto row = recorded_.rbegin(); row != recorded_.rend(); ++row) {
    tables.ledger.remove(resolved(tables.people, {row->prospect}), row->place(), 1);
    tables.records.erase_event(row->record);
  }
  for (const Lifted& lifted : lifted_) tables.forgotten.add(lifted.address, lifted.since);
  for (const Kept& kept : kept_) tables.strangers.give_back(kept.at, kept.bytes);
}

ReplyRequest::ReplyRequest(const Reply& reply)
    : reply_(reply),
      key_(reply_key(reply)),
      addressed_(store::addressed(reply)),
      unverified_({unverified_reply(reply)}) {
  written_.words = reply.words;
  wished_.note = reply.wish;
  packed_written_ = pack_details({}, written_);
  packed_wished_ = pack_details({}, wished_);
}

void ReplyRequest::read(Tables& tables) {
  tails_.clear();
  credited_.clear();
  unverified_.read(tables);
  record_ = 0;
  kept_ = 0;
  outcome_ = {};
  const auto earlier = tables.records.find_reply(key_, record_);
  known_before_ = earlier.has_value();
  if (earlier) {
    outcome_.known = earlier->known;
    for (const std::string& key : earlier->prospects) {
      std::string person = tables.people.behind(key).key;
      auto& known = outcome_.prospects;
      if (std::find(known.begin(), known.end(), person) == known.end()) known.push_back(std::move(person));
    }
    return;
  }
  std::vector<SentMessage> ours = tables.records.sent(reply_.references);
  for (SentMessage& message : ours) message.recipients = resolved(tables.people, std::move(message.recipients));
  Reply by_person;
  by_person.from = resolved(tables.people, reply_.from);
  by_person.trust = reply_.trust;
  credited_ =
      credit(by_person, ours, [&](const std::string& key) { return tails_.of(tables.ledger, key).newest.has_value(); });
}

void ReplyRequest::record(Tables& tables) {
  if (known_before_) return;
  if (credited_.empty()) return record_unverified(tables);
  std::vector<policy::Recipient> prospects;
  for (const Credited& credited : credited_) {
    prospects.push_back(credited.prospect);
    outcome_.known = outcome_.known || tails_.of(tables.ledger, credited.prospect.key).newest.has_value();
    outcome_.doubtful = outcome_.doubtful || (!reply_.wish.empty() && in_doubt(credited));
  }
  if (is_for_the_day(reply_, credited_, outcome_.known) && !is_admitted(tables)) return;
  record_ = tables.next_record();
  for (const policy::Recipient& prospect : prospects) outcome_.prospects.push_back(prospect.key);
  record_touches(tables);
  hold_back(tables);
  tables.records.insert_reply(record_, reply_, key_, outcome_.known, prospects);
  if (!outcome_.known && !reply_.turns.members.empty()) assign(tables);
}

void ReplyRequest::record_unverified(Tables& tables) {
  outcome_.believed = false;
  unverified_.record(tables);
  record_ = unverified_.record_number();
  outcome_.beyond_daily = unverified_.met_the_bound();
  for (const TouchRow& row : unverified_.recorded()) outcome_.prospects.push_back(row.prospect.key);
  outcome_.known = !outcome_.prospects.empty();
}

bool ReplyRequest::is_admitted(Tables& tables) {
  const policy::Recipient& lead = credited_.front().prospect;
  kept_ = kept_bytes(lead, reply_.message_id, reply_.wish);
  if (tables.strangers.admit(reply_.at, kept_, reply_.daily)) return true;
  kept_ = 0;
  outcome_.beyond_daily = true;
  return false;
}

bool ReplyRequest::in_doubt(const Credited& credited) const { return reply_.doubtful || !credited.sure; }

void ReplyRequest::record_touches(Tables& tables) {
  TouchRow reply{{}, record_, 0, {reply_.at, TouchKind::reply, {}, false, {}, {}, written_}, packed_written_};
  TouchRow wish{{}, record_, 0, {reply_.at, TouchKind::opt_out_wish, {}, false, {}, {}, wished_}, packed_wished_};
  wish.touch.salesperson = addressed_.front();
  for (const Credited& credited : credited_) {
    reply.prospect = credited.prospect;
    for (const std::string& name : addressed_) {
      reply.touch.salesperson = name;
      tails_.add(tables.ledger, reply);
      ++reply.number;
    }
    if (reply_.wish.empty()) continue;
    wish.prospect = credited.prospect;
    wish.touch.kind = in_doubt(credited) ? TouchKind::doubtful_wish : TouchKind::opt_out_wish;
    wish.number = reply.number++;
    tails_.add(tables.ledger, wish);
  }
  tails_.finish(tables.ledger);
}

/// Mail on hold to who wrote waits for a reviewer now, and its salesperson is told at once. It stays so where the reply
/// is taken back: its sender was put off, and will send it again.
void ReplyRequest::hold_back(Tables& tables) const {
  for (const Credited& credited : credited_)
    for (const std::int64_t message : tables.waiting.of(credited.prospect.key))
      tell_of_reply(tables.connection, message, reply_.at);
}

void ReplyRequest::assign(Tables& tables) {
  Person lead = tables.people.behind(credited_.front().prospect.key);
  if (lead.facts.owner) return;
  outcome_.assigned = tables.people.take_turn(reply_.turns);
  lead.facts.owner = policy::Owner{outcome_.assigned, policy::Owner::How::by_turn, reply_.at};
  tables.people.set_facts(lead.key, lead.facts);
}

void ReplyRequest::undo(Tables& tables) {
  if (record_ == 0 || known_before_) return;
  if (credited_.empty()) return unverified_.undo(tables);
  const int each = static_cast<int>(addressed_.size()) + (reply_.wish.empty() ? 0 : 1);
  std::vector<policy::Recipient> prospects;
  for (const Credited& credited : credited_) prospects.push_back(credited.prospect);
  tables.ledger.remove(resolved(tables.people, std::move(prospects)), {reply_.at, record_, 0}, each);
  tables.records.erase_reply(record_);
  if (kept_ > 0) tables.strangers.give_back(reply_.at, kept_);
  if (outcome_.assigned.empty()) return;
  Person lead = tables.people.behind(credited_.front().prospect.key);
  if (lead.facts.owner != policy::Owner{outcome_.assigned, policy::Owner::How::by_turn, reply_.at}) return;
  lead.facts.owner.reset();
  tables.people.set_facts(lead.key, lead.facts);
}

}  // namespace jeda::store
