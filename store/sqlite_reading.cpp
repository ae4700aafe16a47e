#include "store/sqlite_reading.h"

#include <algorithm>

#include "store/reference.h"
#include "store/sqlite_schema.h"
#include "store/summary.h"

namespace jeda::store {
namespace {

constexpr std::size_t idle_connections = 2;

constexpr const char* select_touches =
    "SELECT touch.at, touch.kind, touch.answer, touch.salesperson, touch.raw, touch.record, message.subject, "
    "message.rules FROM touch LEFT JOIN message ON message.id = touch.record "
    "WHERE touch.key = ?1 ORDER BY touch.at DESC, touch.record DESC, touch.place DESC LIMIT ?2";

#define JEDA_HELD_COLUMNS                                                                                             \
  "SELECT id, state, at, settled_at, salesperson, recipients, subject, message_id, queue_id, host, rules, findings, " \
  "release, next_allowed, policy_version, advice FROM message "
constexpr const char* select_held = JEDA_HELD_COLUMNS "WHERE state = ?1 ORDER BY at, id LIMIT ?2";
constexpr const char* select_held_message = JEDA_HELD_COLUMNS "WHERE id = ?1 AND state IS NOT NULL";
#undef JEDA_HELD_COLUMNS

// What companies' logs hold and their people's logs do not, and the other way round.
constexpr const char* count_strays =
    "SELECT count(*) FROM (SELECT key, at, record, place, kind, answer, salesperson FROM touch WHERE key NOT LIKE "
    "'%@%' "
    "EXCEPT SELECT company, at, record, place, kind, answer, salesperson FROM touch WHERE company IS NOT NULL) AS a";
constexpr const char* count_missing =
    "SELECT count(*) FROM (SELECT company, at, record, place, kind, answer, salesperson FROM touch WHERE company IS "
    "NOT "
    "NULL EXCEPT SELECT key, at, record, place, kind, answer, salesperson FROM touch WHERE key NOT LIKE '%@%') AS a";

/// A write-ahead log that is not there must be made, even to read.
Error explain(Error error, const std::string& path) {
  if (error.kind == Error::Kind::missing && !identify(path + "-wal")) {
    error.message += "; jeda-milter is not running, and reading then needs a writable directory";
  }
  return error;
}

}  // namespace

Result<std::unique_ptr<Questions>> Questions::open(const std::string& path, const std::string& vfs) {
  ConnectionOptions options;
  options.path = path;
  options.vfs = vfs;
  auto connection = Connection::open(options);
  if (!connection) return tl::unexpected(connection.error());
  (*connection)->run("PRAGMA query_only = ON; PRAGMA cache_size = -1024");
  check_version(**connection);
  std::unique_ptr<Questions> questions(new Questions(std::move(*connection)));
  if (const auto& error = questions->connection().error()) return tl::unexpected(explain(*error, path));
  questions->connection().remember_files();
  return questions;
}

Questions::Questions(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      ledger_(*connection_),
      touches_(*connection_, select_touches),
      held_(*connection_, select_held),
      held_message_(*connection_, select_held_message) {}

policy::ProspectHistory Questions::history(const policy::Recipient& prospect) {
  policy::ProspectHistory history;
  connection_->run("BEGIN");  // both logs at one moment
  history.prospect = ledger_.tail(prospect.key).history;
  if (!prospect.company.empty()) history.company = ledger_.tail(prospect.company).history.people;
  connection_->run("COMMIT");
  return history;
}

std::vector<LoggedTouch> Questions::touches(std::string_view key, int limit) {
  std::vector<LoggedTouch> touches;
  Rows rows = touches_.query(key, std::max(limit, 0));
  while (rows.next()) {
    LoggedTouch logged;
    logged.touch = {from_micros(rows.number(0)),
                    static_cast<policy::TouchKind>(rows.number(1)),
                    std::string(rows.text(3)),
                    rows.number(2) != 0,
                    {}};
    if (logged.touch.kind != policy::TouchKind::reply) logged.touch.reference = reference_of(rows.number(5));
    logged.prospect = key;
    logged.raw = rows.null(4) ? key : rows.text(4);
    logged.subject = rows.text(6);
    logged.rules = rows.text(7);
    touches.push_back(std::move(logged));
  }
  std::reverse(touches.begin(), touches.end());
  return touches;
}

HeldMessage Questions::read_held(const Rows& rows) {
  HeldMessage message;
  message.reference = reference_of(rows.number(0));
  message.state = static_cast<HeldState>(rows.number(1));
  message.held_at = from_micros(rows.number(2));
  message.settled_at = rows.time(3);
  message.salesperson = rows.text(4);
  message.recipients = unpack_recipients(rows.text(5)).value_or(std::vector<policy::Recipient>());
  for (policy::Recipient& recipient : message.recipients) recipient.company.clear();
  message.subject = rows.text(6);
  message.message_id = rows.text(7);
  message.queue_id = rows.text(8);
  message.host = rows.text(9);
  message.rules = rows.text(10);
  message.findings = rows.text(11);
  message.release = static_cast<policy::Release>(rows.number(12));
  message.next_allowed = rows.time(13);
  message.policy_version = rows.text(14);
  if (!rows.null(15)) message.advice = unpack_texts(rows.text(15)).value_or(std::vector<std::string>());
  return message;
}

std::vector<HeldMessage> Questions::held(HeldState state, int limit) {
  std::vector<HeldMessage> messages;
  Rows rows = held_.query(static_cast<int>(state), std::max(limit, 0));
  while (rows.next()) messages.push_back(read_held(rows));
  return messages;
}

std::optional<HeldMessage> Questions::held_message(std::string_view reference) {
  const auto record = record_of(reference);
  if (!record) return std::nullopt;
  Rows rows = held_message_.query(*record);
  if (!rows.next()) return std::nullopt;
  return read_held(rows);
}

int Questions::count_wrong_summaries() {
  Statement all(*connection_,
                "SELECT key, at, kind, answer, salesperson, summary FROM touch ORDER BY key, at, record, place");
  Rows rows = all.query();
  int wrong = 0;
  bool summarised = true;  // the newest row so far carries its summary
  std::string key;
  policy::History folded;
  while (rows.next()) {
    if (rows.text(0) != key) {
      wrong += summarised ? 0 : 1;
      key = rows.text(0);
      folded = {};
    }
    policy::apply(folded, {from_micros(rows.number(1)),
                           static_cast<policy::TouchKind>(rows.number(2)),
                           std::string(rows.text(4)),
                           rows.number(3) != 0,
                           {}});
    summarised = !rows.null(5);
    if (summarised && unpack_history(rows.text(5)) != folded) ++wrong;
  }
  return wrong + (summarised ? 0 : 1);
}

int Questions::count_divergences() {
  connection_->run("BEGIN");
  const std::int64_t strays = connection_->number(count_strays) + connection_->number(count_missing);
  const int wrong = count_wrong_summaries();
  connection_->run("COMMIT");
  return wrong + static_cast<int>(strays);
}

Result<std::unique_ptr<Questions>> SqliteReader::take() {
  std::vector<std::unique_ptr<Questions>> outdated;
  {
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
      auto questions = std::move(idle_.back());
      idle_.pop_back();
      if (!questions->connection().moved()) return questions;
      outdated.push_back(std::move(questions));
    }
  }
  return Questions::open(path_, vfs_);
}

void SqliteReader::give_back(std::unique_ptr<Questions> questions) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < idle_connections) idle_.push_back(std::move(questions));
}

