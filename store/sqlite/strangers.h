// What is kept a day of strangers' mail, in SQLite: so that nobody fills the disk by writing to salespeople.
#pragma once

#include <vector>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace jeda::store {

/// Reads and writes the table `stranger_day`. Errors stay in the connection.
class Strangers {
 public:
  explicit Strangers(Connection& connection);

  /// Whether so many bytes more may be kept that day; counts them, or the refusal. `daily` of 0 bounds nothing, and is
  /// counted all the same.
  bool admit(Time at, std::int64_t bytes, std::size_t daily);

  /// Takes back what admit() counted.
  void give_back(Time at, std::int64_t bytes);

  /// The newest days first.
  std::vector<StrangersDay> days(int limit);

 private:
  Statement find_;
  Statement count_;
  Statement prune_;
  Statement newest_;
};

}  // namespace jeda::store
