#include "page/limiter.h"

#include <algorithm>

namespace jeda::page {

void Limiter::expire(std::vector<Time>& times, Time now) const {
  std::erase_if(times, [&](Time at) { return at + within_ <= now; });
}

bool Limiter::attempt(const std::string& key, Time now) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= keys_ && !failures_.contains(key)) make_room();
  auto& times = failures_[key];
  expire(times, now);
  if (times.size() >= static_cast<std::size_t>(most_)) return false;
  times.push_back(now);
  return true;
}

void Limiter::forgive(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(key);
  if (found == failures_.end()) return;
  found->second.pop_back();
  if (found->second.empty()) failures_.erase(found);
}

void Limiter::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  failures_.erase(key);
}

std::size_t Limiter::size() const {
  const std::lock_guard lock(mutex_);
  return failures_.size();
}

void Limiter::make_room() {
  const auto oldest = std::min_element(failures_.begin(), failures_.end(),
                                       [](const auto& a, const auto& b) { return a.second.back() < b.second.back(); });
  if (oldest != failures_.end()) failures_.erase(oldest);
}

}  // namespace jeda::page