template <typename Ask>
auto SqliteReader::ask(Ask&& ask) -> Result<decltype(ask(std::declval<Questions&>()))> {
  auto questions = take();
  if (!questions) return tl::unexpected(questions.error());
  auto answer = ask(**questions);
  if (const auto& error = (*questions)->connection().error()) return tl::unexpected(*error);
  give_back(std::move(*questions));
  return answer;
}

Result<policy::ProspectHistory> SqliteReader::history(const policy::Recipient& prospect) {
  return ask([&](Questions& questions) { return questions.history(prospect); });
}

Result<std::vector<LoggedTouch>> SqliteReader::touches(std::string_view key, int limit) {
  return ask([&](Questions& questions) { return questions.touches(key, limit); });
}

Result<std::vector<HeldMessage>> SqliteReader::held(HeldState state, int limit) {
  return ask([&](Questions& questions) { return questions.held(state, limit); });
}

Result<std::optional<HeldMessage>> SqliteReader::held_message(std::string_view reference) {
  return ask([&](Questions& questions) { return questions.held_message(reference); });
}

Result<int> SqliteReader::count_divergences() {
  return ask([](Questions& questions) { return questions.count_divergences(); });
}

std::optional<Error> SqliteReader::check() {
  auto questions = take();
  if (!questions) return questions.error();
  give_back(std::move(*questions));
  return std::nullopt;
}

}  // namespace jeda::store
