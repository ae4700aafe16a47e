#include "store/sqlite/reading.h"

#include <algorithm>

#include "store/record/details.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/folding.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/waiting.h"

namespace jeda::store {
namespace {

constexpr std::size_t idle_connections = 2;

#define JEDA_TOUCH_COLUMNS                                                                                            \
  "SELECT touch.key, touch.at, touch.kind, touch.answer, touch.salesperson, touch.raw, touch.record, touch.details, " \
  "message.subject, message.rules, message.override_reason FROM touch LEFT JOIN message ON message.id = touch.record "
constexpr const char* select_touches =
    JEDA_TOUCH_COLUMNS "WHERE touch.key = ?1 ORDER BY touch.at DESC, touch.record DESC, touch.place DESC LIMIT ?2";
constexpr auto select_wishes = sql(JEDA_TOUCH_COLUMNS "WHERE touch.kind IN (", policy::TouchKind::opt_out_wish, ", ",
                                   policy::TouchKind::doubtful_wish, ") ORDER BY touch.at, touch.record, touch.place");
constexpr auto select_dead = sql(JEDA_TOUCH_COLUMNS "WHERE touch.kind = ", policy::TouchKind::hard_bounce,
                                 " ORDER BY touch.at, touch.record, touch.place");
constexpr auto select_soft = sql(JEDA_TOUCH_COLUMNS "WHERE touch.kind = ", policy::TouchKind::soft_bounce,
                                 " ORDER BY touch.at DESC, touch.record DESC, touch.place DESC");
constexpr auto select_unverified = sql(JEDA_TOUCH_COLUMNS "WHERE touch.kind = ", policy::TouchKind::unverified,
                                       " ORDER BY touch.at DESC, touch.record DESC, touch.place DESC LIMIT ?1");
#undef JEDA_TOUCH_COLUMNS

/// Mail to a person that waits on hold, or never left it.
constexpr auto select_holds =
    sql("SELECT message.at, message.salesperson, message.id, message.state, message.subject, message.rules, "
        "message.recipients FROM held_for JOIN message ON message.id = held_for.message WHERE held_for.key = ?1 AND "
        "held_for.standing <> ",
        Waiting::Standing::leaves, " ORDER BY message.at DESC, message.id DESC LIMIT ?2");

constexpr auto select_unlikely =
    sql("SELECT key FROM touch WHERE kind = ", policy::TouchKind::contact,
        " AND at > ?1 AND key LIKE '%@%' GROUP BY key HAVING count(DISTINCT salesperson) >= ?2 ORDER BY key");

/// What the index touch_by_salesperson holds.
#define JEDA_OF_SALESPERSON "salesperson = ?1 AND at > ?2 AND kind IN (0, 2, 4, 5, 6, 7)"
constexpr const char* select_prospects_of = "SELECT key, max(at) AS newest FROM touch WHERE " JEDA_OF_SALESPERSON
                                            " AND key LIKE '%@%' GROUP BY key ORDER BY newest DESC, key LIMIT ?3";
constexpr const char* select_newest_of =
    "SELECT raw, company FROM touch WHERE key = ?1 ORDER BY at DESC, record DESC, place DESC LIMIT 1";
constexpr auto select_tagged_of =
    sql("SELECT at, id, subject, recipients, findings FROM message WHERE id IN (SELECT record FROM touch "
        "WHERE " JEDA_OF_SALESPERSON " AND kind = ",
        policy::TouchKind::contact, ") AND state IS NULL AND rules <> '' ORDER BY at DESC, id DESC LIMIT ?3");
#undef JEDA_OF_SALESPERSON

constexpr const char* select_held =
    "SELECT " JEDA_HELD_COLUMNS " FROM message WHERE state = ?1 ORDER BY at, id LIMIT ?2";
constexpr const char* select_held_message =
    "SELECT " JEDA_HELD_COLUMNS " FROM message WHERE id = ?1 AND state IS NOT NULL";

// What companies' logs hold and their people's logs do not, and the other way round. A mail to one person under
// addresses at two companies is one touch of the person's, and one of each company's: strays are told by all but these.
constexpr const char* count_strays =
    "SELECT count(*) FROM (SELECT at, record, kind, answer, salesperson FROM touch WHERE key NOT LIKE '%@%' "
    "EXCEPT SELECT at, record, kind, answer, salesperson FROM touch WHERE company IS NOT NULL) AS a";
constexpr const char* count_missing =
    "SELECT count(*) FROM (SELECT company, at, record, place, kind, answer, salesperson FROM touch WHERE company IS "
    "NOT NULL EXCEPT SELECT key, at, record, place, kind, answer, salesperson FROM touch WHERE key NOT LIKE '%@%') AS "
    "a";

/// Has a message of ours behind it, whose number is the touch's reference.
/// A write-ahead log that is not there must be made, even to read.
Error explain(Error error, const std::string& path) {
  if (error.cause == Error::Cause::missing && !identify(path + "-wal")) {
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
      people_(*connection_),
      senders_(*connection_),
      forgotten_(*connection_),
      strangers_(*connection_),
      touches_(*connection_, select_touches),
      holds_(*connection_, select_holds),
      wishes_(*connection_, select_wishes),
      dead_(*connection_, select_dead),
      soft_(*connection_, select_soft),
      unverified_(*connection_, select_unverified),
      unlikely_(*connection_, select_unlikely),
      prospects_of_(*connection_, select_prospects_of),
      newest_of_(*connection_, select_newest_of),
      tagged_of_(*connection_, select_tagged_of),
      held_(*connection_, select_held),
      held_message_(*connection_, select_held_message) {}

policy::ProspectHistory Questions::history(const policy::Recipient& prospect) {
  policy::ProspectHistory history;
  connection_->run("BEGIN");  // both logs at one moment
  Person person = people_.behind(prospect.key);
  history.prospect = ledger_.tail(person.key).history;
  forgotten_.refresh();
  forgotten_.put_into(history.prospect, prospect.key);
  history.facts = std::move(person.facts);
  if (!prospect.company.empty()) history.company = ledger_.tail(prospect.company).history.people;
  connection_->run("COMMIT");
  return history;
}

LoggedTouch Questions::read_touch(const Rows& rows) {
  LoggedTouch logged;
  logged.prospect = rows.text(0);
  policy::Touch& touch = logged.touch;
  touch.at = from_micros(rows.number(1));
  touch.kind = static_cast<policy::TouchKind>(rows.number(2));
  touch.answer = rows.number(3) != 0;
  touch.salesperson = rows.text(4);
  if (policy::is_mail(touch.kind)) touch.reference = reference_of(rows.number(6));
  if (!unpack_details(rows.text(7), touch.imprint, touch.details)) {
    connection_->fail(Error::Cause::corrupt, "the details of a touch cannot be read");
  }
  logged.raw = rows.null(5) ? logged.prospect : rows.text(5);
  logged.subject = rows.text(8);
  logged.rules = rows.text(9);
  logged.override_reason = rows.text(10);
  return logged;
}

std::vector<LoggedTouch> Questions::touches(std::string_view key, int limit) {
  std::vector<LoggedTouch> touches;
  connection_->run("BEGIN");
  {
    const std::string person = people_.behind(std::string(key)).key;
    Rows rows = touches_.query(person, std::max(limit, 0));
    while (rows.next()) touches.push_back(read_touch(rows));
    std::reverse(touches.begin(), touches.end());
    const std::ptrdiff_t logged = std::ssize(touches);
    Rows holds = holds_.query(person, std::max(limit, 0));
    while (holds.next()) touches.push_back(read_hold(person, holds));
    std::reverse(touches.begin() + logged, touches.end());
  }
  connection_->run("COMMIT");
  std::stable_sort(touches.begin(), touches.end(),
                   [](const auto& one, const auto& other) { return one.touch.at < other.touch.at; });
  if (std::ssize(touches) > limit) touches.erase(touches.begin(), touches.end() - std::max(limit, 0));
  return touches;
}

LoggedTouch Questions::read_hold(const std::string& person, const Rows& rows) {
  LoggedTouch logged;
  logged.prospect = logged.raw = person;
  logged.touch.at = from_micros(rows.number(0));
  logged.touch.salesperson = rows.text(1);
  logged.touch.reference = reference_of(rows.number(2));
  logged.hold = static_cast<HeldState>(rows.number(3));
  logged.subject = rows.text(4);
  logged.rules = rows.text(5);
  const auto recipients = unpack_recipients(rows.text(6)).value_or(std::vector<policy::Recipient>());
  const auto theirs = std::find_if(recipients.begin(), recipients.end(), [&](const policy::Recipient& one) {
    return one.key == person || people_.behind(one.key).key == person;
  });
  if (theirs != recipients.end()) logged.raw = theirs->raw;
  return logged;
}

std::optional<ProspectRecord> Questions::prospect(std::string_view key) {
  connection_->run("BEGIN");
  auto record = people_.record(std::string(key));
  connection_->run("COMMIT");
  return record;
}

bool Questions::forgotten(std::string_view key) {
  forgotten_.refresh();
  return forgotten_.since(std::string(key)).has_value();
}

policy::SenderHistory Questions::sender_history(std::string_view salesperson, const policy::SenderWindows& windows,
                                                Time now) {
  return senders_.history(salesperson, windows, now);
}

/// The touch that made it stand is at the moment since when it stands.
std::vector<LoggedTouch> Questions::standing(Statement& touches, int limit) {
  std::vector<LoggedTouch> standing;
  std::set<std::string> listed;
  connection_->run("BEGIN");
  {
    Rows rows = touches.query();
    while (std::ssize(standing) < limit && rows.next()) {
      const std::string key(rows.text(0));
      const policy::DoNotContact stop{static_cast<policy::TouchKind>(rows.number(2)), from_micros(rows.number(1))};
      if (ledger_.tail(key).history.do_not_contact != stop || !listed.insert(key).second) continue;
      standing.push_back(read_touch(rows));
    }
  }
  connection_->run("COMMIT");
  return standing;
}

std::vector<LoggedTouch> Questions::open_wishes(int limit) { return standing(wishes_, limit); }

std::vector<LoggedTouch> Questions::dead(int limit) { return standing(dead_, limit); }

std::vector<Bouncing> Questions::bouncing(int least, int limit) {
  std::vector<Bouncing> bouncing;
  std::set<std::string> seen;
  connection_->run("BEGIN");
  {
    Rows rows = soft_.query();
    while (std::ssize(bouncing) < limit && rows.next()) {
      const std::string key(rows.text(0));
      if (!seen.insert(key).second) continue;
      const int in_a_row = ledger_.tail(key).history.soft_bounces;
      if (in_a_row > 0 && in_a_row >= least) bouncing.push_back({read_touch(rows), in_a_row});
    }
  }
  connection_->run("COMMIT");
  return bouncing;
}

std::vector<LoggedTouch> Questions::unverified(int limit) {
  std::vector<LoggedTouch> touches;
  Rows rows = unverified_.query(std::max(limit, 0));
  while (rows.next()) touches.push_back(read_touch(rows));
  return touches;
}

std::vector<StrangersDay> Questions::strangers(int limit) { return strangers_.days(limit); }

std::vector<Unlikely> Questions::unlikely(Time now, int limit) {
  std::vector<Unlikely> found;
  connection_->run("BEGIN");
  {
    Rows rows = unlikely_.query(to_micros(now - policy::many_salespeople_within), policy::many_salespeople);
    while (rows.next()) {
      std::string key(rows.text(0));
      const int writers = policy::writers_without_reply(ledger_.tail(key).history, now);
      if (writers > 0) found.push_back({std::move(key), writers});
    }
  }
  connection_->run("COMMIT");
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.writers > b.writers; });
  if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(std::max(limit, 0)));
  return found;
}

std::vector<policy::Recipient> Questions::prospects_of(std::string_view salesperson, Time since, int limit) {
  std::vector<policy::Recipient> prospects;
  connection_->run("BEGIN");
  {
    Rows rows = prospects_of_.query(salesperson, since, std::max(limit, 0));
    while (rows.next()) {
      policy::Recipient prospect{std::string(rows.text(0)), std::string(rows.text(0)), ""};
      Rows newest = newest_of_.query(prospect.key);
      if (!newest.next()) continue;
      if (!newest.null(0)) prospect.raw = newest.text(0);
      if (!newest.null(1)) prospect.company = newest.text(1);
      prospects.push_back(std::move(prospect));
    }
  }
  connection_->run("COMMIT");
  return prospects;
}

std::vector<TaggedMail> Questions::tagged_of(std::string_view salesperson, Time since, int limit) {
  std::vector<TaggedMail> tagged;
  Rows rows = tagged_of_.query(salesperson, since, std::max(limit, 0));
  while (rows.next()) {
    TaggedMail mail{from_micros(rows.number(0)),
                    reference_of(rows.number(1)),
                    std::string(rows.text(2)),
                    {},
                    std::string(rows.text(4))};
    mail.recipients = unpack_recipients(rows.text(3)).value_or(std::vector<policy::Recipient>());
    for (policy::Recipient& recipient : mail.recipients) recipient.company.clear();
    tagged.push_back(std::move(mail));
  }
  return tagged;
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

int Questions::count_divergences() {
  connection_->run("BEGIN");
  const std::int64_t strays = connection_->number(count_strays) + connection_->number(count_missing);
  const int wrong = count_wrong_summaries(*connection_);
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
  if (!questions->connection().file_was_writable()) return;
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

Result<std::optional<ProspectRecord>> SqliteReader::prospect(std::string_view key) {
  return ask([&](Questions& questions) { return questions.prospect(key); });
}

Result<bool> SqliteReader::forgotten(std::string_view key) {
  return ask([&](Questions& questions) { return questions.forgotten(key); });
}

Result<policy::SenderHistory> SqliteReader::sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                                           Time now) {
  return ask([&](Questions& questions) { return questions.sender_history(salesperson, windows, now); });
}

Result<std::vector<LoggedTouch>> SqliteReader::open_wishes(int limit) {
  return ask([&](Questions& questions) { return questions.open_wishes(limit); });
}

Result<std::vector<LoggedTouch>> SqliteReader::dead(int limit) {
  return ask([&](Questions& questions) { return questions.dead(limit); });
}

Result<std::vector<Bouncing>> SqliteReader::bouncing(int least, int limit) {
  return ask([&](Questions& questions) { return questions.bouncing(least, limit); });
}

Result<std::vector<LoggedTouch>> SqliteReader::unverified(int limit) {
  return ask([&](Questions& questions) { return questions.unverified(limit); });
}

Result<std::vector<StrangersDay>> SqliteReader::strangers(int limit) {
  return ask([&](Questions& questions) { return questions.strangers(limit); });
}

Result<std::vector<Unlikely>> SqliteReader::unlikely(Time now, int limit) {
  return ask([&](Questions& questions) { return questions.unlikely(now, limit); });
}

Result<std::vector<policy::Recipient>> SqliteReader::prospects_of(std::string_view salesperson, Time since, int limit) {
  return ask([&](Questions& questions) { return questions.prospects_of(salesperson, since, limit); });
}

Result<std::vector<TaggedMail>> SqliteReader::tagged_of(std::string_view salesperson, Time since, int limit) {
  return ask([&](Questions& questions) { return questions.tagged_of(salesperson, since, limit); });
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
