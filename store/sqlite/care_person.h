// Where a person stands in the tables, and taking them out.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/record/names.h"
#include "store/sqlite/requests.h"

namespace jeda::store {

/// A person with all addresses, and how they were written.
struct Who {
  std::string key;
  std::set<std::string> addresses;  // keys
  std::set<std::string> spellings;  // these, and as they were written

  Names names() const { return Names(spellings); }
};
Who find_person(Connection& connection, People& people, const std::string& address);

/// Numbers of the rows in which a person is named, by table; of `message`, also where they are a recipient.
class Mentions {
 public:
  explicit Mentions(const Who& who) : who_(who), names_(who.names()) {}

  /// Looks through what came since the last time.
  void look(Connection& connection);

  const std::set<std::int64_t>& in(const std::string& table) const;

 private:
  void look_through(Connection& connection, const char* table, const char* columns, int count);

  const Who& who_;
  Names names_;
  std::map<std::string, std::set<std::int64_t>> rows_;
  std::map<std::string, std::int64_t> seen_;
};

/// Takes a person's rows out within a transaction, and counts them by table.
class Removal {
 public:
  Removal(Tables& tables, const Who& who) : tables_(tables), connection_(tables.connection), who_(who) {}

  /// The log but for `kept`, what companies' logs have of it, and who is named in the counts of sent mail.
  void log(const std::set<Place>& kept);

  /// The messages, replies and events behind what log() took out.
  void records();

  /// A message, where the person is its only recipient, with all that is kept of it; else the person, and the texts.
  void message(std::int64_t id);
  void reply(std::int64_t id);

  std::map<std::string, std::int64_t> rows;

 private:
  void note_company(const Place& place, policy::TouchKind kind, const std::string& company);
  void anonymise_sent(const std::string& salesperson, const Place& place);
  void drop_message(std::int64_t id);
  void change_texts(std::int64_t id);
  void count(const char* table);

  Tables& tables_;
  Connection& connection_;
  const Who& who_;
  std::string stand_in_;  // in the counts of sent mail
  std::map<std::string, std::vector<Place>> out_;
  std::set<std::int64_t> messages_, replies_, events_;
};

/// A message with all that is kept of it; counts the rows by table.
std::map<std::string, std::int64_t> drop_message(Tables& tables, std::int64_t id);

/// So that no number is given twice: what came last may be gone.
void keep_newest_number(Tables& tables, std::int64_t newest);

std::vector<policy::Recipient> recipients_of(Connection& connection, std::int64_t message);

}  // namespace jeda::store
