// How much waits, for those who watch over it.
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr auto select_on_hold = sql("SELECT count(*), min(at) FROM message WHERE state = ", HeldState::held);

constexpr auto count_failed =
    sql("SELECT count(*) FROM message WHERE state = ", HeldState::held,
        " AND (SELECT state FROM request WHERE request.message = message.id ORDER BY request.id DESC LIMIT 1) = ",
        RequestState::failed);

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
    figures.gone = count(sql("SELECT count(*) FROM message WHERE state = ", HeldState::gone));
    figures.requests_waiting = count(sql("SELECT count(*) FROM request WHERE state < ", RequestState::done));
    figures.requests_failed = count(count_failed);
    figures.notices_waiting = count(sql("SELECT count(*) FROM notice WHERE state < ", NoticeState::sent,
                                        " AND state IN (", NoticeState::waiting, ", ", NoticeState::sending, ")"));
    return figures;
  });
}

}  // namespace jeda::store
