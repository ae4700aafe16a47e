#include "store/sqlite/schema.h"

#include <array>

#include <fmt/format.h>

#include "store/desk.h"
#include "store/record/states.h"
#include "store/sqlite/folding.h"

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

/// `touch.details` is what pack_details() makes. Rows of companies have none, and hold only what in_company_log() says.
///
/// `event` numbers the touches that come of neither a message nor a reply; `key` finds one that is told again.
///
/// `prospect`: what was told of one, and which addresses are another one's: those have a `person`, and no facts. All
/// logs stand under the person's key.
///
/// `sent`: mail by salesperson, one row a touch of theirs with the same record and place. `counted` is 0 where held
/// mail was returned or discarded.
constexpr const char* version_2 = R"sql(
ALTER TABLE touch ADD COLUMN details BLOB;
CREATE INDEX touch_wish ON touch (at) WHERE kind = 24;

ALTER TABLE message ADD COLUMN override_reason TEXT;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL
);
CREATE INDEX event_by_key ON event (key);

CREATE TABLE prospect (
  key TEXT NOT NULL,
  person TEXT,
  facts BLOB,
  PRIMARY KEY (key)
) WITHOUT ROWID;
CREATE INDEX prospect_by_person ON prospect (person) WHERE person IS NOT NULL;

CREATE TABLE turn (
  team TEXT NOT NULL,
  next BIGINT NOT NULL,
  PRIMARY KEY (team)
) WITHOUT ROWID;

CREATE TABLE sent (
  salesperson TEXT NOT NULL,
  at BIGINT NOT NULL,
  record BIGINT NOT NULL,
  place INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  prospect TEXT NOT NULL,
  sketch BLOB,
  PRIMARY KEY (salesperson, at, record, place)
) WITHOUT ROWID;

CREATE TABLE override_used (
  salesperson TEXT NOT NULL,
  at BIGINT NOT NULL,
  record BIGINT NOT NULL,
  PRIMARY KEY (salesperson, at, record)
) WITHOUT ROWID;
)sql";
static_assert(number_of(policy::TouchKind::opt_out_wish) == 24);

/// `held`: what is kept of a held message beside its row in `message`, of the same number. Where its recipients were
/// judged apart, `whole` is the message that the others got, and `original` what the MTA is still to be given under
/// `token`.
///
/// `request`: what a reviewer wants done to the MTA's queue. `entry`: who did what; nothing in it is ever changed.
///
/// `notice`: what people are told by mail; `occasion` tells apart several of a kind about one mail.
constexpr const char* version_3 = R"sql(
CREATE TABLE held (
  id BIGINT NOT NULL,
  sender TEXT NOT NULL,
  notify TEXT NOT NULL,
  headers TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  outgoing BLOB,
  reminded_at BIGINT,
  whole BIGINT,
  original BLOB,
  token TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try BIGINT,
  trouble TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);
INSERT INTO held (id, sender, notify, headers, excerpt)
  SELECT id, '', '', '', '' FROM message WHERE state IS NOT NULL;
CREATE UNIQUE INDEX held_by_token ON held (token) WHERE token IS NOT NULL;

CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  message BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  words TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_try BIGINT NOT NULL,
  trouble TEXT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX request_by_message ON request (message);
CREATE UNIQUE INDEX request_open ON request (message) WHERE state < 2;

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  message BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  occasion BIGINT NOT NULL,
  at BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  state INTEGER NOT NULL,
  token TEXT NOT NULL,
  claimed_at BIGINT,
  who TEXT NOT NULL,
  words TEXT NOT NULL,
  details TEXT NOT NULL,
  original BLOB,
  attempts INTEGER NOT NULL,
  next_try BIGINT NOT NULL,
  trouble TEXT NOT NULL,
  finished_at BIGINT
);
CREATE UNIQUE INDEX notice_once ON notice (message, kind, occasion);
CREATE UNIQUE INDEX notice_by_token ON notice (token);
CREATE INDEX notice_due ON notice (next_try) WHERE state < 3;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  message BIGINT,
  detail TEXT NOT NULL,
  client TEXT NOT NULL
);
CREATE INDEX entry_by_message ON entry (message) WHERE message IS NOT NULL;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the record is never deleted from'); END;

CREATE TABLE account (
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  role INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE web_session (
  token_hash TEXT NOT NULL,
  account TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash)
);
)sql";

static_assert(number_of(RequestState::done) == 2 && number_of(NoticeState::sent) == 3);

