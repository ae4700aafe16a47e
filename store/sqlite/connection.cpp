#include "store/sqlite/connection.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/place.h"

namespace jeda::store {
namespace {

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return byte < ' '; }, ' ');
  return text;
}

/// SQLite counts every allocation under one lock unless told not to. Nobody asks for the count.
void configure_once() { [[maybe_unused]] static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

bool exists(const std::string& path) { return identify(path).has_value(); }

}  // namespace

Error::Cause error_cause(int result_code, int system_error) {
  if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG) return Error::Cause::full;
  switch (result_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error::Cause::busy;
    case SQLITE_FULL:
      return Error::Cause::full;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return Error::Cause::missing;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error::Cause::corrupt;
    default:
      return Error::Cause::failed;
  }
}

std::optional<FileIdentity> identify(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  configure_once();
  if (auto error = refuse_what_is_no_file(options.path)) return tl::unexpected(*error);
  if (options.create && !exists(options.path)) {
    if (auto error = make_file(options.path)) return tl::unexpected(*error);
  }
  const int mode = options.access == Access::write ? R_OK | W_OK : R_OK;
  if (auto error = why_not_had(options.path, mode)) return tl::unexpected(*error);
  std::unique_ptr<Connection> connection(new Connection(options.path));
  connection->file_was_writable_ = ::access(options.path.c_str(), W_OK) == 0;
  const int flags =
      SQLITE_OPEN_NOMUTEX | (options.access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int result = sqlite3_open_v2(options.path.c_str(), &connection->handle_, flags, vfs);
  if (result != SQLITE_OK) {
    connection->fail(result);
    return tl::unexpected(*connection->error_);
  }
  sqlite3_extended_result_codes(connection->handle_, 1);
  sqlite3_busy_timeout(connection->handle_, options.busy_milliseconds);
  connection->keep_log(true);
  return connection;
}

// What is left of a log that is in the database is no log of the copy that may take the database's place; where that
// took place already, nothing is touched.
Connection::~Connection() {
  if (file_ && moved())
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  else if (handle_ != nullptr)
    sqlite3_exec(handle_, "PRAGMA journal_size_limit = 0", nullptr, nullptr, nullptr);
  sqlite3_close_v2(handle_);
}

void Connection::keep_log(bool keep) {
  int persists = keep ? 1 : 0;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &persists);
}

void Connection::clear() {
  error_.reset();
  local_ = false;
}

void Connection::fail(Error::Cause cause, const std::string& message) {
  if (error_) return;
  error_ = Error{cause, one_line(fmt::format("{}: {}", path_, message))};
  local_ = true;
}

void Connection::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

void Connection::fail(int result_code) {
  if (error_) return;
  const int primary = result_code & 0xff;
  const bool of_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL;
  const int number = of_system && handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  std::string message = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(result_code);
  if (number != 0) message += fmt::format(" ({})", system_text(number));
  fail(error_cause(result_code, number), message);
  local_ = primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
}

void Connection::run(const char* sql) {
  if (error_) return;
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Connection::number(const char* sql) {
  Statement statement(*this, sql);
  Rows rows = statement.query();
  return rows.next() ? rows.number(0) : 0;
}

void Connection::remember_files() {
  file_ = identify(path_);
  log_file_ = identify(path_ + "-wal");
  index_file_ = identify(path_ + "-shm");
}

std::optional<Error> Connection::moved() const {
  const auto missing = [this](const char* end) {
    return Error{Error::Cause::missing, fmt::format("{}{}: removed or replaced while in use", path_, end)};
  };
  if (identify(path_) != file_) return missing("");
  if (identify(path_ + "-wal") != log_file_) return missing("-wal");
  if (identify(path_ + "-shm") != index_file_) return missing("-shm");
  return std::nullopt;
}

bool Connection::only_log_moved() const {
  return identify(path_) == file_ && identify(path_ + "-shm") == index_file_ && identify(path_ + "-wal") != log_file_;
}

Rows::~Rows() { sqlite3_reset(statement_); }

bool Rows::next() {
  if (!connection_.ok()) return false;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) connection_.fail(result);
  return false;
}

std::int64_t Rows::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

bool Rows::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::optional<Time> Rows::time(int column) const {
  if (null(column)) return std::nullopt;
  return Time(Duration(number(column)));
}

Statement::Statement(Connection& connection, const char* sql) : connection_(connection) {
  if (!connection_.ok()) return;
  const int result = sqlite3_prepare_v3(connection_.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (result != SQLITE_OK) connection_.fail(result);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind(int place, std::int64_t value) {
  if (!connection_.ok()) return;
  const int result = sqlite3_bind_int64(statement_, place, value);
  if (result != SQLITE_OK) connection_.fail(result);
}

void Statement::bind(int place, std::string_view value) {
  if (!connection_.ok()) return;
  const char* bytes = value.data() == nullptr ? "" : value.data();
  const int result = sqlite3_bind_text64(statement_, place, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (result != SQLITE_OK) connection_.fail(result);
}

void Statement::bind(int place, Blob value) {
  if (!connection_.ok()) return;
  const char* bytes = value.bytes.data() == nullptr ? "" : value.bytes.data();
  const int result = sqlite3_bind_blob64(statement_, place, bytes, value.bytes.size(), SQLITE_STATIC);
  if (result != SQLITE_OK) connection_.fail(result);
}

void Statement::bind(int place, std::nullopt_t) {
  if (!connection_.ok()) return;
  const int result = sqlite3_bind_null(statement_, place);
  if (result != SQLITE_OK) connection_.fail(result);
}

}  // namespace jeda::store
