// What reviewers ask for, and what the schedule of reminders and expiry does in their place.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "store/record/asking.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

using What = Ask::What;

/// How a held mail stands; absent: no such.
std::optional<Standing> standing_of(Connection& connection, std::int64_t message) {
  Standing standing;
  {
    Statement statement(connection, "SELECT state, next_allowed FROM message WHERE id = ?1 AND state IS NOT NULL");
    Rows rows = statement.query(message);
    if (!rows.next()) return std::nullopt;
    standing.state = static_cast<HeldState>(rows.number(0));
    standing.next_allowed = rows.time(1);
  }
  standing.request = newest_request(connection, message);
  auto entries = entries_of(connection, message, 1);
  if (!entries.empty()) standing.last = std::move(entries.back());
  return standing;
}

/// What would come of an asking, had nothing been done yet.
Answer answer_to(Connection& connection, const Ask& ask, std::int64_t message) {
  const auto standing = standing_of(connection, message);
  return standing ? answer_to(ask, *standing) : Answer{Answer::Upshot::absent, HeldState::held, {}, {}};
}

/// An asking, within its transaction.
class Asking {
 public:
  Asking(Tables& tables, const Ask& ask, std::int64_t message)
      : tables_(tables), connection_(tables.connection), ask_(ask), message_(message) {}

  Answer run() {
    answer_ = answer_to(connection_, ask_, message_);
    if (answer_.upshot == Answer::Upshot::done) act();
    return answer_;
  }

 private:
  void act() {
    if (ask_.what == What::note) return record(entry_words::note);
    if (ask_.what == What::release_when_allowed) return schedule();
    if (ask_.what == What::undo) return take_back();
    if (answer_.state == HeldState::gone) return say_what_happened();
    QueueRequest request;
    request.kind = kind_of(ask_.what);
    request.at = ask_.at;
    request.by = kept_line(ask_.by, 200);
    request.words = kept_words(ask_.words);
    request.next_try = ask_.at + ask_.wait;
    add_request(tables_, message_, request, kept_line(ask_.from, 100));
    if (request.kind == RequestKind::release) name_passed();
    answer_.request = newest_request(connection_, message_);
  }

  void name_passed() {
    Statement objected(connection_, "SELECT rules FROM message WHERE id = ?1");
    Rows rows = objected.query(message_);
    if (!rows.next() || rows.text(0).empty()) return;
    const std::string passed(rows.text(0));
    add_entry(connection_, Entry{ask_.at, ask_.by, std::string(entry_words::rules_passed), {}, passed, ask_.from},
              message_);
  }

  /// A release that the schedule asked for and the agent gave up is forgotten: else it would not be judged again.
  void schedule() {
    Statement(connection_, "UPDATE message SET release = ?2, next_allowed = max(next_allowed, ?3) WHERE id = ?1")
        .run(message_, static_cast<int>(policy::Release::when_allowed), ask_.at + ask_.wait);
    Statement(connection_, sql("UPDATE request SET state = ", RequestState::voided,
                               " WHERE message = ?1 AND state = ", RequestState::failed))
        .run(message_);
    record(entry_words::when_allowed_asked);
  }

  void take_back() {
    std::string what = "release when allowed";
    if (is_open(answer_.request)) {
      what = to_string(answer_.request->kind);
      tables_.records.void_requests(message_, ask_.at);
      end_request(tables_, message_);
    } else {
      Statement(connection_, "UPDATE message SET release = ?2 WHERE id = ?1")
          .run(message_, static_cast<int>(policy::Release::review));
    }
    add_entry(connection_, Entry{ask_.at, ask_.by, std::string(entry_words::undone), {}, what, ask_.from}, message_);
  }

  /// When it was seen to be gone comes nearer to when it went than the moment at which somebody says so.
  void say_what_happened() {
    const auto held = tables_.records.held(message_);
    const HeldState state = state_after(kind_of(ask_.what));
    settle(tables_, message_, state, held && held->settled_at ? *held->settled_at : ask_.at);
    add_notice(connection_, message_, notice_of(state), ask_.at, kept_line(ask_.by, 200), kept_words(ask_.words));
    record(settled_word(state));
    answer_.state = state;
  }

  void record(std::string_view what) {
    add_entry(connection_, Entry{ask_.at, ask_.by, std::string(what), {}, ask_.words, ask_.from}, message_);
  }

  Tables& tables_;
  Connection& connection_;
  const Ask& ask_;
  const std::int64_t message_;
  Answer answer_;
};

/// Named at T, 3T, 7T... after it was held, each time as long after the last as all that had passed until then and T
/// more: steps of T, 2T, 4T...
#define JEDA_REMINDER_IS_DUE \
  "(held.reminded_at IS NULL OR held.reminded_at + min(held.reminded_at - message.at + ?2, ?3) <= ?1) "

