#include "store/sqlite/checkpointer.h"

#include <sqlite3.h>

namespace jeda::store {
namespace {

constexpr int start_pages = 12000;   // 24 MiB in the log: a page changed often is moved once
constexpr int finish_pages = 15000;  // where it only grows, the writer lends a hand
constexpr int passes = 3;  // each moves what the writer added during the one before, so that little is left to it

}  // namespace

Checkpointer::Checkpointer(std::string path, std::string vfs)
    : path_(std::move(path)), vfs_(std::move(vfs)), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::committed(Connection& writer, int log_pages) {
  if (log_pages < start_pages) return;
  if (nearly_done_.exchange(false) && log_pages >= finish_pages) {
    sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (wanted_) return;
    wanted_ = true;
  }
  wake_.notify_one();
}

void Checkpointer::work() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return wanted_ || stopping_; });
      if (stopping_) return;
    }
    checkpoint();
    nearly_done_ = true;
    const std::lock_guard lock(mutex_);
    wanted_ = false;
  }
}

/// A fault here is met by the writer as well, and told there.
void Checkpointer::checkpoint() {
  auto connection = Connection::open({path_, Access::write, false, 0, vfs_});
  if (!connection) return;
  (*connection)->number("SELECT count(*) FROM sqlite_master");  // opens the log
  if (!(*connection)->ok()) return;
  for (int pass = 0; pass < passes; ++pass) {
    sqlite3_wal_checkpoint_v2((*connection)->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
}

}  // namespace jeda::store
