// A disk that fails when a test says so: a layer over SQLite's own files.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

namespace jeda::store::test {

/// Registered with SQLite under `name` once for the process; one at a time is in use. Safe for concurrent use.
class FaultDisk {
 public:
  enum class Fault { none, full, broken };  // "database or disk is full", "disk I/O error"

  static FaultDisk& instance();
  static std::string name() { return "fault-disk"; }

  /// From now on writes fail like this.
  void set(Fault fault);

  /// The next flush to disk (a commit, in WAL) stops until release().
  void block_next_sync();
  void wait_until_blocked();
  void release();

  /// Ends the process (SIGKILL) at the `number`th change of a file from now on, counted from 1: a write, a flush, a
  /// file cut shorter. Before it; or, of a write, with only half of it done.
  void kill_at(int number, bool half_done);

  // For the layer itself.
  bool dies_half_done();  // called at each change; where it is the one to die at, does not return but for a half write
  int before_write();     // a result code of SQLite
  void before_sync();

 private:
  FaultDisk();
  std::mutex mutex_;
  std::condition_variable changed_;
  Fault fault_ = Fault::none;
  int changes_left_ = 0;  // 0: nobody is killed
  bool half_done_ = false;
  enum class Sync { free, stop_next, stopped } sync_ = Sync::free;
};

}  // namespace jeda::store::test
