#include "store/sqlite/waiting.h"

#include <algorithm>

#include "store/record/details.h"
#include "store/sqlite/requests.h"
#include "store/sqlite/sql_text.h"

namespace jeda::store {

using policy::Recipient;
using policy::TouchKind;

Waiting::Waiting(Connection& connection)
    : add_(connection, sql("INSERT INTO held_for (key, message, standing) VALUES (?1, ?2, ", Standing::waits,
                           ") ON CONFLICT (key, message) DO NOTHING")),
      set_(connection, "UPDATE held_for SET standing = ?2 WHERE message = ?1"),
      erase_(connection, "DELETE FROM held_for WHERE message = ?1"),
      of_(connection, sql("SELECT message FROM held_for WHERE key = ?1 AND standing = ", Standing::waits,
                          " ORDER BY message LIMIT ?2")),
      concerns_(connection,
                sql("SELECT 1 FROM held_for WHERE key = ?1 AND standing <> ", Standing::settled, " LIMIT 1")),
      join_(
          connection,
          "INSERT INTO held_for (key, message, standing) SELECT ?2, message, standing FROM held_for WHERE key = ?1 ON "
          "CONFLICT (key, message) DO NOTHING"),
      leave_(connection, "DELETE FROM held_for WHERE key = ?1") {}

void Waiting::add(const std::vector<Recipient>& people, std::int64_t message) {
  for (const Recipient& person : people) add_.run(person.key, message);
}

void Waiting::set(std::int64_t message, Standing standing) { set_.run(message, static_cast<int>(standing)); }

void Waiting::erase(std::int64_t message) { erase_.run(message); }

std::vector<std::int64_t> Waiting::of(const std::string& person) {
  std::vector<std::int64_t> messages;
  Rows rows = of_.query(person, most_waiting);
  while (rows.next()) messages.push_back(rows.number(0));
  return messages;
}

bool Waiting::concerns(const std::string& person) { return concerns_.query(person).next(); }

void Waiting::join(const std::string& key, const std::string& into) {
  join_.run(key, into);
  leave_.run(key);
}

namespace {

/// By the person's own touch, or by one before it.
bool company_was_told(const std::vector<Recipient>& people, std::size_t number, std::size_t touched) {
  const Recipient& person = people[number];
  return person.company.empty() || person.company == people[touched].company ||
         std::any_of(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(number),
                     [&](const Recipient& one) { return one.key == person.key && one.company == person.company; });
}

void set_left_at(Tables& tables, std::int64_t message, std::optional<Time> at) {
  Statement(tables.connection, "UPDATE held SET left_at = ?2 WHERE id = ?1").run(message, at);
}

}  // namespace

void add_touches(Tables& tables, Tails& tails, TouchRow row, const std::vector<Recipient>& people,
                 const std::vector<bool>& answers, bool counts) {
  const std::vector<std::size_t> touched = places_of_touch(people);
  for (std::size_t number = 0; number < people.size(); ++number, ++row.number) {
    row.prospect = people[number];
    row.touch.answer = number < answers.size() && answers[number];
    if (touched[number] == number) {
      tails.add(tables.ledger, row);
      if (counts) tables.senders.add(row);
    } else if (!company_was_told(people, number, touched[number])) {
      tables.ledger.add_to_company(row, *tails.of_company(tables.ledger, row.prospect));
    }
  }
}

void let_go(Tables& tables, std::int64_t message, const HeldRow& held, Time at) {
  const auto people = resolved(tables.people, held.recipients);
  TouchRow row{{}, message, 0, {at, TouchKind::contact, held.salesperson, false, {}}, held.details};
  policy::EventDetails none;
  if (!unpack_details(held.details, row.touch.imprint, none))
    tables.connection.fail(Error::Cause::corrupt, "what is kept of held mail cannot be read");
  Tails tails;
  std::vector<bool> answers;
  for (const Recipient& person : people) answers.push_back(tails.of(tables.ledger, person.key).history.awaits_answer());
  add_touches(tables, tails, std::move(row), people, answers, held.counts);
  tails.finish(tables.ledger);
  set_left_at(tables, message, at);
  tables.waiting.set(message, Waiting::Standing::leaves);
}

void move_contact(Tables& tables, std::int64_t message, const HeldRow& held, Time at) {
  if (!held.left_at || *held.left_at == at) return;
  const auto people = resolved(tables.people, held.recipients);
  const Place place{*held.left_at, message, 0};
  tables.ledger.move(people, place, at);
  tables.senders.move(held.salesperson, place, at, static_cast<int>(people.size()));
  set_left_at(tables, message, at);
}

void take_back(Tables& tables, std::int64_t message, const HeldRow& held) {
  if (!held.left_at) return;
  tables.ledger.remove(resolved(tables.people, held.recipients), {*held.left_at, message, 0}, 1);
  tables.senders.remove(held.salesperson, *held.left_at, message);
  set_left_at(tables, message, std::nullopt);
  tables.waiting.set(message, Waiting::Standing::waits);
}

}  // namespace jeda::store
