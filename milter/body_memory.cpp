#include "milter/body_memory.h"

namespace jeda::milter {

bool BodyMemory::take(std::size_t bytes) {
  std::size_t used = used_;
  do {
    if (bytes > most_ || used > most_ - bytes) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes));
  return true;
}

bool BodyMemory::Share::take(std::size_t bytes) {
  const bool taken = memory_->take(bytes);
  if (taken) bytes_ += bytes;
  return taken;
}

Readings::Turn::Turn(Readings& readings) : readings_(readings) {
  std::unique_lock lock(readings_.mutex_);
  readings_.freed_.wait(lock, [this] { return readings_.places_ > 0; });
  --readings_.places_;
}

Readings::Turn::~Turn() {
  {
    const std::lock_guard lock(readings_.mutex_);
    ++readings_.places_;
  }
  readings_.freed_.notify_one();
}

}  // namespace jeda::milter
