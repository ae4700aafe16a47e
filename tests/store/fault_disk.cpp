#include "tests/store/fault_disk.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <new>

namespace jeda::store::test {
namespace {

/// Our file is SQLite's with a table of methods before it; the methods change two of them and pass the rest on.
struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  if (const int fault = FaultDisk::instance().before_write()) return fault;
  if (FaultDisk::instance().dies_half_done()) {
    real(file)->pMethods->xWrite(real(file), from, size / 2, at);
    ::kill(::getpid(), SIGKILL);
  }
  return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (FaultDisk::instance().dies_half_done()) ::kill(::getpid(), SIGKILL);
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
  if (FaultDisk::instance().dies_half_done()) ::kill(::getpid(), SIGKILL);
  FaultDisk::instance().before_sync();
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int control(sqlite3_file* file, int what, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int traits(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map(sqlite3_file* file, int page, int size, int extend, void volatile** to) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, to);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

const sqlite3_io_methods methods = {2,        close,   read,       write,   truncate, sync,   file_size,
                                    lock,     unlock,  check_lock, control, sector,   traits, map,
                                    shm_lock, barrier, unmap,      nullptr, nullptr};

sqlite3_vfs* below() {
  static sqlite3_vfs* const vfs = sqlite3_vfs_find("unix");
  return vfs;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  auto* ours = reinterpret_cast<File*>(file);
  ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
  ours->base.pMethods = nullptr;
  const int result = below()->xOpen(below(), name, ours->real, flags, out);
  if (result == SQLITE_OK) ours->base.pMethods = &methods;
  return result;
}

}  // namespace

FaultDisk& FaultDisk::instance() {
  static FaultDisk disk;
  return disk;
}

FaultDisk::FaultDisk() {
  static sqlite3_vfs vfs = *below();
  static const std::string vfs_name = name();
  vfs.zName = vfs_name.c_str();
  vfs.szOsFile = static_cast<int>(sizeof(File)) + below()->szOsFile;
  vfs.xOpen = open;
  vfs.pNext = nullptr;
  sqlite3_vfs_register(&vfs, 0);
}

void FaultDisk::set(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
}

void FaultDisk::kill_at(int number, bool half_done) {
  const std::lock_guard lock(mutex_);
  changes_left_ = number;
  half_done_ = half_done;
}

bool FaultDisk::dies_half_done() {
  const std::lock_guard lock(mutex_);
  if (changes_left_ == 0 || --changes_left_ > 0) return false;
  if (!half_done_) ::kill(::getpid(), SIGKILL);
  return true;
}

void FaultDisk::block_next_sync() {
  const std::lock_guard lock(mutex_);
  sync_ = Sync::stop_next;
}

void FaultDisk::wait_until_blocked() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return sync_ == Sync::stopped; });
}

void FaultDisk::release() {
  const std::lock_guard lock(mutex_);
  sync_ = Sync::free;
  changed_.notify_all();
}

int FaultDisk::before_write() {
  const std::lock_guard lock(mutex_);
  switch (fault_) {
    case Fault::none:
      return SQLITE_OK;
    case Fault::full:
      return SQLITE_FULL;
    case Fault::broken:
      return SQLITE_IOERR_WRITE;
  }
  return SQLITE_OK;
}

void FaultDisk::before_sync() {
  std::unique_lock lock(mutex_);
  if (sync_ != Sync::stop_next) return;
  sync_ = Sync::stopped;
  changed_.notify_all();
  changed_.wait(lock, [&] { return sync_ == Sync::free; });
}

}  // namespace jeda::store::test
