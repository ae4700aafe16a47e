// The agents that look after queues, as they were last seen.
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr const char* upsert_agent =
    "INSERT INTO agent (host, started_at, seen_at, compared_at, trouble) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT "
    "(host) DO UPDATE SET started_at = excluded.started_at, seen_at = excluded.seen_at, compared_at = "
    "excluded.compared_at, trouble = excluded.trouble";

}  // namespace

Result<bool> SqliteDesk::put_agent(const AgentSign& sign) {
  return write([&](Tables& tables) {
    return changed(tables.connection, upsert_agent, sign.host, sign.started_at, sign.seen_at, sign.compared_at,
                   kept_line(sign.trouble));
  });
}

Result<std::vector<AgentSign>> SqliteDesk::agents() {
  return read([](Connection& connection) {
    Statement statement(connection, "SELECT host, started_at, seen_at, compared_at, trouble FROM agent ORDER BY host");
    Rows rows = statement.query();
    std::vector<AgentSign> agents;
    while (rows.next())
      agents.push_back(
          {std::string(rows.text(0)), *rows.time(1), *rows.time(2), rows.time(3), std::string(rows.text(4))});
    return agents;
  });
}

}  // namespace jeda::store
