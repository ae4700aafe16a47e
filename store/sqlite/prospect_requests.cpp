#include "store/sqlite/prospect_requests.h"

namespace jeda::store {
namespace {

/// Whose address was erased does not come back by what is told of it.
std::optional<Error> refused(Tables& tables, const std::string& address) {
  if (!tables.forgotten.since(address)) return std::nullopt;
  return Error{Error::Cause::failed, address + " was erased on request and must not be written to"};
}

}  // namespace

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
  tables.waiting.join(from_, into_);
  tables.people.link(from_, into_);
  tables.ledger.join(from_, into_);
}

}  // namespace jeda::store
