#include "store/sqlite/care_person.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/random.h"
#include "store/record/details.h"
#include "store/record/summary.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

using policy::TouchKind;

}  // namespace

Who find_person(Connection& connection, People& people, const std::string& address) {
  Who who;
  who.key = people.behind(address).key;
  for (std::string& key : people.addresses(who.key)) who.addresses.insert(std::move(key));
  who.spellings = who.addresses;
  Statement raws(connection, "SELECT DISTINCT raw FROM touch WHERE key = ?1 AND raw IS NOT NULL");
  Rows rows = raws.query(who.key);
  while (rows.next()) who.spellings.emplace(rows.text(0));
  return who;
}

const std::set<std::int64_t>& Mentions::in(const std::string& table) const {
  static const std::set<std::int64_t> none;
  const auto found = rows_.find(table);
  return found == rows_.end() ? none : found->second;
}

void Mentions::look(Connection& connection) {
  look_through(connection, "message", "recipients, subject, findings, advice, override_reason, message_id", 6);
  look_through(connection, "reply", "recipients", 1);
  look_through(connection, "held", "sender, headers, excerpt, outgoing, original, trouble, source", 7);
  look_through(connection, "request", "words, trouble", 2);
  look_through(connection, "notice", "words, details, original, trouble", 4);
  look_through(connection, "entry", "detail", 1);
}

void Mentions::look_through(Connection& connection, const char* table, const char* columns, int count) {
  std::int64_t& seen = seen_[table];
  Statement statement(connection,
                      fmt::format("SELECT id, {} FROM {} WHERE id > ?1 ORDER BY id", columns, table).c_str());
  Rows rows = statement.query(seen);
  while (rows.next()) {
    seen = rows.number(0);
    for (int column = 1; column <= count; ++column) {
      if (!names_.in(rows.text(column))) continue;
      rows_[table].insert(seen);
      break;
    }
  }
}

void Removal::count(const char* table) { rows[table] += changes(connection_); }

void Removal::log(const std::set<Place>& kept) {
  struct Row {
    Place place;
    TouchKind kind;
    std::string salesperson;
    std::string company;
  };
  std::vector<Row> taken;
  {
    Statement select(connection_, "SELECT at, record, place, kind, salesperson, company FROM touch WHERE key = ?1");
    Rows found = select.query(who_.key);
    while (found.next()) {
      const Place place{from_micros(found.number(0)), found.number(1), static_cast<int>(found.number(2))};
      if (kept.count(place) > 0) continue;
      taken.push_back(
          {place, static_cast<TouchKind>(found.number(3)), std::string(found.text(4)), std::string(found.text(5))});
    }
  }
  for (const Row& row : taken) {
    out_[who_.key].push_back(row.place);
    note_company(row.place, row.kind, row.company);
    if (policy::is_mail(row.kind)) anonymise_sent(row.salesperson, row.place);
    const bool of_reply = row.kind == TouchKind::reply || policy::is_wish(row.kind);
    auto& of = policy::is_mail(row.kind) ? messages_ : of_reply ? replies_ : events_;
    of.insert(row.place.record);
  }
  tables_.ledger.take_out(out_);
  for (const auto& [key, places] : out_) rows["touch"] += static_cast<std::int64_t>(places.size());
}

/// A company's log has a touch under the place of the person's address there.
void Removal::note_company(const Place& place, TouchKind kind, const std::string& company) {
  if (!company.empty()) out_[company].push_back(place);
  if (!policy::is_mail(kind)) return;
  Place other = place;
  other.number = 0;
  for (const policy::Recipient& recipient : recipients_of(connection_, place.record)) {
    const bool theirs = who_.addresses.count(recipient.key) > 0;
    if (theirs && !recipient.company.empty() && other.number != place.number) out_[recipient.company].push_back(other);
    ++other.number;
  }
}

void Removal::anonymise_sent(const std::string& salesperson, const Place& place) {
  if (stand_in_.empty()) stand_in_ = "erased:" + random_token().value_or("?").substr(0, 16);
  Statement(connection_,
            "UPDATE sent SET prospect = ?5 WHERE salesperson = ?1 AND at = ?2 AND record = ?3 AND place = ?4")
      .run(salesperson, place.at, place.record, place.number, stand_in_);
  count("sent");
}

void Removal::records() {
  for (const std::int64_t id : messages_) message(id);
  for (const std::int64_t id : replies_) reply(id);
  for (const std::int64_t id : events_) {
    Statement(connection_, "DELETE FROM event WHERE id = ?1").run(id);
    count("event");
  }
}