/// Mail for which one moment is as good as another: it waits until a person has looked at it.
constexpr auto select_to_remind =
    sql("SELECT " JEDA_HELD_COLUMNS " FROM message JOIN held ON held.id = message.id WHERE message.state = ",
        HeldState::held,
        " AND message.at <= ?1 - ?2 AND (message.release = ?4 OR message.next_allowed IS NULL) "
        "AND " JEDA_REMINDER_IS_DUE "AND NOT EXISTS (SELECT 1 FROM notice WHERE message = 0 AND kind = ",
        NoticeKind::reminder,
        " AND occasion > ?1 - ?5) AND NOT EXISTS (SELECT 1 FROM request WHERE request.message = message.id AND "
        "request.state < ",
        RequestState::done, ") ORDER BY message.at, message.id LIMIT ?6");

std::int64_t longest_step(Duration after) { return std::max(after, longest_between_reminders).count(); }

constexpr auto select_expired =
    sql("SELECT id FROM message WHERE state = ", HeldState::held,
        " AND at < ?1 AND NOT EXISTS (SELECT 1 FROM request WHERE request.message = message.id AND (state < ",
        RequestState::done, " OR (state = ", RequestState::failed, " AND who = ?2))) ORDER BY at, id");

/// Of what is gone nobody knows yet what became of it.
constexpr auto select_forgotten = sql(
    "SELECT held.id FROM held JOIN message ON message.id = held.id WHERE (headers <> '' OR excerpt <> '' OR source IS "
    "NOT NULL) AND state IN (",
    HeldState::released, ", ", HeldState::returned, ", ", HeldState::discarded, ") AND settled_at < ?1");

std::vector<std::int64_t> to_forget(Connection& connection, Time settled_before) {
  Statement statement(connection, select_forgotten);
  Rows rows = statement.query(settled_before);
  std::vector<std::int64_t> messages;
  while (rows.next()) messages.push_back(rows.number(0));
  return messages;
}

/// Those of the references that are still to be named.
std::vector<std::string> mark_reminded(Connection& connection, const std::vector<std::string>& references, Time at,
                                       Duration after) {
  std::vector<std::string> fresh;
  for (const std::string& reference : references) {
    const auto id = record_of(reference);
    if (!id) continue;
    if (!changed(connection,
                 "UPDATE held SET reminded_at = ?1 FROM message WHERE message.id = held.id AND held.id = ?4 "
                 "AND " JEDA_REMINDER_IS_DUE,
                 at, after.count(), longest_step(after), *id))
      continue;
    fresh.push_back(reference);
    add_entry(connection, Entry{at, std::string(by_agent), std::string(entry_words::reminded), {}, {}, {}}, *id);
  }
  return fresh;
}

}  // namespace

Result<Answer> SqliteDesk::ask(const Ask& ask) {
  const auto id = record_of(ask.reference);
  if (!id) return Answer{Answer::Upshot::absent, HeldState::held, {}, {}};
  if (ask.dry) return read([&](Connection& connection) { return answer_to(connection, ask, *id); });
  return write([&](Tables& tables) { return Asking(tables, ask, *id).run(); });
}

Result<std::vector<HeldMessage>> SqliteDesk::to_remind(Time now, Duration after, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_to_remind);
    const std::int64_t quiet = std::min(after, shortest_between_reminders).count();
    Rows rows = statement.query(now, after.count(), longest_step(after), static_cast<int>(policy::Release::review),
                                quiet, limit);
    std::vector<HeldMessage> messages;
    while (rows.next()) messages.push_back(read_held(rows));
    return messages;
  });
}

Result<bool> SqliteDesk::remind(const std::vector<std::string>& references, std::string_view to, Time at,
                                Duration after) {
  return write([&](Tables& tables) {
    const auto fresh = mark_reminded(tables.connection, references, at, after);
    if (fresh.empty() || to.empty()) return false;
    const std::string details = nlohmann::json{{"references", fresh}}.dump();
    add_reminder(tables.connection, to, details, at);
    return true;
  });
}

Result<int> SqliteDesk::forget_texts(Time settled_before) {
  const auto found = read([&](Connection& connection) { return to_forget(connection, settled_before); });
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return 0;  // no write for that
  return write([&](Tables& tables) {
    for (const std::int64_t id : *found)
      Statement(tables.connection, "UPDATE held SET headers = '', excerpt = '', source = NULL WHERE id = ?1").run(id);
    return static_cast<int>(found->size());
  });
}

Result<int> SqliteDesk::expire(Time before, Time at) {
  return write([&](Tables& tables) {
    std::vector<std::int64_t> expired;
    {
      Statement statement(tables.connection, select_expired);
      Rows rows = statement.query(before, by_expiry);
      while (rows.next()) expired.push_back(rows.number(0));
    }
    QueueRequest request;
    request.kind = RequestKind::give_back;
    request.at = at;
    request.by = by_expiry;
    for (const std::int64_t id : expired) add_request(tables, id, request, {});
    return static_cast<int>(expired.size());
  });
}

}  // namespace jeda::store
