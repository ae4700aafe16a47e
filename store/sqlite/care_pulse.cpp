// How a store is, without changing anything in it.
#include <sqlite3.h>

#include "store/sqlite/care.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/mark.h"
#include "store/sqlite/schema.h"

namespace jeda::store {
namespace {

using std::chrono::steady_clock;

constexpr int steps_between_looks = 10000;  // of SQLite's machine, at the clock
constexpr int schema_with_agents = 4;
constexpr int schema_with_entries = 3;
constexpr int schema_with_sent = 2;
constexpr int schema_with_identity = 7;

/// The newest mail of each salesperson, by the index: what was recorded while the clock ran ahead is found though more
/// was recorded since.
constexpr const char* newest_sent = R"sql(
WITH RECURSIVE people (name) AS (
  SELECT min(salesperson) FROM sent
  UNION ALL
  SELECT (SELECT min(salesperson) FROM sent WHERE salesperson > name) FROM people WHERE name IS NOT NULL
)
SELECT max((SELECT max(at) FROM sent WHERE salesperson = name)) FROM people WHERE name IS NOT NULL
)sql";

int is_past(void* end) { return steady_clock::now() > *static_cast<steady_clock::time_point*>(end) ? 1 : 0; }

void check_pages(Connection& connection, std::chrono::milliseconds most, Pulse& pulse) {
  auto end = steady_clock::now() + most;
  sqlite3_progress_handler(connection.handle(), steps_between_looks, is_past, &end);
  {
    Statement check(connection, "PRAGMA quick_check(1)");
    Rows rows = check.query();
    if (rows.next()) {
      pulse.sound = rows.text(0) == "ok";
      if (!*pulse.sound) pulse.problem = rows.text(0);
    }
  }
  sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
  if (steady_clock::now() > end && !connection.ok()) {
    pulse.sound.reset();
    connection.clear();
  }
}

void note_newest(Connection& connection, const char* sql, Pulse& pulse) {
  Statement statement(connection, sql);
  Rows rows = statement.query();
  if (!rows.next()) return;
  const auto at = rows.time(0);
  if (at && (!pulse.newest || *at > *pulse.newest)) pulse.newest = at;
}

void read_agents(Connection& connection, Pulse& pulse) {
  Statement statement(connection, "SELECT host, started_at, seen_at, compared_at, trouble FROM agent ORDER BY host");
  Rows rows = statement.query();
  while (rows.next())
    pulse.agents.push_back({std::string(rows.text(0)), rows.time(1).value_or(Time()), rows.time(2).value_or(Time()),
                            rows.time(3), std::string(rows.text(4))});
}

}  // namespace

Result<Pulse> SqliteCare::pulse(std::chrono::milliseconds most) {
  ConnectionOptions options;
  options.path = path_;
  const auto mark = read_mark(path_);
  if (!mark) return tl::unexpected(mark.error());
  auto opened = Connection::open(options);
  if (!opened) return tl::unexpected(opened.error());
  Connection& connection = **opened;
  Pulse pulse;
  pulse.known_schema = schema_version();
  pulse.schema = connection.number("PRAGMA user_version");
  if (connection.ok() && most.count() > 0) check_pages(connection, most, pulse);
  if (pulse.sound == false) return pulse;  // what could be read of it says nothing
  if (connection.ok() && pulse.schema > 0) {
    note_newest(connection, "SELECT at FROM message ORDER BY id DESC LIMIT 1", pulse);
    note_newest(connection, "SELECT at FROM reply ORDER BY id DESC LIMIT 1", pulse);
  }
  if (connection.ok() && pulse.schema >= schema_with_entries)
    note_newest(connection, "SELECT at FROM entry ORDER BY id DESC LIMIT 1", pulse);
  if (connection.ok() && pulse.schema >= schema_with_agents) read_agents(connection, pulse);
  if (connection.ok() && pulse.schema >= schema_with_sent) note_newest(connection, newest_sent, pulse);
  if (connection.ok() && pulse.schema >= schema_with_identity)
    pulse.lost = difference(*mark, read_identity(connection));
  if (!connection.ok()) return tl::unexpected(*connection.error());
  return pulse;
}

}  // namespace jeda::store
