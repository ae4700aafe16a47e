// Care over SQLite. Each of its tasks has a file of its own, care_*.cpp.
#pragma once

#include <string>
#include <utility>

#include "store/care.h"

namespace jeda::store {

class SqliteCare : public Care {
 public:
  explicit SqliteCare(std::string path) : path_(std::move(path)) {}

  bool was_here() override;
  Result<bool> make(bool anew) override;
  Result<std::string> adopt(const std::string& by, Time at) override;
  Result<Ahead> ahead(Time now, int limit) override;
  Result<Ahead> set_back(Time now, Time to, int limit, const std::string& by) override;
  Result<BackupDone> back_up(const std::string& to, bool replace, const Told& told) override;
  Result<Checked> check(bool quick) override;
  Result<Pulse> pulse(std::chrono::milliseconds most) override;
  Result<Pruned> plan_pruning(Time before, const Told& told) override;
  Result<Pruned> prune(Time before, Time now, const Told& told) override;
  Result<std::int64_t> vacuum() override;
  Result<std::string> export_person(const std::string& address) override;
  Result<Erased> plan_erasure(const std::string& address) override;
  Result<Erased> erase(const std::string& address, const std::string& by, const std::string& reason, Time at) override;

 private:
  const std::string path_;
};

}  // namespace jeda::store