std::vector<policy::Recipient> recipients_of(Connection& connection, std::int64_t message) {
  Statement select(connection, "SELECT recipients FROM message WHERE id = ?1");
  Rows found = select.query(message);
  if (!found.next()) return {};
  auto recipients = unpack_recipients(found.text(0));
  if (recipients) return std::move(*recipients);
  connection.fail(Error::Cause::corrupt, "the recipients of a message cannot be read");
  return {};
}

void Removal::message(std::int64_t id) {
  std::vector<policy::Recipient> recipients = recipients_of(connection_, id);
  if (recipients.empty()) return;
  bool theirs = false;
  for (policy::Recipient& recipient : recipients) {
    if (who_.addresses.count(recipient.key) == 0) continue;
    recipient = {std::string(erased_address), std::string(erased_address), {}};
    theirs = true;
  }
  if (!theirs) return change_texts(id);
  const bool nobody_left = std::all_of(recipients.begin(), recipients.end(),
                                       [](const auto& recipient) { return recipient.key == erased_address; });
  if (nobody_left) return drop_message(id);
  const std::string packed = pack_recipients(recipients);
  Statement(connection_,
            "UPDATE message SET recipients = ?2, retry = NULL, exact = NULL, "
            "seal = CASE WHEN state IN (0, 4) THEN seal END WHERE id = ?1")
      .run(id, Blob{packed});
  count("message");
  Statement(connection_,
            "UPDATE held SET headers = '', excerpt = '', outgoing = NULL, original = NULL, source = NULL, trouble = '' "
            "WHERE id = ?1 "
            "AND (SELECT state FROM message WHERE message.id = ?1) NOT IN (0, 4)")
      .run(id);
  count("held");
  change_texts(id);
}

std::map<std::string, std::int64_t> drop_message(Tables& tables, std::int64_t id) {
  std::map<std::string, std::int64_t> rows;
  for (const auto& [table, column] : {std::pair("held", "id"), std::pair("message", "id"),
                                      std::pair("request", "message"), std::pair("notice", "message")}) {
    Statement(tables.connection, fmt::format("DELETE FROM {} WHERE {} = ?1", table, column).c_str()).run(id);
    rows[table] = changes(tables.connection);
  }
  tables.waiting.erase(id);
  return rows;
}

void Removal::drop_message(std::int64_t id) {
  for (const auto& [table, dropped] : store::drop_message(tables_, id)) rows[table] += dropped;
}

void Removal::change_texts(std::int64_t id) {
  const Names names = who_.names();
  std::string subject;
  std::string findings;
  std::string advice;
  std::optional<std::string> reason;
  {
    Statement select(connection_, "SELECT subject, findings, advice, override_reason FROM message WHERE id = ?1");
    Rows found = select.query(id);
    if (!found.next()) return;
    subject = names.without(found.text(0));
    const std::string unnamed = findings_without_names(found.text(1), who_.addresses);
    findings = names.without(unnamed.empty() ? found.text(1) : unnamed);
    std::vector<std::string> lines = unpack_texts(found.text(2)).value_or(std::vector<std::string>{});
    if (findings != found.text(1)) lines.clear();  // what was advised may call them by any name
    for (std::string& line : lines) line = names.without(line);
    if (!lines.empty()) advice = pack_texts(lines);
    if (!found.null(3)) reason = names.without(found.text(3));
  }
  const std::optional<Blob> blob = advice.empty() ? std::nullopt : std::optional(Blob{advice});
  Statement(connection_,
            "UPDATE message SET subject = ?2, findings = ?3, advice = ?4, override_reason = ?5 WHERE id = ?1")
      .run(id, subject, findings, blob, reason);
}

void Removal::reply(std::int64_t id) {
  std::vector<policy::Recipient> credited;
  {
    Statement select(connection_, "SELECT recipients FROM reply WHERE id = ?1");
    Rows found = select.query(id);
    if (!found.next()) return;
    credited = unpack_recipients(found.text(0)).value_or(std::vector<policy::Recipient>{});
  }
  std::erase_if(credited, [this](const auto& one) { return who_.addresses.count(one.key) > 0; });
  if (credited.empty()) {
    Statement(connection_, "DELETE FROM reply WHERE id = ?1").run(id);
  } else {
    const std::string packed = pack_recipients(credited);
    Statement(connection_, "UPDATE reply SET recipients = ?2, message_id = '', key = NULL WHERE id = ?1")
        .run(id, Blob{packed});
  }
  count("reply");
}

void keep_newest_number(Tables& tables, std::int64_t newest) {
  if (tables.records.newest() < newest) tables.records.insert_event(newest, 0);
}

}  // namespace jeda::store
