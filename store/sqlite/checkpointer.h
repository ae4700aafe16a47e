// Moving the write-ahead log into the database, beside the writer and not in its way.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "store/sqlite/connection.h"

namespace jeda::store {

/// A thread that checkpoints (PASSIVE: it waits for nobody and stops nobody) through a connection of its own once the
/// log has grown. While the writer goes on writing, it never reaches the log's end; so the writer does the short rest
/// between two transactions, and the log starts anew.
class Checkpointer {
 public:
  Checkpointer(std::string path, std::string vfs);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Told by the writer after each commit, in its thread, outside a transaction.
  void committed(Connection& writer, int log_pages);

 private:
  void work();
  void checkpoint();

  const std::string path_;
  const std::string vfs_;
  std::atomic<bool> nearly_done_ = false;  // the thread is through: only a short rest is left
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace jeda::store
