// Taking out what is old, a little at a time.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "store/record/summary.h"
#include "store/sqlite/care.h"
#include "store/sqlite/care_person.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/shared_writer.h"

namespace jeda::store {
namespace {

using policy::TouchKind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds at_once{15};                             // of a transaction: the filter waits for no longer
constexpr milliseconds pause{5};                                // between two, for the filter
constexpr Duration counted_for = std::chrono::hours(24 * 400);  // no window of a rule reaches further back

struct Log {
  std::string key;
  Time oldest;
  Time newest;
};

/// All prospects' logs, oldest and newest touch of each.
Result<std::vector<Log>> read_logs(const std::string& path, Time before, Pruned& pruned) {
  auto connection = Connection::open({path, Access::read});
  if (!connection) return tl::unexpected(connection.error());
  std::vector<Log> quiet;
  {
    Statement select(**connection,
                     "SELECT key, min(at), max(at) FROM touch WHERE instr(key, '@') > 0 GROUP BY key ORDER BY key");
    Rows rows = select.query();
    while (rows.next()) {
      const Log log{std::string(rows.text(0)), from_micros(rows.number(1)), from_micros(rows.number(2))};
      if (log.newest < before) {
        quiet.push_back(log);
      } else {
        pruned.oldest_kept = std::min(pruned.oldest_kept.value_or(log.oldest), log.oldest);
      }
    }
  }
  if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
  return quiet;
}

constexpr auto delete_told =
    sql("DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE message = 0 AND state >= ", NoticeState::sent,
        " AND at < ?1 LIMIT 500)");

/// Refused messages left no touch, nor did held ones that never left; they are found by themselves.
Result<std::vector<std::int64_t>> read_refused(const std::string& path, Time before) {
  auto connection = Connection::open({path, Access::read});
  if (!connection) return tl::unexpected(connection.error());
  std::vector<std::int64_t> refused;
  {
    Statement select(
        **connection,
        sql("SELECT id FROM message WHERE at < ?1 AND ((verdict = ?2 AND enforced = 1 AND state IS NULL) OR "
            "state IN (",
            HeldState::returned, ", ", HeldState::discarded, "))"));
    Rows rows = select.query(before, static_cast<int>(policy::Verdict::reject));
    while (rows.next()) refused.push_back(rows.number(0));
  }
  if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
  return refused;
}

/// One prospect, within a transaction.
class Shortening {
 public:
  Shortening(Tables& tables, const std::string& key, Time before) : tables_(tables), key_(key), before_(before) {}

  void run(Pruned& pruned) {
    const Tail tail = tables_.ledger.tail(key_);
    if (!tail.newest || tail.newest->at >= before_) return;
    read(tail.history);
    if (tables_.waiting.concerns(key_)) {
      ++pruned.waiting;
      return note_kept(pruned, oldest_);
    }
    if (!kept_.empty()) note_kept(pruned, kept_.begin()->at);
    if (kept_.size() == touches_) return;
    ++(kept_.empty() ? pruned.prospects : pruned.shortened);
    if (tail.history.unanswered > 0) ++pruned.unanswered;
    take_out(pruned);
  }

 private:
  /// What a later decision must know: the touch since which nobody may write, and the newest permission.
  void read(const policy::History& history) {
    Statement select(tables_.connection,
                     "SELECT at, record, place, kind FROM touch WHERE key = ?1 ORDER BY at, record, place");
    Rows rows = select.query(key_);
    bool stop_found = false;
    while (rows.next()) {
      const Place place{from_micros(rows.number(0)), rows.number(1), static_cast<int>(rows.number(2))};
      const auto kind = static_cast<TouchKind>(rows.number(3));
      if (touches_++ == 0) oldest_ = place.at;
      const auto& stop = history.do_not_contact;
      const bool stops = !stop_found && stop && kind == stop->why && place.at == stop->since;
      stop_found = stop_found || stops;
      if (stops || (kind == TouchKind::permission_granted && place.at == history.permission_granted))
        kept_.insert(place);
    }
  }

  void take_out(Pruned& pruned) {
    const Who who = find_person(tables_.connection, tables_.people, key_);
    const std::int64_t newest = tables_.records.newest();
    Removal removal(tables_, who);
    removal.log(kept_);
    removal.records();
    keep_newest_number(tables_, newest);
    for (const auto& [table, count] : removal.rows)
      if (count > 0) pruned.rows[table] += count;
  }

  static void note_kept(Pruned& pruned, Time at) { pruned.oldest_kept = std::min(pruned.oldest_kept.value_or(at), at); }

