#include "store/sqlite/people.h"

#include <set>

#include "store/record/facts.h"

namespace jeda::store {

People::People(Connection& connection)
    : connection_(connection),
      find_(connection, "SELECT person, facts FROM prospect WHERE key = ?1"),
      addresses_(connection, "SELECT key FROM prospect WHERE person = ?1 ORDER BY key"),
      set_facts_(connection,
                 "INSERT INTO prospect (key, facts) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET facts = ?2"),
      erase_(connection, "DELETE FROM prospect WHERE key = ?1"),
      relink_(connection, "UPDATE prospect SET person = ?2 WHERE person = ?1"),
      link_(connection,
            "INSERT INTO prospect (key, person) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET person = ?2, facts = "
            "NULL"),
      turn_(connection, "SELECT next FROM turn WHERE team = ?1"),
      set_turn_(connection,
                "INSERT INTO turn (team, next) VALUES (?1, ?2) ON CONFLICT (team) DO UPDATE SET next = ?2") {}

policy::ProspectFacts People::facts(const Rows& rows) {
  if (rows.null(1)) return {};
  auto facts = unpack_facts(rows.text(1));
  if (facts) return std::move(*facts);
  connection_.fail(Error::Cause::corrupt, "what was told of a prospect cannot be read");
  return {};
}

Person People::behind(const std::string& key) {
  std::string person;
  {
    Rows rows = find_.query(key);
    if (!rows.next()) return {key};
    if (rows.null(0)) return {key, facts(rows)};
    person = rows.text(0);
  }
  Rows rows = find_.query(person);
  return rows.next() ? Person{person, facts(rows)} : Person{person};
}

std::vector<policy::Recipient> People::behind(const std::vector<policy::Recipient>& recipients) {
  std::vector<policy::Recipient> people;
  std::set<std::string> seen;
  for (policy::Recipient recipient : recipients) {
    recipient.key = behind(recipient.key).key;
    if (seen.insert(recipient.key).second) people.push_back(std::move(recipient));
  }
  return people;
}

std::vector<std::string> People::addresses(const std::string& person) {
  std::vector<std::string> keys = {person};
  Rows rows = addresses_.query(person);
  while (rows.next()) keys.emplace_back(rows.text(0));
  return keys;
}

std::optional<ProspectRecord> People::record(const std::string& key) {
  Person person = behind(key);
  std::vector<std::string> keys = addresses(person.key);
  if (keys.size() == 1 && person.facts.empty()) return std::nullopt;
  return ProspectRecord{std::move(person.key), std::move(keys), std::move(person.facts)};
}

void People::set_facts(const std::string& person, const policy::ProspectFacts& facts) {
  if (facts.empty()) return erase_.run(person);
  const std::string packed = pack_facts(facts);
  set_facts_.run(person, Blob{packed});
}

void People::link(const std::string& from, const std::string& into) {
  const policy::ProspectFacts merged = merge_facts(behind(into).facts, behind(from).facts);
  relink_.run(from, into);
  link_.run(from, into);
  set_facts(into, merged);
}

std::string People::take_turn(const Turns& turns) {
  std::int64_t next = 0;
  {
    Rows rows = turn_.query(turns.team);
    if (rows.next()) next = rows.number(0);
  }
  set_turn_.run(turns.team, next + 1);
  return turns.members[static_cast<std::size_t>(next) % turns.members.size()];
}

}  // namespace jeda::store
