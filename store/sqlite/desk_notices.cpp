// What people are told by mail.
#include <fmt/format.h>

#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr auto select_notices =
    sql("SELECT id, kind, message, at, recipient, token, who, words, details, original, attempts, "
        "offered_at, claimed_at FROM notice WHERE state IN (",
        NoticeState::waiting, ", ", NoticeState::sending,
        ") AND next_try <= ?1 AND (offered_at IS NULL OR claimed_at IS NOT NULL OR offered_at <= ?2) ORDER BY "
        "next_try, id LIMIT ?3");

Notice::Standing standing_of(bool offered, bool claimed) {
  if (claimed) return Notice::Standing::passed;
  return offered ? Notice::Standing::untold : Notice::Standing::due;
}

Notice read_notice(const Rows& rows) {
  Notice notice;
  notice.id = rows.number(0);
  notice.kind = static_cast<NoticeKind>(rows.number(1));
  if (rows.number(2) != 0) notice.reference = reference_of(rows.number(2));
  notice.at = *rows.time(3);
  notice.to = rows.text(4);
  notice.token = rows.text(5);
  notice.by = rows.text(6);
  notice.words = rows.text(7);
  notice.details = rows.text(8);
  notice.original = rows.text(9);
  notice.attempts = static_cast<int>(rows.number(10));
  notice.standing = standing_of(!rows.null(11), !rows.null(12));
  return notice;
}

void add_failure(Connection& connection, std::int64_t notice, const std::string& why, Time at) {
  Statement statement(connection, "SELECT message, kind FROM notice WHERE id = ?1");
  std::int64_t message = 0;
  NoticeKind kind = NoticeKind::held;
  {
    Rows rows = statement.query(notice);
    if (!rows.next()) return;
    message = rows.number(0);
    kind = static_cast<NoticeKind>(rows.number(1));
  }
  const std::string detail = fmt::format("{}: {}", to_string(kind), why);
  add_entry(connection, Entry{at, std::string(by_agent), std::string(entry_words::notice_failed), {}, detail, {}},
            message);
}

}  // namespace

Result<std::vector<Notice>> SqliteDesk::notices(Time now, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_notices);
    Rows rows = statement.query(now, now - untold_for, limit);
    std::vector<Notice> notices;
    while (rows.next()) notices.push_back(read_notice(rows));
    return notices;
  });
}

/// `finished_at` is when the newest attempt began, until it is finished.
Result<bool> SqliteDesk::sending(std::int64_t notice, Time now) {
  return write([&](Tables& tables) {
    return changed(tables.connection,
                   sql("UPDATE notice SET state = ", NoticeState::sending,
                       ", attempts = attempts + 1, finished_at = ?2 WHERE id = ?1 AND state IN (", NoticeState::waiting,
                       ", ", NoticeState::sending, ")"),
                   notice, now);
  });
}

Result<bool> SqliteDesk::offered(std::int64_t notice, Time at) {
  return write([&](Tables& tables) {
    return changed(tables.connection,
                   sql("UPDATE notice SET offered_at = ?2 WHERE id = ?1 AND state = ", NoticeState::sending), notice,
                   at);
  });
}

Result<bool> SqliteDesk::sent(std::int64_t notice, Time at) {
  return write([&](Tables& tables) {
    return changed(tables.connection,
                   sql("UPDATE notice SET state = ", NoticeState::sent,
                       ", finished_at = ?2, trouble = '', original = NULL WHERE id = ?1 AND state IN (",
                       NoticeState::waiting, ", ", NoticeState::sending, ")"),
                   notice, at);
  });
}

Result<bool> SqliteDesk::not_sent(std::int64_t notice, std::string_view trouble, std::optional<Time> next_try) {
  const std::string why = kept_line(trouble);
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (next_try) {
      return changed(connection,
                     sql("UPDATE notice SET state = ", NoticeState::waiting,
                         ", offered_at = NULL, claimed_at = NULL, finished_at = NULL, trouble = ?2, next_try = ?3 "
                         "WHERE id = ?1 AND state IN (",
                         NoticeState::waiting, ", ", NoticeState::sending, ")"),
                     notice, why, *next_try);
    }
    Time at;
    {
      Statement statement(connection, "SELECT coalesce(finished_at, next_try) FROM notice WHERE id = ?1");
      Rows rows = statement.query(notice);
      if (rows.next()) at = *rows.time(0);
    }
    if (!changed(connection,
                 sql("UPDATE notice SET state = ", NoticeState::given_up,
                     ", claimed_at = NULL, finished_at = ?3, trouble = ?2 WHERE id = ?1 AND state IN (",
                     NoticeState::waiting, ", ", NoticeState::sending, ")"),
                 notice, why, at)) {
      return false;
    }
    add_failure(connection, notice, why, at);
    return true;
  });
}

Result<std::optional<Desk::NoticeClaim>> SqliteDesk::claim_notice(std::string_view token, Time at) {
  return write([&](Tables& tables) -> std::optional<NoticeClaim> {
    Connection& connection = tables.connection;
    NoticeClaim claim;
    claim.first =
        changed(connection, "UPDATE notice SET claimed_at = ?2 WHERE token = ?1 AND claimed_at IS NULL", token, at);
    Statement statement(connection, "SELECT message FROM notice WHERE token = ?1");
    Rows rows = statement.query(token);
    if (!rows.next()) return std::nullopt;
    if (rows.number(0) != 0) claim.reference = reference_of(rows.number(0));
    return claim;
  });
}

/// A copy without the filter goes to its own salesperson alone, so that it may be given again whenever it was offered.
Result<int> SqliteDesk::filter_says(Time since, Time now) {
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    Statement(connection, sql("UPDATE notice SET offered_at = NULL WHERE state < ", NoticeState::sent,
                              " AND offered_at BETWEEN ?1 AND ?2 AND claimed_at IS NULL"))
        .run(since, now - passes_within);
    const int notices = changes(connection);
    Statement(connection,
              "UPDATE held SET offered_at = NULL WHERE token IS NOT NULL AND original IS NOT NULL AND offered_at <= ?1 "
              "AND EXISTS (SELECT 1 FROM message WHERE message.id = held.id AND queue_id = '')")
        .run(now - passes_within);
    return notices + changes(connection);
  });
}

}  // namespace jeda::store
