// What the agent does to the MTA's queue, as it goes on.
#include <fmt/format.h>

#include "base/random.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

#define JEDA_TASK_COLUMNS JEDA_HELD_COLUMNS ", held.sender, " JEDA_REQUEST_COLUMNS

constexpr auto select_due =
    sql("SELECT " JEDA_TASK_COLUMNS
        " FROM request JOIN message ON message.id = request.message LEFT JOIN held ON held.id = message.id WHERE "
        "request.state < ",
        RequestState::done, " AND request.next_try <= ?2 AND message.host = ?1 AND message.state = ", HeldState::held,
        " AND NOT " JEDA_COPY_WAITS " ORDER BY request.state DESC, request.next_try, request.id LIMIT ?3");

constexpr auto select_held_at =
    sql("SELECT " JEDA_TASK_COLUMNS
        " FROM message LEFT JOIN held ON held.id = message.id LEFT JOIN request ON request.id = (SELECT max(id) FROM "
        "request AS newest WHERE newest.message = message.id) WHERE message.host = ?1 AND NOT " JEDA_COPY_WAITS
        " AND (message.state = ",
        HeldState::held, " OR (message.state IN (", HeldState::released, ", ", HeldState::returned, ", ",
        HeldState::discarded, ") AND message.settled_at >= ?2 AND request.state = ", RequestState::done,
        ")) ORDER BY message.at, message.id");

Task read_task(const Rows& rows) {
  Task task;
  task.message = read_held(rows);
  task.sender = rows.text(held_columns);
  if (!rows.null(held_columns + 1)) task.request = read_request(rows, held_columns + 1);
  return task;
}

std::vector<Task> read_tasks(Rows& rows) {
  std::vector<Task> tasks;
  while (rows.next()) tasks.push_back(read_task(rows));
  return tasks;
}

/// A request that is not done yet, of mail that is still held.
struct Open {
  std::int64_t message = 0;
  QueueRequest request;
};
std::optional<Open> find_open(Connection& connection, std::int64_t request) {
  Statement statement(connection,
                      sql("SELECT " JEDA_REQUEST_COLUMNS ", message.id FROM request JOIN message ON message.id = "
                          "request.message WHERE request.id = ?1 AND request.state < ",
                          RequestState::done, " AND message.state = ", HeldState::held));
  Rows rows = statement.query(request);
  if (!rows.next()) return std::nullopt;
  return Open{rows.number(request_columns), read_request(rows)};
}

void add_agent_entry(Connection& connection, std::int64_t message, Time at, std::string_view what,
                     std::string_view detail) {
  add_entry(connection, Entry{at, std::string(by_agent), std::string(what), {}, std::string(detail), {}}, message);
}

NoticeKind notice_of_return(const QueueRequest& request) {
  return request.by == by_expiry ? NoticeKind::expired : NoticeKind::returned;
}

/// Where nobody is known to be told, the envelope's sender is.
constexpr auto insert_blocked =
    sql("INSERT INTO notice (message, kind, occasion, at, recipient, state, token, who, words, details, original, "
        "attempts, next_try, trouble) SELECT id, ?2, 0, ?3, CASE notify WHEN '' THEN sender ELSE notify END, ",
        NoticeState::blocked,
        ", ?4, ?5, ?6, '{}', ?7, 0, ?3, '' FROM held WHERE id = ?1 AND (notify <> '' OR sender <> '') ON CONFLICT "
        "(message, kind, occasion) DO UPDATE SET at = excluded.at, who = excluded.who, words = excluded.words, "
        "original = excluded.original WHERE notice.state = ",
        NoticeState::blocked);

/// The notice that carries the original is free to go. Where none was kept there is nothing to free.
void free_notice(Connection& connection, std::int64_t message, Time at) {
  Statement(connection, sql("UPDATE notice SET state = ", NoticeState::waiting,
                            ", at = ?2, next_try = ?2 WHERE message = ?1 AND state = ", NoticeState::blocked))
      .run(message, at);
}

