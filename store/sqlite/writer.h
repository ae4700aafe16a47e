// The thread that writes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/checkpointer.h"
#include "store/sqlite/mark.h"
#include "store/sqlite/requests.h"
#include "store/sqlite/sqlite.h"

namespace jeda::store {

/// How long SQLite itself waits for another process's lock: well below the deadline, so that callers are told in time.
int busy_milliseconds(const SqliteOptions& options);

/// What is done beyond opening what is there; both only at a process's first opening, and for the filter.
struct Opening {
  bool make = false;         // SqliteOptions
  bool take_copies = false;  // SqliteOptions
};
inline Opening first_opening(const SqliteOptions& options) { return {options.make, options.take_copies}; }

/// A connection opened for writing, its schema up to date, and its mark beside it.
class Database {
 public:
  /// Fails with `lost` where what was recorded is not in it.
  static Result<std::unique_ptr<Database>> open(const std::string& path, const std::string& vfs, int busy_milliseconds,
                                                Opening opening = {});

  /// Says what the opening came to, where people must know.
  void tell(Watcher* watcher) const;

  /// Absent: the files are those that were opened. Of a log that vanished all is copied into the database before it is
  /// told; where that cannot be done at the moment, `busy`.
  std::optional<Error> moved();

  Connection& connection() { return *connection_; }
  Tables& tables() { return tables_; }
  int log_pages() const { return log_pages_; }  // in the write-ahead log after the newest commit

  void begin();
  void commit();
  void roll_back();  // and forgets the error

 private:
  explicit Database(std::unique_ptr<Connection> connection);

  /// Changes where another connection has written.
  std::int64_t data_version();
  void check_log();

  std::unique_ptr<Connection> connection_;
  Tables tables_;
  Statement begin_;
  Statement commit_;
  Statement select_data_version_;
  Statement count_;
  MarkWriter mark_;
  std::string news_;
  std::int64_t data_version_ = 0;
  int log_pages_ = 0;
};

class Writer {
 public:
  /// `opened` may be null: then it is opened as the first request comes.
  Writer(std::string path, SqliteOptions options, std::unique_ptr<Database> opened);

  /// Answers what waits, then ends the thread.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Runs a request and returns once it is on disk, or with the reason why not. Nothing of a failed one is recorded.
  std::optional<Error> perform(const std::shared_ptr<Request>& request);

  Load load();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  /// A request and its caller. All but `request` is guarded by mutex_.
  struct Ticket {
    std::shared_ptr<Request> request;
    Moment since;
    bool queued = true;
    bool done = false;
    bool judging = false;     // the caller's code is being called: it must not leave
    bool leaving = false;     // ... but would like to
    bool committing = false;  // what cannot be taken back is on its way: it must not leave either
    bool abandoned = false;   // it has left
    std::optional<Error> error;
    std::condition_variable changed;
  };
  using Batch = std::vector<std::shared_ptr<Ticket>>;
  enum class Ending { commit, again };

  std::optional<Error> refuse(std::unique_lock<std::mutex>& lock, const Request& request, Moment now);
  std::optional<Moment> oldest() const;
  bool is_late(Moment since, Moment now) const;
  void finish_batch();
  std::optional<Error> leave(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Ticket>& ticket);

  void work();
  Batch take_batch();
  void run_batch(Batch batch);
  std::optional<Error> begin();
  std::optional<Error> ensure_open();
  std::optional<Error> begin_transaction();
  Ending run_requests(Batch& batch);
  void run_request(Ticket& ticket, Tables& tables);
  bool enter_judge(Ticket& ticket);
  void leave_judge(Ticket& ticket);
  bool drop_abandoned(Batch& batch);
  void note_unlocked();
  void note_begun();
  void wait_for_lock(const Batch& batch, const Error& error);
  void commit(const Batch& batch, Moment begun);
  void answer(const Batch& batch);
  void answer_with(const Batch& batch, const Error& error);
  void collect_undone(const Batch& batch);
  std::optional<Error> undo_abandoned();
  void note_failure(const Error& error);
  void close_after(const Error& error);

  const std::string path_;
  const SqliteOptions options_;
  const int busy_milliseconds_;

  // Of the writer's thread.
  bool locked_out_ = false;  // by another process
  std::unique_ptr<Database> database_;
  bool seen_ = false;                             // opened once: what stands there is never another store
  std::vector<std::shared_ptr<Request>> undone_;  // committed though abandoned, to be taken back
  Checkpointer checkpointer_;

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::shared_ptr<Ticket>> queue_;
  std::optional<Error> obstacle_;  // why the queue does not move
  Batch running_;                  // what the thread works on, oldest first, abandoned ones too
  bool begun_ = false;             // its transaction has
  bool overloaded_ = false;
  Moment overloaded_since_;
  std::uint64_t refused_ = 0;  // since then
  std::optional<Error> failure_;
  Moment failed_at_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace jeda::store
