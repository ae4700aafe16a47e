// How a store is opened, whatever its engine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace jeda::store {

/// Is told what a store does, for metrics and the log: on the writer's thread and on its callers', which wait for it.
class Watcher {
 public:
  virtual ~Watcher() = default;

  /// A request waited so long for its transaction to begin, and was recorded by it.
  virtual void waited(std::chrono::nanoseconds span) noexcept = 0;
  /// A transaction, from its begin to the end of its commit.
  virtual void committed(std::chrono::nanoseconds span) noexcept = 0;
  /// Decisions are refused from now on, with so many requests waiting.
  virtual void overload_began(std::size_t waiting, std::chrono::nanoseconds oldest) noexcept = 0;
  /// They are not any more.
  virtual void overload_ended(std::uint64_t refused, std::chrono::nanoseconds lasted) noexcept = 0;
  /// Something about the store that people must know, though it goes on; one line.
  virtual void noticed(const std::string& /*what*/) noexcept {}
};

struct Options {
  std::chrono::milliseconds deadline{5000};  // of every call that records something

  /// True: a store that cannot be opened now is no error, its calls fail until it can be. One written by a newer jeda
  /// is an error all the same.
  bool lazy = false;

  std::chrono::milliseconds overload_after{0};  // 0: never
  std::size_t most_waiting = 1000;              // requests; more are refused
  Watcher* watcher = nullptr;                   // outlives the store; null: nobody
};

}  // namespace jeda::store
