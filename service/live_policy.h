// The policy in force, which a reload replaces.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "policy/load/load.h"
#include "service/log.h"

namespace jeda::service {

/// Safe for concurrent use: readers get the policy as it is at that moment and keep it as long as they like.
class LivePolicy {
 public:
  LivePolicy(std::string path, policy::PolicyPtr policy) : path_(std::move(path)), policy_(std::move(policy)) {}

  policy::PolicyPtr get() const;

  /// Reads the file again. A bad one is refused: the log says why, and the policy stays as it was.
  void reload(Log& log);

  /// How many there were, since the start.
  int reloads() const { return reloads_; }
  int refused_reloads() const { return refused_; }

 private:
  const std::string path_;
  mutable std::mutex mutex_;
  policy::PolicyPtr policy_;      // guarded by mutex_
  std::atomic<int> reloads_ = 0;  // that were good
  std::atomic<int> refused_ = 0;
};

}  // namespace jeda::service