bool finish_request(Tables& tables, std::int64_t number, Time at) {
  Connection& connection = tables.connection;
  const auto open = find_open(connection, number);
  if (!open) return false;
  const QueueRequest& request = open->request;
  const HeldState state = state_after(request.kind);
  Statement(connection,
            sql("UPDATE request SET state = ", RequestState::done, ", finished_at = ?2, trouble = '' WHERE id = ?1"))
      .run(number, at);
  if (request.kind == RequestKind::give_back) free_notice(connection, open->message, at);
  if (!settle(tables, open->message, state, at)) return false;
  if (request.kind != RequestKind::give_back && request.by != by_newer) {
    add_notice(connection, open->message, notice_of(state), at, request.by, request.words);
  }
  const Entry entry{at, request.by, std::string(settled_word(state)), {}, request.words, {}};
  add_entry(connection, entry, open->message);
  return true;
}

}  // namespace

Result<std::vector<Task>> SqliteDesk::held_at(std::string_view host, Time settled_since) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_held_at);
    Rows rows = statement.query(host, settled_since);
    return read_tasks(rows);
  });
}

Result<std::vector<Task>> SqliteDesk::due(std::string_view host, Time now, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_due);
    Rows rows = statement.query(host, now, limit);
    return read_tasks(rows);
  });
}

Result<bool> SqliteDesk::begin(std::int64_t request, Time now) {
  return write([&](Tables& tables) {
    const auto open = find_open(tables.connection, request);
    if (!open) return false;
    Statement(tables.connection,
              sql("UPDATE request SET state = ", RequestState::running, ", attempts = attempts + 1 WHERE id = ?1"))
        .run(request);
    if (open->request.state == RequestState::waiting) {
      add_agent_entry(tables.connection, open->message, now, entry_words::begun, to_string(open->request.kind));
    }
    return true;
  });
}

Result<bool> SqliteDesk::keep_original(std::int64_t request, std::string_view original) {
  return write([&](Tables& tables) {
    const auto open = find_open(tables.connection, request);
    if (!open || open->request.kind != RequestKind::give_back) return false;
    const auto token = random_token();
    if (!token) tables.connection.fail(Error::Cause::failed, "the system gives no random bytes");
    return changed(tables.connection, insert_blocked, open->message, static_cast<int>(notice_of_return(open->request)),
                   open->request.at, token.value_or(""), open->request.by, open->request.words, Blob{original});
  });
}

Result<bool> SqliteDesk::finish(std::int64_t request, Time at) {
  return write([&](Tables& tables) { return finish_request(tables, request, at); });
}

Result<bool> SqliteDesk::put_off(std::int64_t request, std::string_view trouble, std::optional<Time> next_try,
                                 Time at) {
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    const auto open = find_open(connection, request);
    if (!open) return false;
    const std::string why = kept_line(trouble);
    if (next_try) {
      return changed(
          connection,
          sql("UPDATE request SET state = ", RequestState::waiting, ", trouble = ?2, next_try = ?3 WHERE id = ?1"),
          request, why, *next_try);
    }
    Statement(connection, sql("UPDATE request SET state = ", RequestState::failed,
                              ", trouble = ?2, finished_at = ?3 WHERE id = ?1"))
        .run(request, why, at);
    end_request(tables, open->message);
    add_agent_entry(connection, open->message, at, entry_words::given_up,
                    fmt::format("{}: {}", to_string(open->request.kind), why));
    return true;
  });
}

Result<bool> SqliteDesk::found(std::string_view reference, HeldState state, Time at, std::string_view detail) {
  const auto id = record_of(reference);
  if (!id || state == HeldState::held || state == HeldState::returned) return false;
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (state_of(connection, *id) != HeldState::held || !settle(tables, *id, state, at)) return false;
    if (state != HeldState::gone) add_notice(connection, *id, notice_of(state), at, by_queue, {});
    const Entry entry{at, std::string(by_queue), std::string(settled_word(state)), {}, std::string(detail), {}};
    add_entry(connection, entry, *id);
    return true;
  });
}

Result<bool> SqliteDesk::adopt(std::string_view reference, std::string_view from, std::string_view to, Time at) {
  const auto id = record_of(reference);
  if (!id) return false;
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (!changed(connection,
                 sql("UPDATE message SET queue_id = ?3 WHERE id = ?1 AND queue_id = ?2 AND state = ", HeldState::held),
                 *id, from, to)) {
      return false;
    }
    add_agent_entry(connection, *id, at, entry_words::second_copy,
                    fmt::format("{} is not in the queue, {} is", kept_line(from), kept_line(to)));
    return true;
  });
}

}  // namespace jeda::store
