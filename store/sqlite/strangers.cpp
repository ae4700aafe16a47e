#include "store/sqlite/strangers.h"

#include <algorithm>

#include "store/record/crediting.h"
#include "store/record/summary.h"

namespace jeda::store {
namespace {

constexpr Duration kept_days = std::chrono::hours(24 * 30);

}  // namespace

Strangers::Strangers(Connection& connection)
    : find_(connection, "SELECT bytes FROM stranger_day WHERE day = ?1"),
      count_(connection,
             "INSERT INTO stranger_day (day, bytes, refused) VALUES (?1, ?2, ?3) ON CONFLICT (day) DO UPDATE SET "
             "bytes = stranger_day.bytes + ?2, refused = stranger_day.refused + ?3"),
      prune_(connection, "DELETE FROM stranger_day WHERE day < ?1"),
      newest_(connection, "SELECT day, bytes, refused FROM stranger_day ORDER BY day DESC LIMIT ?1") {}

bool Strangers::admit(Time at, std::int64_t bytes, std::size_t daily) {
  const Time day = day_of(at);
  std::int64_t kept = 0;
  bool begun = false;
  {
    Rows rows = find_.query(day);
    begun = rows.next();
    if (begun) kept = rows.number(0);
  }
  const bool admitted = daily == 0 || kept + bytes <= static_cast<std::int64_t>(daily);
  count_.run(day, admitted ? bytes : std::int64_t{0}, admitted ? 0 : 1);
  if (!begun) prune_.run(day - kept_days);
  return admitted;
}

void Strangers::give_back(Time at, std::int64_t bytes) { count_.run(day_of(at), -bytes, 0); }

std::vector<StrangersDay> Strangers::days(int limit) {
  std::vector<StrangersDay> days;
  Rows rows = newest_.query(std::max(limit, 0));
  while (rows.next()) days.push_back({from_micros(rows.number(0)), rows.number(1), rows.number(2)});
  return days;
}

}  // namespace jeda::store