/// Agents that look after queues, as they were last seen; and addresses that were erased on request but must not be
/// written to, as hex HMAC-SHA256 under the key in the file beside the store.
constexpr const char* version_4 = R"sql(
CREATE TABLE agent (
  host TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  compared_at BIGINT,
  trouble TEXT NOT NULL,
  PRIMARY KEY (host)
);

CREATE TABLE forgotten (
  digest TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (digest)
);
)sql";

/// Wishes in doubt are listed too, and what did not arrive.
constexpr const char* version_5 = R"sql(
DROP INDEX touch_wish;
CREATE INDEX touch_wish ON touch (at) WHERE kind IN (24, 29);
CREATE INDEX touch_soft ON touch (at) WHERE kind = 22;
CREATE INDEX touch_dead ON touch (at) WHERE kind = 23;
)sql";
static_assert(number_of(policy::TouchKind::doubtful_wish) == 29 && number_of(policy::TouchKind::soft_bounce) == 22 &&
              number_of(policy::TouchKind::hard_bounce) == 23);

/// An override is used up once for each prospect. `exact` tells a retry from another message under its Message-ID;
/// `copies`: how often it was offered again and counted as one.
constexpr const char* version_6 = R"sql(
ALTER TABLE message ADD COLUMN exact TEXT;
ALTER TABLE message ADD COLUMN copies INTEGER NOT NULL DEFAULT 0;
ALTER TABLE override_used ADD COLUMN prospects INTEGER NOT NULL DEFAULT 1;
)sql";

/// When the newest try of a notice, or of a copy, was about to end its message: from then on the MTA may have it. What
/// the web page signs cookies with. Which store this is, one row; Mark and Identity say what of it is compared with the
/// file beside it. `seal`: mail::pack() of what was held. And
/// `stranger_day`: what was kept on a day (its beginning, UTC) of mail from whom we do not know, and of what is not
/// believed, which is listed.
constexpr const char* version_7 = R"sql(
ALTER TABLE message ADD COLUMN seal BLOB;
ALTER TABLE notice ADD COLUMN offered_at BIGINT;
ALTER TABLE held ADD COLUMN offered_at BIGINT;
CREATE TABLE web_secret (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);
CREATE TABLE identity (
  id TEXT NOT NULL,
  commits BIGINT NOT NULL,
  copied_at BIGINT
);
INSERT INTO identity (id, commits) VALUES (lower(hex(randomblob(16))), 0);
CREATE TABLE stranger_day (
  day BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  PRIMARY KEY (day)
) WITHOUT ROWID;
CREATE INDEX touch_unverified ON touch (at) WHERE kind = 31;
)sql";
static_assert(number_of(policy::TouchKind::unverified) == 31);

/// Mail on hold is in no log. `held_for`: whom it is for, by the person's key, and as Waiting::Standing says how it
/// stands with their log. Of `held`: `left_at`, from when on it is a contact; `imprint`, pack_details() of what later
/// mail is compared with; `counts`, in `sent`, once it goes; `fingerprint` of its text. What was gone counted as if it
/// had been sent, and still does. The index on `touch`: whom a salesperson had to do with.
/// `source`: the message whole, for reviewers, where `preview` keeps it. Of what is settled all that reviewers could
/// see is dropped after a while; `held_seen` finds what still has some.
constexpr const char* version_8 = R"sql(
CREATE TABLE held_for (
  key TEXT NOT NULL,
  message BIGINT NOT NULL,
  standing INTEGER NOT NULL,
  PRIMARY KEY (key, message)
) WITHOUT ROWID;
CREATE INDEX held_for_message ON held_for (message);
CREATE INDEX held_for_waiting ON held_for (key, message) WHERE standing = 1;
ALTER TABLE held ADD COLUMN left_at BIGINT;
ALTER TABLE held ADD COLUMN imprint BLOB;
ALTER TABLE held ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE held ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';

CREATE TEMP TABLE was_held AS SELECT key, at, record, place, kind, details FROM touch WHERE kind IN (1, 3);
CREATE INDEX temp.was_held_record ON was_held (record);
INSERT INTO held_for (key, message, standing)
  SELECT DISTINCT was_held.key, was_held.record, CASE message.state WHEN 0 THEN 1 WHEN 4 THEN 2 ELSE 0 END
  FROM was_held JOIN message ON message.id = was_held.record
  WHERE instr(was_held.key, '@') > 0 AND message.state IN (0, 2, 3, 4);
UPDATE held SET imprint = (SELECT details FROM was_held WHERE was_held.record = held.id AND instr(key, '@') > 0 LIMIT 1)
  WHERE id IN (SELECT record FROM was_held);
UPDATE held SET left_at = (SELECT at FROM message WHERE message.id = held.id)
  WHERE id IN (SELECT id FROM message WHERE state = 4);
