// Memory for the messages that all sessions collect at once: a budget of bytes, so that a thousand bodies do not take
// more than the unit allows (MemoryMax of jeda-milter.service).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace jeda::milter {

/// Safe for concurrent use.
class BodyMemory {
 public:
  explicit BodyMemory(std::size_t most) : most_(most) {}

  std::size_t used() const { return used_; }

  /// What one message has of it. Used by one thread at a time; whatever ends it gives all of it back.
  class Share {
   public:
    explicit Share(std::shared_ptr<BodyMemory> memory) : memory_(std::move(memory)) {}
    ~Share() { memory_->give_back(bytes_); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// So many bytes more. False: the budget is used up, and nothing was taken.
    bool take(std::size_t bytes);

   private:
    const std::shared_ptr<BodyMemory> memory_;
    std::size_t bytes_ = 0;
  };

 private:
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { used_ -= bytes; }

  const std::size_t most_;
  std::atomic<std::size_t> used_ = 0;
};

/// Messages are read four at a time: reading one takes up to 32 MiB for a moment (decision 18), outside of that budget.
class Readings {
 public:
  /// Waits until it may, and holds a place while it lives.
  class Turn {
   public:
    explicit Turn(Readings& readings);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Readings& readings_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int places_ = 4;  // GUARDED BY mutex_
};

}  // namespace jeda::milter
