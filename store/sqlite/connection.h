// SQLite as values: connections, prepared statements, errors.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/sqlite/sql_text.h"
#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace jeda::store {

/// The error behind a result code of SQLite. `system_error` is an errno, 0 where there is none.
Error::Cause error_cause(int result_code, int system_error);

/// Which file stands at a path, links not followed; differs once it is deleted or replaced.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
std::optional<FileIdentity> identify(const std::string& path);

enum class Access { read, write };

struct ConnectionOptions {
  std::string path;
  Access access = Access::read;
  bool create = false;  // with write: make the file (0640) where there is none and its directory exists
  int busy_milliseconds = 200;
  std::string vfs = {};  // empty: SQLite's default
};

/// One connection, for one thread at a time, to a plain file: no link, FIFO or the like is opened. It remembers its
/// first error until clear(); until then every statement does nothing and gives no rows, zeros and empty texts. So a
/// sequence of statements is checked once, at its end.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const std::optional<Error>& error() const { return error_; }
  bool ok() const { return !error_; }
  void clear();

  /// True where the error lies in what was asked or in one record, and not in the store as a whole.
  bool error_is_local() const { return local_; }

  /// Remembers an error that SQLite knows nothing of, as bytes that cannot be unpacked.
  void fail(Error::Cause cause, const std::string& message);

  void fail(Error error);

  /// Remembers SQLite's newest error.
  void fail(int result_code);

  /// Whether the write-ahead log and its index stay when the last connection is closed, empty; at first they do: not
  /// everybody who may write into them may make files beside the database.
  void keep_log(bool keep);

  /// Runs statements that give no rows.
  void run(const char* sql);

  /// The first column of a statement's first row; 0 where there is none.
  std::int64_t number(const char* sql);

  /// Absent: the file is still the one that was opened, and so are its write-ahead log and the log's index. A
  /// connection to files that moved leaves alone what stands in their places when it is closed: SQLite would delete the
  /// log there, whosever it is.
  std::optional<Error> moved() const;
  bool only_log_moved() const;
  void remember_files();  // REQUIRES: the log was opened, as by a statement that read

  /// False: the file could not be written to when it was opened. Such a connection must not outlive its work: SQLite
  /// shares the log's index between all connections of a process, and whoever opens it first says whether it is
  /// read-only, so the writer would stay locked out once the disk can be written to again.
  bool file_was_writable() const { return file_was_writable_; }

  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }

 private:
  explicit Connection(std::string path) : path_(std::move(path)) {}

  std::string path_;
  sqlite3* handle_ = nullptr;
  std::optional<Error> error_;
  bool local_ = false;
  bool file_was_writable_ = false;
  std::optional<FileIdentity> file_;
  std::optional<FileIdentity> log_file_;
  std::optional<FileIdentity> index_file_;
};

/// A value for a statement's parameter. Texts and blobs are not copied.
struct Blob {
  std::string_view bytes;
};

/// The rows of a statement that is running. Ends it when destroyed.
class Rows {
 public:
  Rows(Connection& connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  /// Goes on to the next row. False: there is none, or it failed.
  bool next();

  std::int64_t number(int column) const;
  std::string_view text(int column) const;  // valid until next()
  bool null(int column) const;
  std::optional<Time> time(int column) const;

 private:
  Connection& connection_;
  sqlite3_stmt* statement_;
};

/// A prepared statement. One Rows of it at a time.
class Statement {
 public:
  Statement(Connection& connection, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// REQUIRES: the arguments outlive the rows.
  template <typename... Arguments>
  Rows query(const Arguments&... arguments) {
    int place = 0;
    (bind(++place, arguments), ...);
    return Rows(connection_, statement_);
  }

  /// Runs it to its end.
  template <typename... Arguments>
  void run(const Arguments&... arguments) {
    Rows rows = query(arguments...);
    while (rows.next()) {
    }
  }

 private:
  void bind(int place, std::int64_t value);
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, bool value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, Time value) { bind(place, static_cast<std::int64_t>(value.time_since_epoch().count())); }
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, Blob value);
  void bind(int place, std::nullopt_t);
  template <typename Value>
  void bind(int place, const std::optional<Value>& value) {
    if (value) {
      bind(place, *value);
    } else {
      bind(place, std::nullopt);
    }
  }

  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace jeda::store
