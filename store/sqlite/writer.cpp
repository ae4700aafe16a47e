#include "store/sqlite/writer.h"

#include <date/date.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "store/sqlite/desk_rows.h"
#include "store/sqlite/log_file.h"
#include "store/sqlite/log_index.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sharing.h"

namespace jeda::store {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view restored_word = "store restored";

int note_log_pages(void* target, sqlite3*, const char*, int pages) {
  *static_cast<int*>(target) = pages;
  return SQLITE_OK;
}

/// The page size holds for a new database only. Small pages: a decision changes few bytes in three or four of them, and
/// the log gets whole pages.
constexpr const char* settings = R"sql(
PRAGMA page_size = 2048;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -8192;
PRAGMA temp_store = MEMORY;
)sql";

/// Beyond where checkpoints begin, so that the log seldom grows.
constexpr std::size_t log_room = 32 * 1024 * 1024;

constexpr auto failure_is_news = std::chrono::minutes(1);

void make_room(Connection& connection) {
  connection.run("BEGIN IMMEDIATE");
  if (!connection.ok()) return;
  make_log_room(connection.path() + "-wal", log_room);
  connection.run("ROLLBACK");
}

/// A restored copy becomes the store; gives what is to be told of that. The record says so, too.
std::string take_copy(Connection& connection, const std::string& wrong, Time copied_at) {
  const auto at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const std::string lacks = wrong.empty() ? "what was recorded since is not in it" : wrong;
  const std::string news = fmt::format("the copy of {}, put in the store's place: {}",
                                       date::format("%FT%TZ", date::floor<std::chrono::seconds>(copied_at)), lacks);
  connection.run("BEGIN IMMEDIATE");
  const Mark now = become_another(connection);
  if (connection.ok()) add_entry(connection, Entry{at, "jeda", std::string(restored_word), {}, news, {}}, 0);
  connection.run("COMMIT");
  if (!connection.ok()) return "";
  if (auto error = write_mark(connection.path(), now)) connection.fail(std::move(*error));
  return fmt::format("{} is {}", connection.path(), news);
}

/// Makes the mark that is not there. A store that has recorded something had one: gives what is to be told of that.
std::string make_mark(Connection& connection, const Mark& mark) {
  struct stat status {};
  const bool owner = ::stat(connection.path().c_str(), &status) == 0 && status.st_uid == ::geteuid();
  if (owner || ::geteuid() == 0) write_mark(connection.path(), mark);  // fails, and is made at the next opening
  if (mark.commits == 0) return "";
  return fmt::format("{}: there was no mark beside it: whether all that was recorded is in it, nobody can say",
                     connection.path());
}

/// Fails with `lost` where what was recorded is not in the database. Gives what is to be told.
std::string compare(Connection& connection, const std::optional<Mark>& mark, bool take_copies) {
  const Identity identity = read_identity(connection);
  if (!connection.ok()) return "";
  const std::string wrong = difference(mark, identity);
  if (identity.copied_at && take_copies) return take_copy(connection, wrong, *identity.copied_at);
  if (!wrong.empty()) {
    connection.fail({Error::Cause::lost,
                     fmt::format("{}: {}; put the right one back, or `jeda store adopt` takes this one for the store",
                                 connection.path(), wrong)});
    return "";
  }
  return mark ? "" : make_mark(connection, identity.mark);
}

}  // namespace

int busy_milliseconds(const SqliteOptions& options) {
  return static_cast<int>(std::clamp<milliseconds::rep>(options.deadline.count() / 4, 1, 200));
}

/// The mark is read before the database is: that may be ahead of it by then, never behind.
Result<std::unique_ptr<Database>> Database::open(const std::string& path, const std::string& vfs, int busy_milliseconds,
                                                 Opening opening) {
  const auto mark = read_mark(path);
  if (!mark) return tl::unexpected(mark.error());
  const bool makes = opening.make && !*mark && (identify(path) || !was_here(path));
  auto connection = Connection::open({path, Access::write, makes, busy_milliseconds, vfs});
  if (!connection) return tl::unexpected(connection.error());
  const IfEmpty if_empty = makes ? IfEmpty::make : IfEmpty::refuse;
  refuse_strangers(**connection, if_empty);  // before anything is written to them
  (*connection)->run(settings);
  migrate(**connection, if_empty);
  std::string news = compare(**connection, *mark, opening.take_copies);
  make_room(**connection);
  share(path);
  std::unique_ptr<Database> database(new Database(std::move(*connection)));
  if (const auto& error = database->connection().error()) return tl::unexpected(*error);
  database->news_ = std::move(news);
  database->connection().remember_files();
  return database;
}