UPDATE held SET left_at = (SELECT settled_at FROM message WHERE message.id = held.id)
  WHERE id IN (SELECT id FROM message WHERE state = 1);
UPDATE touch SET kind = 0 WHERE kind = 1 AND record IN (SELECT id FROM message WHERE state = 4);
DELETE FROM touch WHERE kind IN (1, 3);
DELETE FROM sent WHERE counted = 0 OR record IN (SELECT id FROM message WHERE state = 0);
DELETE FROM override_used WHERE record IN (SELECT id FROM message WHERE state = 0);
ALTER TABLE sent DROP COLUMN counted;
DROP TABLE was_held;

ALTER TABLE held ADD COLUMN source BLOB;
CREATE INDEX held_seen ON held (id) WHERE headers <> '' OR excerpt <> '' OR source IS NOT NULL;
CREATE INDEX touch_by_salesperson ON touch (salesperson, at, kind) WHERE kind IN (0, 2, 4, 5, 6, 7);
)sql";
static_assert(number_of(policy::TouchKind::contact) == 0 && number_of(policy::TouchKind::reply) == 2 &&
              number_of(policy::TouchKind::call) == 4 && number_of(policy::TouchKind::sms) == 7);

struct Migration {
  const char* sql;
  void (*then)(Connection&);
};

/// The form of the summaries changed, or what a touch does to them.
void fold_all(Connection& connection) { fold_anew(connection); }

/// migrations[n] makes version n + 1 out of version n.
constexpr std::array migrations = {Migration{version_1, nullptr},  Migration{version_2, fold_all},
                                   Migration{version_3, nullptr},  Migration{version_4, nullptr},
                                   Migration{version_5, fold_all}, Migration{version_6, nullptr},
                                   Migration{version_7, nullptr},  Migration{version_8, fold_all}};

void refuse_newer(Connection& connection, std::int64_t version) {
  if (version <= schema_version()) return;
  connection.fail(
      Error::Cause::newer,
      fmt::format("written by a newer jeda (schema {}; this one knows {}): upgrade jeda", version, schema_version()));
}

bool is_empty(Connection& connection) { return connection.number("SELECT count(*) FROM sqlite_master") == 0; }

void refuse_foreign(Connection& connection, std::int64_t version, IfEmpty if_empty) {
  const bool ours = connection.number("PRAGMA application_id") == application_id;
  if (version > 0 && ours) return;
  const bool empty = version == 0 && is_empty(connection);
  if (!connection.ok() || (empty && if_empty == IfEmpty::make)) return;
  connection.fail(empty ? Error::Cause::missing : Error::Cause::corrupt,
                  empty ? "it is empty: no store was made there, or it was lost" : "a database, but not one of jeda's");
}

void run_migrations(Connection& connection, IfEmpty if_empty) {
  refuse_strangers(connection, if_empty);
  const std::int64_t version = connection.number("PRAGMA user_version");
  for (auto next = static_cast<std::size_t>(version); connection.ok() && next < migrations.size(); ++next) {
    connection.run(migrations[next].sql);
    if (migrations[next].then != nullptr) migrations[next].then(connection);
  }
  connection.run(fmt::format("PRAGMA user_version = {}", schema_version()).c_str());
  connection.run(fmt::format("PRAGMA application_id = {}", application_id).c_str());
}

}  // namespace

int schema_version() { return static_cast<int>(migrations.size()); }

const char* schema_sql(int version) { return migrations[static_cast<std::size_t>(version) - 1].sql; }

void refuse_strangers(Connection& connection, IfEmpty if_empty) {
  const std::int64_t version = connection.number("PRAGMA user_version");
  refuse_foreign(connection, version, if_empty);
  refuse_newer(connection, version);
}

void migrate(Connection& connection, IfEmpty if_empty) {
  if (connection.number("PRAGMA user_version") == schema_version()) return refuse_strangers(connection, if_empty);
  connection.run("BEGIN IMMEDIATE");
  if (!connection.ok()) return;
  run_migrations(connection, if_empty);
  connection.run("COMMIT");
  if (connection.ok()) return;
  const Error error = *connection.error();
  connection.clear();
  connection.run("ROLLBACK");
  connection.clear();
  connection.fail(error);
}

void check_version(Connection& connection) {
  refuse_strangers(connection, IfEmpty::refuse);
  const std::int64_t version = connection.number("PRAGMA user_version");
  if (connection.ok() && version != schema_version()) {
    connection.fail(Error::Cause::failed, fmt::format("schema {} is older than {}: start jeda-milter, it migrates",
                                                      version, schema_version()));
  }
}

}  // namespace jeda::store