  Tables& tables_;
  const std::string& key_;
  const Time before_;
  std::set<Place> kept_;
  std::size_t touches_ = 0;
  Time oldest_;
};

/// The whole of it: prospects, refused messages, and what else is old.
class Pruning {
 public:
  Pruning(const std::string& path, Time before, Time now, bool really, const Told& told)
      : path_(path),
        before_(before),
        counted_(std::min(before, now - counted_for)),
        really_(really),
        told_(told),
        writer_(path, {}) {}

  Result<Pruned> run() {
    auto logs = read_logs(path_, before_, pruned_);
    if (!logs) return tl::unexpected(logs.error());
    auto refused = read_refused(path_, before_);
    if (!refused) return tl::unexpected(refused.error());
    total_ = static_cast<std::int64_t>(logs->size() + refused->size());
    auto error = in_small_steps(logs->size(), [&](Tables& tables, std::size_t i, Pruned& pruned) {
      Shortening(tables, (*logs)[i].key, before_).run(pruned);
    });
    if (!error) {
      error = in_small_steps(refused->size(), [&](Tables& tables, std::size_t i, Pruned& pruned) {
        take_out_refused(tables, (*refused)[i], pruned);
      });
    }
    if (!error) error = take_out_rest();
    if (error) return tl::unexpected(std::move(*error));
    return std::move(pruned_);
  }

 private:
  /// Calls step(tables, i, pruned) for each i, as many in a transaction as there is time for.
  template <typename Step>
  std::optional<Error> in_small_steps(std::size_t count, Step step) {
    for (std::size_t next = 0; next < count;) {
      Pruned so_far;
      std::size_t end = next;
      const auto work = [&](Tables& tables) {
        so_far = pruned_;
        const auto deadline = steady_clock::now() + at_once;
        for (end = next; end < count && (end == next || steady_clock::now() < deadline); ++end)
          step(tables, end, so_far);
        return true;
      };
      const auto done = really_ ? writer_.write(work) : writer_.try_out(work);
      if (!done) return done.error();
      pruned_ = std::move(so_far);
      done_ += static_cast<std::int64_t>(end - next);
      next = end;
      if (told_) told_(done_, total_);
      std::this_thread::sleep_for(pause);
    }
    return std::nullopt;
  }

  static void take_out_refused(Tables& tables, std::int64_t id, Pruned& pruned) {
    const std::int64_t newest = tables.records.newest();
    const auto rows = drop_message(tables, id);
    for (const auto& [table, count] : rows)
      if (count > 0) pruned.rows[table] += count;
    keep_newest_number(tables, newest);
  }

  std::optional<Error> take_out_rest() {
    struct Old {
      const char* table;
      const char* sql;
      Time before;
    };
    const Old olds[] = {
        {"notice", delete_told, before_},
        {"sent",
         "DELETE FROM sent WHERE (salesperson, at, record, place) IN (SELECT salesperson, at, record, place FROM sent "
         "WHERE at < ?1 LIMIT 500)",
         counted_},
        {"override_used",
         "DELETE FROM override_used WHERE (salesperson, at, record) IN (SELECT salesperson, at, record FROM "
         "override_used WHERE at < ?1 LIMIT 500)",
         counted_}};
    for (const Old& old : olds) {
      for (std::int64_t gone = 1; gone > 0;) {
        const auto work = [&](Tables& tables) {
          Statement(tables.connection, old.sql).run(old.before);
          return static_cast<std::int64_t>(changes(tables.connection));
        };
        const auto done = really_ ? writer_.write(work) : writer_.try_out(work);
        if (!done) return done.error();
        gone = *done;
        if (gone > 0) pruned_.rows[old.table] += gone;
        if (!really_) break;
        std::this_thread::sleep_for(pause);
      }
    }
    return std::nullopt;
  }

  const std::string& path_;
  const Time before_;
  const Time counted_;
  const bool really_;
  const Told& told_;
  SharedWriter writer_;
  Pruned pruned_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace

Result<Pruned> SqliteCare::plan_pruning(Time before, const Told& told) {
  return Pruning(path_, before, before + counted_for, false, told).run();
}

Result<Pruned> SqliteCare::prune(Time before, Time now, const Told& told) {
  return Pruning(path_, before, now, true, told).run();
}

Result<std::int64_t> SqliteCare::vacuum() {
  SharedWriter writer(path_, {});
  auto done = writer.run([](Connection& connection) {
    sqlite3_busy_timeout(connection.handle(), 10'000);
    connection.run("VACUUM");
    sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  std::error_code error;
  return static_cast<std::int64_t>(std::filesystem::file_size(path_, error));
}

}  // namespace jeda::store
