#include "store/sqlite_schema.h"

#include <array>

#include <fmt/format.h>

namespace jeda::store {
namespace {

constexpr std::int64_t application_id = 0x6a656461;  // "jeda"; `file` and SQLite's tools show it

/// The log of touches, in the order of the log of each key. A key with '@' is a prospect's address; one without is a
/// company, whose log holds the touches of all its people. `summary` is the fold of the log up to and with its row:
/// always there in a key's newest row, and maybe in others. `record` is the message or the reply behind a touch; they
/// share their numbers.
///
/// `message.key` is set only where the mail went its way or waits on hold, so that refused mail is found neither as the
/// first copy of a retry nor as what a reply answers.
constexpr const char* version_1 = R"sql(
CREATE TABLE touch (
  key TEXT NOT NULL,
  at BIGINT NOT NULL,
  record BIGINT NOT NULL,
  place INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  answer INTEGER NOT NULL,
  salesperson TEXT NOT NULL,
  raw TEXT,
  company TEXT,
  summary BLOB,
  PRIMARY KEY (key, at, record, place)
) WITHOUT ROWID;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  key BIGINT,
  retry TEXT,
  at BIGINT NOT NULL,
  salesperson TEXT NOT NULL,
  verdict INTEGER NOT NULL,
  enforced INTEGER NOT NULL,
  release INTEGER NOT NULL,
  next_allowed BIGINT,
  state INTEGER,
  settled_at BIGINT,
  policy_version TEXT NOT NULL,
  message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  host TEXT NOT NULL,
  rules TEXT NOT NULL,
  findings TEXT NOT NULL,
  advice BLOB,
  recipients BLOB NOT NULL
);
CREATE INDEX message_by_key ON message (key) WHERE key IS NOT NULL;
CREATE INDEX message_by_state ON message (state, at) WHERE state IS NOT NULL;

CREATE TABLE reply (
  id INTEGER PRIMARY KEY,
  key TEXT,
  at BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  known INTEGER NOT NULL,
  recipients BLOB NOT NULL
);
CREATE INDEX reply_by_key ON reply (key) WHERE key IS NOT NULL;
)sql";

/// migrations[n] makes version n + 1 out of version n.
constexpr std::array migrations = {version_1};

void refuse_newer(Connection& connection, std::int64_t version) {
  if (version <= schema_version()) return;
  connection.fail(
      Error::Kind::newer,
      fmt::format("written by a newer jeda (schema {}; this one knows {}): upgrade jeda", version, schema_version()));
}

void refuse_foreign(Connection& connection, std::int64_t version) {
  const bool ours = version > 0 ? connection.number("PRAGMA application_id") == application_id
                                : connection.number("SELECT count(*) FROM sqlite_master") == 0;
  if (connection.ok() && !ours) connection.fail(Error::Kind::corrupt, "a database, but not one of jeda's");
}

void run_migrations(Connection& connection) {
  const std::int64_t version = connection.number("PRAGMA user_version");
  refuse_foreign(connection, version);
  refuse_newer(connection, version);
  for (auto next = static_cast<std::size_t>(version); connection.ok() && next < migrations.size(); ++next) {
    connection.run(migrations[next]);
  }
  connection.run(fmt::format("PRAGMA user_version = {}", schema_version()).c_str());
  connection.run(fmt::format("PRAGMA application_id = {}", application_id).c_str());
}

}  // namespace

int schema_version() { return static_cast<int>(migrations.size()); }

void migrate(Connection& connection) {
  if (connection.number("PRAGMA user_version") == schema_version()) return refuse_foreign(connection, schema_version());
  connection.run("BEGIN IMMEDIATE");
  if (!connection.ok()) return;
  run_migrations(connection);
  connection.run("COMMIT");
  if (connection.ok()) return;
  const Error error = *connection.error();
  connection.clear();
  connection.run("ROLLBACK");
  connection.clear();
  connection.fail(error);
}

void check_version(Connection& connection) {
  const std::int64_t version = connection.number("PRAGMA user_version");
  refuse_foreign(connection, version);
  refuse_newer(connection, version);
  if (connection.ok() && version != schema_version()) {
    connection.fail(Error::Kind::failed, fmt::format("schema {} is older than {}: start jeda-milter, it migrates",
                                                     version, schema_version()));
  }
}

}  // namespace jeda::store
