// How many failures are allowed in a rolling window: of logins, by account and by address.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.h"

namespace jeda::page {

/// Counts failures by key in memory that does not grow without end. Safe for concurrent use.
class Limiter {
 public:
  /// `most` failures in `within`, rolling; at most `keys` keys: the one that failed longest ago is forgotten first.
  /// There are more than passwords can be verified in a quarter of an hour, so nobody washes another's failures out.
  Limiter(int most, Duration within, std::size_t keys = 50000) : most_(most), within_(within), keys_(keys) {}

  /// Counts an attempt as a failure before its outcome is known, so that attempts at the same time count each. False:
  /// there were too many, no further attempt is allowed now; it is not counted.
  bool attempt(const std::string& key, Time now);

  /// The newest attempt was no failure.
  void forgive(const std::string& key);

  /// None of the key's attempts counts any more.
  void forget(const std::string& key);

  std::size_t size() const;

 private:
  void expire(std::vector<Time>& times, Time now) const;
  void make_room();

  const int most_;
  const Duration within_;
  const std::size_t keys_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Time>> failures_;  // guarded by mutex_; never more than most_ times each
};

}  // namespace jeda::page
