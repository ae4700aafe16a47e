// What a clock that ran ahead left in the store.
#include <fmt/format.h>

#include "base/moments.h"
#include "store/sqlite/care.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/folding.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/shared_writer.h"

namespace jeda::store {
namespace {

constexpr std::string_view set_back_word = "clock set back";

constexpr const char* select_ahead_touches =
    "SELECT key, at, kind, salesperson, raw FROM touch WHERE at > ?1 AND instr(key, '@') > 0 ORDER BY key, at, record";

/// What is dated by the clock that the daemons have. The record of who did what is never changed; a login from then is
/// no login. Each change takes both moments, now and the one to date it.
struct Dated {
  const char* table;
  const char* count;
  const char* set_back;
};
constexpr Dated dated[] = {
    {"touch", "SELECT count(*) FROM touch WHERE at > ?1", "UPDATE touch SET at = ?2 WHERE at > ?1"},
    {"message", "SELECT count(*) FROM message WHERE at > ?1 OR settled_at > ?1",
     "UPDATE message SET next_allowed = CASE WHEN at > ?1 AND next_allowed > ?2 THEN ?2 ELSE next_allowed END, "
     "at = min(at, ?2), settled_at = min(settled_at, ?2) WHERE at > ?1 OR settled_at > ?1"},
    {"reply", "SELECT count(*) FROM reply WHERE at > ?1", "UPDATE reply SET at = ?2 WHERE at > ?1"},
    {"sent", "SELECT count(*) FROM sent WHERE at > ?1", "UPDATE sent SET at = ?2 WHERE at > ?1"},
    {"override_used", "SELECT count(*) FROM override_used WHERE at > ?1",
     "UPDATE override_used SET at = ?2 WHERE at > ?1"},
    {"held", "SELECT count(*) FROM held WHERE reminded_at > ?1 OR left_at > ?1 OR next_try > ?1 + 86400000000",
     "UPDATE held SET reminded_at = min(reminded_at, ?2), next_try = min(next_try, ?2), left_at = CASE WHEN left_at > "
     "?1 "
     "THEN ?2 ELSE left_at END WHERE reminded_at > ?1 OR left_at > ?1 OR next_try > ?1 + 86400000000"},
    {"request", "SELECT count(*) FROM request WHERE at > ?1",
     "UPDATE request SET at = ?2, next_try = min(next_try, ?2) WHERE at > ?1"},
    {"notice", "SELECT count(*) FROM notice WHERE at > ?1",
     "UPDATE notice SET at = ?2, next_try = min(next_try, ?2), claimed_at = min(claimed_at, ?2) WHERE at > ?1"},
    {"forgotten", "SELECT count(*) FROM forgotten WHERE at > ?1", "UPDATE forgotten SET at = ?2 WHERE at > ?1"},
    {"web_session", "SELECT count(*) FROM web_session WHERE created_at > ?1 OR used_at > ?1",
     "DELETE FROM web_session WHERE (created_at > ?1 OR used_at > ?1) AND ?2 <= ?1"}};

LoggedTouch touch_of(const Rows& rows) {
  LoggedTouch logged;
  logged.prospect = rows.text(0);
  logged.touch.at = rows.time(1).value_or(Time());
  logged.touch.kind = static_cast<policy::TouchKind>(rows.number(2));
  logged.touch.salesperson = rows.text(3);
  logged.raw = rows.null(4) ? logged.prospect : rows.text(4);
  return logged;
}

Ahead read_ahead(Connection& connection, Time now, int limit) {
  Ahead ahead;
  {
    Statement select(connection, select_ahead_touches);
    Rows rows = select.query(now);
    std::string prospect;
    while (rows.next()) {
      LoggedTouch logged = touch_of(rows);
      ++ahead.touches;
      if (logged.prospect != prospect) ++ahead.prospects;
      prospect = logged.prospect;
      if (!ahead.newest || logged.touch.at > *ahead.newest) ahead.newest = logged.touch.at;
      if (std::ssize(ahead.first) < limit) ahead.first.push_back(std::move(logged));
    }
  }
  for (const Dated& one : dated) {
    Statement count(connection, one.count);
    Rows rows = count.query(now);
    if (rows.next() && rows.number(0) > 0) ahead.rows[one.table] = rows.number(0);
  }
  return ahead;
}

}  // namespace

Result<Ahead> SqliteCare::ahead(Time now, int limit) {
  auto connection = Connection::open({path_, Access::read});
  if (!connection) return tl::unexpected(connection.error());
  (*connection)->run("BEGIN");
  check_version(**connection);
  Ahead ahead = read_ahead(**connection, now, limit);
  if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
  return ahead;
}

Result<Ahead> SqliteCare::set_back(Time now, Time to, int limit, const std::string& by) {
  SharedWriter writer(path_, {});
  return writer.write([&](Tables& tables) {
    Ahead ahead = read_ahead(tables.connection, now, limit);
    if (ahead.rows.empty()) return ahead;
    for (const Dated& one : dated) Statement(tables.connection, one.set_back).run(now, to);
    fold_anew(tables.connection);
    add_entry(tables.connection,
              Entry{now,
                    by,
                    std::string(set_back_word),
                    {},
                    fmt::format("{} touches dated {}", ahead.touches, rfc3339(to, nullptr)),
                    {}},
              0);
    return ahead;
  });
}

}  // namespace jeda::store
