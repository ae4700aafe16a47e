// How much waits, for those who watch over it.
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr const char* select_on_hold = "SELECT count(*), min(at) FROM message WHERE state = 0";

constexpr const char* count_failed =
    "SELECT count(*) FROM message WHERE state = 0 AND (SELECT state FROM request WHERE request.message = message.id "
    "ORDER BY request.id DESC LIMIT 1) = 3";

}  // namespace

Result<DeskFigures> SqliteDesk::figures() {
  return read([](Connection& connection) {
    DeskFigures figures;
    {
      Statement statement(connection, select_on_hold);
      Rows rows = statement.query();
      if (rows.next()) {
        figures.held = static_cast<int>(rows.number(0));
        figures.oldest_held = rows.time(1);
      }
    }
    const auto count = [&](const char* sql) { return static_cast<int>(connection.number(sql)); };
    figures.gone = count("SELECT count(*) FROM message WHERE state = 4");
    figures.requests_waiting = count("SELECT count(*) FROM request WHERE state < 2");
    figures.requests_failed = count(count_failed);
    figures.notices_waiting = count("SELECT count(*) FROM notice WHERE state < 3 AND state IN (1, 2)");
    return figures;
  });
}

}  // namespace jeda::store