void Database::tell(Watcher* watcher) const {
  if (watcher != nullptr && !news_.empty()) watcher->noticed(news_);
}

std::optional<Error> Database::moved() {
  auto error = connection_->moved();
  if (!error) return std::nullopt;
  if (!connection_->only_log_moved()) return error;
  if (save_log(*connection_)) {
    error->message += "; all that it held is in the database now";
  } else if (log_is_indexed(*connection_)) {
    error->cause = Error::Cause::busy;
  }
  return error;
}

Database::Database(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      tables_(*connection_),
      begin_(*connection_, "BEGIN IMMEDIATE"),
      commit_(*connection_, "COMMIT"),
      select_data_version_(*connection_, "PRAGMA data_version"),
      count_(*connection_, "UPDATE identity SET commits = commits + 1 RETURNING commits"),
      mark_(connection_->path(), read_identity(*connection_).mark.id) {
  data_version_ = data_version();
  sqlite3_wal_hook(connection_->handle(), note_log_pages, &log_pages_);
}

std::int64_t Database::data_version() {
  Rows rows = select_data_version_.query();
  return rows.next() ? rows.number(0) : 0;
}

void Database::begin() {
  begin_.run();
  check_log();
  const std::int64_t version = data_version();
  if (version != data_version_) {
    tables_.senders.forget();
    tables_.forgotten.refresh();
  }
  data_version_ = version;
}

void Database::check_log() {
  const auto& error = connection_->error();
  if (error && (error->cause == Error::Cause::busy || error->cause == Error::Cause::full)) return;
  if (log_is_indexed(*connection_)) return;
  void_index(*connection_);
  connection_->fail({Error::Cause::lost,
                     connection_->path() + ": its write-ahead log, or the index of it, was changed while in use"});
}

/// Counts itself: see mark.h.
void Database::commit() {
  std::int64_t commits = 0;
  {
    Rows rows = count_.query();
    while (rows.next()) commits = rows.number(0);
  }
  commit_.run();
  if (connection_->ok()) mark_.note(commits);
}

void Database::roll_back() {
  connection_->clear();
  if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->run("ROLLBACK");
  connection_->clear();
  tables_.senders.forget();
  tables_.forgotten.refresh();
}

Writer::Writer(std::string path, SqliteOptions options, std::unique_ptr<Database> opened)
    : path_(std::move(path)),
      options_(std::move(options)),
      busy_milliseconds_(busy_milliseconds(options_)),
      database_(std::move(opened)),
      seen_(database_ != nullptr),
      checkpointer_(path_, options_.vfs),
      thread_([this] { work(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
}

std::optional<Error> Writer::perform(const std::shared_ptr<Request>& request) {
  const Moment now = std::chrono::steady_clock::now();
  const Moment deadline = now + options_.deadline;
  auto ticket = std::make_shared<Ticket>();
  ticket->request = request;
  ticket->since = now;
  std::unique_lock lock(mutex_);
  if (auto refusal = refuse(lock, *request, now)) return refusal;
  queue_.push_back(ticket);
  const bool first = queue_.size() == 1;
  lock.unlock();  // a thread woken to a mutex that is held sleeps again
  if (first) work_.notify_one();
  lock.lock();
  if (ticket->changed.wait_until(lock, deadline, [&] { return ticket->done; })) return ticket->error;
  return leave(lock, ticket);
}

/// A batch that hangs in its transaction counts though all its callers have left. One that waits for the lock does not:
/// that may be free the next moment, and is for the next decision to try.
std::optional<Writer::Moment> Writer::oldest() const {
  for (const auto& ticket : running_) {
    if (begun_ || !ticket->abandoned) return ticket->since;
  }
  return queue_.empty() ? std::nullopt : std::optional(queue_.front()->since);
}

bool Writer::is_late(Moment since, Moment now) const {
  return options_.overload_after > milliseconds(0) && now - since >= options_.overload_after;
}

/// Why the request is not let in; the lock is given back then. What does not decide (a reply that came) waits in any
/// case for as long as there is room: refused, it would be lost.
std::optional<Error> Writer::refuse(std::unique_lock<std::mutex>& lock, const Request& request, Moment now) {
  const auto since = oldest();
  if (!since) return std::nullopt;
  const std::size_t waiting = queue_.size() + running_.size();
  const bool full = waiting >= options_.most_waiting;
  const bool late = is_late(*since, now);
  if (!full && !(request.judges() && (late || overloaded_))) return std::nullopt;
  const bool begins = !overloaded_;
  if (begins) {
    overloaded_ = true;
    overloaded_since_ = now;
    refused_ = 0;
  }
  ++refused_;
  lock.unlock();
  if (begins && options_.watcher != nullptr) options_.watcher->overload_began(waiting, now - *since);
  const auto age = std::chrono::duration_cast<milliseconds>(now - *since).count();
  return Error{Error::Cause::overload,
               path_ + ": " + std::to_string(waiting) + " wait, the oldest for " + std::to_string(age) + " ms"};
}

/// Overload ends with a batch that was answered while nobody has waited too long any more.
void Writer::finish_batch() {
  const Moment now = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  running_.clear();
  const auto since = oldest();
  if (!overloaded_ || locked_out_ || (since && is_late(*since, now))) return;
  overloaded_ = false;
  const std::uint64_t refused = refused_;
  const auto lasted = now - overloaded_since_;
  lock.unlock();
  if (options_.watcher != nullptr) options_.watcher->overload_ended(refused, lasted);
}

Load Writer::load() {
  const Moment now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  const auto since = oldest();
  Load load{queue_.size() + running_.size(), since ? now - *since : Moment::duration(0), overloaded_, {}};
  if (failure_ && now - failed_at_ < failure_is_news) load.failing = failure_;
  return load;
}

void Writer::note_failure(const Error& error) {
  const std::lock_guard lock(mutex_);
  failure_ = error;
  failed_at_ = std::chrono::steady_clock::now();
}

std::optional<Error> Writer::leave(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Ticket>& ticket) {
  ticket->leaving = true;
  ticket->changed.wait(lock, [&] { return ticket->done || (!ticket->judging && !ticket->committing); });
  if (ticket->done) return ticket->error;
  ticket->abandoned = true;
  if (ticket->queued) std::erase(queue_, ticket);
  if (obstacle_) return obstacle_;
  return Error{Error::Cause::timeout,
               path_ + ": no answer within " + std::to_string(options_.deadline.count()) + " ms"};
}

void Writer::work() {
  while (true) {
    Batch batch = take_batch();
    if (batch.empty()) return;
    run_batch(std::move(batch));
    finish_batch();
  }
}

Writer::Batch Writer::take_batch() {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  Batch batch(queue_.begin(), queue_.end());
  queue_.clear();
  for (const auto& ticket : batch) ticket->queued = false;
  running_ = batch;
  begun_ = false;
  return batch;
}

void Writer::run_batch(Batch batch) {
  while (!batch.empty()) {
    if (const auto error = begin()) {
      if (error->cause == Error::Cause::busy) return wait_for_lock(batch, *error);
      note_unlocked();
      note_failure(*error);
      return answer_with(batch, *error);
    }
    note_unlocked();
    note_begun();
    const Moment begun = std::chrono::steady_clock::now();
    if (run_requests(batch) == Ending::commit) return commit(batch, begun);
  }
}

std::optional<Error> Writer::begin() {
  if (auto error = ensure_open()) return error;
  if (auto error = undo_abandoned()) return error;
  return begin_transaction();
}

std::optional<Error> Writer::ensure_open() {
  if (database_) {
    const auto moved = database_->moved();
    if (!moved) return std::nullopt;
    if (moved->cause != Error::Cause::busy) database_.reset();
    return moved;
  }
  auto opened = Database::open(path_, options_.vfs, busy_milliseconds_, seen_ ? Opening{} : first_opening(options_));
  if (!opened) return opened.error();
  (*opened)->tell(options_.watcher);
  database_ = std::move(*opened);
  seen_ = true;
  return std::nullopt;
}

std::optional<Error> Writer::begin_transaction() {
  Connection& connection = database_->connection();
  database_->begin();
  Tables& tables = database_->tables();
  tables.newest_record = tables.records.newest();
  if (connection.ok()) return std::nullopt;
  const Error error = *connection.error();
  database_->roll_back();
  close_after(error);
  return error;
}

void Writer::close_after(const Error& error) {
  if (error.cause != Error::Cause::busy && error.cause != Error::Cause::full) database_.reset();
}

/// `again`: the transaction was rolled back, and the batch shrank.
Writer::Ending Writer::run_requests(Batch& batch) {
  Connection& connection = database_->connection();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    run_request(*batch[i], database_->tables());
    if (connection.ok()) continue;
    const Error error = *connection.error();
    const bool local = connection.error_is_local();
    database_->roll_back();
    if (local) {
      answer_with({batch[i]}, error);
      batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      close_after(error);
      note_failure(error);
      answer_with(batch, error);
      batch.clear();
    }
    return Ending::again;
  }
  if (!drop_abandoned(batch)) return Ending::commit;
  database_->roll_back();
  return Ending::again;
}

void Writer::run_request(Ticket& ticket, Tables& tables) {
  Request& request = *ticket.request;
  request.read(tables);
  if (!tables.connection.ok()) return;
  if (request.judges()) {
    if (!enter_judge(ticket)) return;
    request.judge();
    leave_judge(ticket);
  }
  if (!request.error()) request.record(tables);
}

bool Writer::enter_judge(Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  ticket.judging = !ticket.abandoned;
  return ticket.judging;
}

void Writer::leave_judge(Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  ticket.judging = false;
  if (ticket.leaving) ticket.changed.notify_one();
}

/// True: the batch shrank. False: all still wait, and whoever leaves from now on finds the commit running.
bool Writer::drop_abandoned(Batch& batch) {
  const std::lock_guard lock(mutex_);
  if (std::erase_if(batch, [](const auto& ticket) { return ticket->abandoned; }) > 0) return true;
  for (const auto& ticket : batch) ticket->committing = ticket->request->is_final();
  return false;
}

void Writer::note_unlocked() {
  if (!locked_out_) return;
  locked_out_ = false;
  const std::lock_guard lock(mutex_);
  obstacle_.reset();
}

void Writer::note_begun() {
  const std::lock_guard lock(mutex_);
  begun_ = true;
}

/// Another process holds the write lock. Callers wait in the queue again and leave at their deadlines.
void Writer::wait_for_lock(const Batch& batch, const Error& error) {
  locked_out_ = true;
  note_failure(error);
  std::unique_lock lock(mutex_);
  obstacle_ = error;
  running_.clear();
  for (auto ticket = batch.rbegin(); ticket != batch.rend(); ++ticket) {
    if ((*ticket)->abandoned) continue;
    (*ticket)->queued = true;
    queue_.push_front(*ticket);
  }
  work_.wait_for(lock, milliseconds(5));
}

void Writer::commit(const Batch& batch, Moment begun) {
  Connection& connection = database_->connection();
  database_->commit();
  if (!connection.ok()) {
    const Error error = *connection.error();
    database_->roll_back();
    close_after(error);
    note_failure(error);
    return answer_with(batch, error);
  }
  if (options_.watcher != nullptr) {
    for (const auto& ticket : batch) options_.watcher->waited(begun - ticket->since);
    options_.watcher->committed(std::chrono::steady_clock::now() - begun);
  }
  answer(batch);
  undo_abandoned();
  if (database_) checkpointer_.committed(database_->connection(), database_->log_pages());
}

void Writer::answer(const Batch& batch) {
  {
    const std::lock_guard lock(mutex_);
    failure_.reset();
    collect_undone(batch);
    for (const auto& ticket : batch) {
      ticket->error = ticket->request->error();
      ticket->done = true;
    }
  }
  for (const auto& ticket : batch) ticket->changed.notify_one();
}

void Writer::answer_with(const Batch& batch, const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& ticket : batch) {
      ticket->error = error;
      ticket->done = true;
    }
  }
  for (const auto& ticket : batch) ticket->changed.notify_one();
}

/// A record that another request of the batch met (a retry) is that one's too, and stays.
void Writer::collect_undone(const Batch& batch) {
  for (const auto& ticket : batch) {
    if (!ticket->abandoned) continue;
    const std::int64_t record = ticket->request->record_number();
    const bool shared = record != 0 && std::any_of(batch.begin(), batch.end(), [&](const auto& other) {
                          return !other->abandoned && other->request->record_number() == record;
                        });
    if (!shared) undone_.push_back(ticket->request);
  }
}

std::optional<Error> Writer::undo_abandoned() {
  if (undone_.empty()) return std::nullopt;
  Connection& connection = database_->connection();
  database_->begin();
  for (auto request = undone_.rbegin(); request != undone_.rend(); ++request) (*request)->undo(database_->tables());
  database_->commit();
  if (connection.ok()) {
    undone_.clear();
    return std::nullopt;
  }
  const Error error = *connection.error();
  database_->roll_back();
  close_after(error);
  return error;
}

}  // namespace jeda::store
