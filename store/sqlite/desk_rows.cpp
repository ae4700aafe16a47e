#include "store/sqlite/desk_rows.h"

#include <sqlite3.h>

#include <algorithm>
#include <exception>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "store/record/summary.h"
#include "store/reference.h"

namespace jeda::store {

HeldMessage read_held(const Rows& rows) {
  HeldMessage message;
  message.reference = reference_of(rows.number(0));
  message.state = static_cast<HeldState>(rows.number(1));
  message.held_at = from_micros(rows.number(2));
  message.settled_at = rows.time(3);
  message.salesperson = rows.text(4);
  message.recipients = unpack_recipients(rows.text(5)).value_or(std::vector<policy::Recipient>());
  for (policy::Recipient& recipient : message.recipients) recipient.company.clear();
  message.subject = rows.text(6);
  message.message_id = rows.text(7);
  message.queue_id = rows.text(8);
  message.host = rows.text(9);
  message.rules = rows.text(10);
  message.findings = rows.text(11);
  message.release = static_cast<policy::Release>(rows.number(12));
  message.next_allowed = rows.time(13);
  message.policy_version = rows.text(14);
  message.seal = rows.text(16);
  if (!rows.null(15)) message.advice = unpack_texts(rows.text(15)).value_or(std::vector<std::string>());
  return message;
}

QueueRequest read_request(const Rows& rows, int first) {
  QueueRequest request;
  request.id = rows.number(first);
  request.kind = static_cast<RequestKind>(rows.number(first + 1));
  request.at = from_micros(rows.number(first + 2));
  request.by = rows.text(first + 3);
  request.words = rows.text(first + 4);
  request.state = static_cast<RequestState>(rows.number(first + 5));
  request.attempts = static_cast<int>(rows.number(first + 6));
  request.next_try = from_micros(rows.number(first + 7));
  request.trouble = rows.text(first + 8);
  request.finished_at = rows.time(first + 9);
  return request;
}

std::optional<QueueRequest> newest_request(Connection& connection, std::int64_t message) {
  Statement statement(connection,
                      "SELECT " JEDA_REQUEST_COLUMNS " FROM request WHERE message = ?1 ORDER BY id DESC LIMIT 1");
  Rows rows = statement.query(message);
  if (!rows.next()) return std::nullopt;
  return read_request(rows);
}

std::optional<QueueRequest> open_request(Connection& connection, std::int64_t message) {
  auto request = newest_request(connection, message);
  if (!is_open(request)) request.reset();
  return request;
}

std::vector<Entry> entries_of(Connection& connection, std::int64_t message, int limit) {
  Statement statement(
      connection, "SELECT id, at, who, what, detail, client FROM entry WHERE message = ?1 ORDER BY id DESC LIMIT ?2");
  std::vector<Entry> entries;
  Rows rows = statement.query(message, limit);
  while (rows.next()) {
    entries.push_back(Entry{from_micros(rows.number(1)), std::string(rows.text(2)), std::string(rows.text(3)),
                            reference_of(message), std::string(rows.text(4)), std::string(rows.text(5)),
                            rows.number(0)});
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::optional<HeldState> state_of(Connection& connection, std::int64_t message) {
  Statement statement(connection, "SELECT state FROM message WHERE id = ?1 AND state IS NOT NULL");
  Rows rows = statement.query(message);
  if (!rows.next()) return std::nullopt;
  return static_cast<HeldState>(rows.number(0));
}

policy::Histories histories_of(Tables& tables, const HeldRow& held) {
  constexpr policy::SenderWindows windows{date::days(400), date::days(400)};  // rules look no further
  policy::Histories histories;
  for (const policy::Recipient& recipient : held.recipients) {
    Person person = tables.people.behind(recipient.key);
    policy::ProspectHistory history;
    history.prospect = tables.ledger.tail(person.key).history;
    tables.forgotten.put_into(history.prospect, recipient.key);
    if (!recipient.company.empty()) history.company = tables.ledger.tail(recipient.company).history.people;
    history.facts = std::move(person.facts);
    histories.prospects.push_back(std::move(history));
  }
  histories.sender = tables.senders.history(held.salesperson, windows, std::nullopt);
  return histories;
}

Judgement judged(Connection& connection, const Judge& judge, const policy::Histories& histories) try {
  return judge(histories);
} catch (const std::exception& error) {
  connection.fail(Error::Cause::failed, std::string("the decision failed: ") + error.what());
  return {};
} catch (...) {
  connection.fail(Error::Cause::failed, "the decision failed");
  return {};
}

void add_entry(Connection& connection, const Entry& entry, std::int64_t message) {
  const std::optional<std::int64_t> about = message == 0 ? std::nullopt : std::optional(message);
  Statement(connection, "INSERT INTO entry (at, who, what, message, detail, client) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .run(entry.at, kept_line(entry.who, 200), kept_line(entry.what, 100), about, kept_words(entry.detail),
           kept_line(entry.from, 100));
}

void add_request(Tables& tables, std::int64_t message, const QueueRequest& request, const std::string& client) {
  Connection& connection = tables.connection;
  Statement(connection, sql("INSERT INTO request (message, kind, at, who, words, state, attempts, next_try, trouble) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ",
                            RequestState::waiting, ", 0, max(?3, ?6), '')"))
      .run(message, static_cast<int>(request.kind), request.at, request.by, request.words, request.next_try);
  const Entry entry{request.at, request.by, std::string(asked_word(request.kind)), {}, request.words, client};
  add_entry(connection, entry, message);
  if (request.kind != RequestKind::release) return;
  const auto held = tables.records.held(message);
  if (held && !held->left_at) let_go(tables, message, *held, request.at);
}

void end_request(Tables& tables, std::int64_t message) {
  const auto held = tables.records.held(message);
  if (held && held->state == HeldState::held) take_back(tables, message, *held);
}

void keep_after_all(Connection& connection, std::int64_t message, Time at) {
  Statement(connection, sql("UPDATE request SET state = ", RequestState::voided,
                            ", finished_at = ?2 WHERE message = ?1 AND who = ?3 AND state < ", RequestState::done))
      .run(message, at, by_newer);
  Statement(connection, sql("DELETE FROM notice WHERE message = ?1 AND kind = ", NoticeKind::replaced)).run(message);
}

void name_replaced(Connection& connection, std::int64_t message, const std::vector<std::string>& references) {
  const std::string details = nlohmann::json{{"replaces", references}}.dump();
  Statement(connection, sql("UPDATE notice SET details = ?2 WHERE message = ?1 AND kind = ", NoticeKind::held))
      .run(message, details);
}

void tell_of_reply(Connection& connection, std::int64_t message, Time at) {
  if (open_request(connection, message)) return;
  if (!changed(connection,
               sql("UPDATE message SET release = ?2 WHERE id = ?1 AND state = ", HeldState::held,
                   " AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.message = ?1 AND notice.kind = ",
                   NoticeKind::replied, ")"),
               message, static_cast<int>(policy::Release::review))) {
    return;
  }
  add_entry(connection, Entry{at, std::string(by_schedule), std::string(entry_words::judged_again), {}, "replied", {}},
            message);
  add_notice(connection, message, NoticeKind::replied, at, by_schedule, {});
}

namespace {

/// `occasion`: 0 or an expression.
void put_notice(Connection& connection, const char* statement, std::int64_t message, NoticeKind kind, Time at,
                std::string_view by, std::string_view words) {
  const auto token = random_token();
  if (!token) return connection.fail(Error::Cause::failed, "the system gives no random bytes");
  Statement(connection, statement).run(message, static_cast<int>(kind), at, *token, by, words);
}

#define JEDA_NOTICE_TO_SALESPERSON(occasion)                                                                          \
  sql("INSERT INTO notice (message, kind, occasion, at, recipient, state, token, who, words, details, attempts, "     \
      "next_try, trouble) SELECT id, ?2, " occasion ", ?3, notify, ",                                                 \
      NoticeState::waiting,                                                                                           \
      ", ?4, ?5, ?6, '{}', 0, ?3, '' FROM held WHERE id = ?1 AND notify <> '' ON CONFLICT (message, kind, occasion) " \
      "DO NOTHING")

}  // namespace

void add_notice(Connection& connection, std::int64_t message, NoticeKind kind, Time at, std::string_view by,
                std::string_view words) {
  put_notice(connection, JEDA_NOTICE_TO_SALESPERSON("0"), message, kind, at, by, words);
}

void add_notice_again(Connection& connection, std::int64_t message, NoticeKind kind, Time at, std::string_view by) {
  constexpr auto statement = JEDA_NOTICE_TO_SALESPERSON(
      "(SELECT coalesce(max(occasion), -1) + 1 FROM notice AS told WHERE told.message = ?1 AND told.kind = ?2)");
  put_notice(connection, statement, message, kind, at, by, {});
}

/// Occasions of reminders: the moments, but never the same twice.
void add_reminder(Connection& connection, std::string_view to, const std::string& details, Time at) {
  const auto token = random_token();
  if (!token) return connection.fail(Error::Cause::failed, "the system gives no random bytes");
  Statement(connection, sql("INSERT INTO notice (message, kind, occasion, at, recipient, state, token, who, words, "
                            "details, attempts, next_try, trouble) VALUES (0, ?1, max(?2, (SELECT "
                            "coalesce(max(occasion), 0) + 1 FROM notice WHERE message = 0)), ?2, ?3, ",
                            NoticeState::waiting, ", ?4, '', '', ?5, 0, ?2, '')"))
      .run(static_cast<int>(NoticeKind::reminder), at, to, *token, details);
}

bool settle(Tables& tables, std::int64_t message, HeldState state, Time at) {
  const auto held = tables.records.held(message);
  if (!held || held->state == state || is_settled(held->state)) return false;
  tables.records.set_state(message, state, at);
  tables.records.void_requests(message, at);
  if (state == HeldState::released || state == HeldState::gone) {
    if (!held->left_at) let_go(tables, message, *held, at);
    if (held->left_at && held->state == HeldState::held) move_contact(tables, message, *held, at);
    if (state == HeldState::released) tables.waiting.erase(message);
  } else {
    take_back(tables, message, *held);
    tables.waiting.set(message, Waiting::Standing::settled);
  }
  return true;
}

int changes(Connection& connection) { return sqlite3_changes(connection.handle()); }

}  // namespace jeda::store
