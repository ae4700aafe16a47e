#include "store/sqlite/prospect_requests.h"

#include <algorithm>

#include "store/record/crediting.h"
#include "store/record/details.h"
#include "store/record/digest.h"

namespace jeda::store {
namespace {

/// Whose address was erased does not come back by what is told of it.
std::optional<Error> refused(Tables& tables, const std::string& address) {
  if (!tables.forgotten.since(address)) return std::nullopt;
  return Error{Error::Cause::failed, address + " was erased on request and must not be written to"};
}

}  // namespace

EventsRequest::EventsRequest(const std::vector<Event>& events) {
  for (const Event& event : events) events_.push_back({event, pack_details({}, event.details)});
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Prepared& left, const Prepared& right) { return left.event.at < right.event.at; });
}

void EventsRequest::read(Tables&) {
  tails_.clear();
  recorded_.clear();
  lifted_.clear();
  record_ = 0;
}

void EventsRequest::record(Tables& tables) {
  for (const Prepared& prepared : events_) record_one(tables, prepared);
  tails_.finish(tables.ledger);
}

void EventsRequest::record_one(Tables& tables, const Prepared& prepared) {
  const Event& event = prepared.event;
  if (is_refused(tables, event)) return;
  const std::string person = tables.people.behind(event.prospect.key).key;
  if (is_known(tables, event, person) || !is_wanted(tables, event, person)) return;
  record_ = tables.next_record();
  tables.records.insert_event(record_, event_key(event, person));
  TouchRow row{{person, event.prospect.raw, event.prospect.company},
               record_,
               0,
               {event.at, event.kind, event.salesperson, false, {}, {}, event.details},
               prepared.details};
  tails_.add(tables.ledger, row);
  recorded_.push_back(std::move(row));
}

bool EventsRequest::is_refused(Tables& tables, const Event& event) {
  const std::string& address = event.prospect.key;
  const auto since = tables.forgotten.since(address);
  if (!since) return !tables.connection.ok();
  if (event.kind != policy::TouchKind::allowed) return true;
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
  const Tail& tail = tails_.of(tables.ledger, person);
  if (event.known_only && !tail.newest) return false;
  if (!agrees(event, tail.history)) return false;
  if (event.message_id.empty()) return true;
  for (const SentMessage& message : tables.records.sent({event.message_id})) {
    for (const policy::Recipient& recipient : message.recipients) {
      if (tables.people.behind(recipient.key).key == person) return true;
    }
  }
  return false;
}

void EventsRequest::undo(Tables& tables) {
  for (auto row = recorded_.rbegin(); row != recorded_.rend(); ++row) {
    tables.ledger.remove(resolved(tables.people, {row->prospect}), row->place(), 1);
    tables.records.erase_event(row->record);
  }
  for (const Lifted& lifted : lifted_) tables.forgotten.add(lifted.address, lifted.since);
}

void ChangeRequest::read(Tables& tables) {
  recorded_ = false;
  before_ = tables.people.behind(key_);
  if (auto error = refused(tables, key_)) fail(std::move(*error));
}

void ChangeRequest::judge() try {
  after_ = before_.facts;
  change_(after_);
} catch (const std::exception& error) {
  fail({Error::Cause::failed, std::string("the change failed: ") + error.what()});
} catch (...) {
  fail({Error::Cause::failed, "the change failed"});
}

void ChangeRequest::record(Tables& tables) {
  tables.people.set_facts(before_.key, after_);
  recorded_ = true;
}

/// Whatever was changed since is left alone.
void ChangeRequest::undo(Tables& tables) {
  const Person now = tables.people.behind(key_);
  if (recorded_ && now.key == before_.key && now.facts == after_) tables.people.set_facts(now.key, before_.facts);
}

void TurnRequest::read(Tables& tables) {
  taken_ = false;
  if (auto error = refused(tables, key_)) fail(std::move(*error));
}

void TurnRequest::record(Tables& tables) {
  Person person = tables.people.behind(key_);
  owner_ = person.facts.owner ? person.facts.owner->salesperson : std::string();
  if (person.facts.owner || turns_.members.empty()) return;
  owner_ = tables.people.take_turn(turns_);
  person.facts.owner = policy::Owner{owner_, policy::Owner::How::by_turn, at_};
  tables.people.set_facts(person.key, person.facts);
  taken_ = true;
}

/// The turn itself is lost: the next one is the next member's.
void TurnRequest::undo(Tables& tables) {
  Person person = tables.people.behind(key_);
  if (!taken_ || person.facts.owner != policy::Owner{owner_, policy::Owner::How::by_turn, at_}) return;
  person.facts.owner.reset();
  tables.people.set_facts(person.key, person.facts);
}

void LinkRequest::read(Tables& tables) {
  into_ = tables.people.behind(person_).key;
  from_ = tables.people.behind(address_).key;
  for (const std::string& address : {person_, address_})
    if (auto error = refused(tables, address)) fail(std::move(*error));
}

void LinkRequest::record(Tables& tables) {
  if (from_ == into_) return;
  tables.senders.join(from_, into_);
  tables.people.link(from_, into_);
  tables.ledger.join(from_, into_);
}

}  // namespace jeda::store
