#include "service/live_policy.h"

#include <fmt/format.h>

#include <utility>

namespace jeda::service {

policy::PolicyPtr LivePolicy::get() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

void LivePolicy::reload(Log& log) {
  auto loaded = policy::load_policy(path_);
  if (!loaded) {
    ++refused_;
    log.error(fmt::format("reload refused, policy version={} stays", get()->version));
    for (const config::Diagnostic& error : loaded.error())
      log.error(fmt::format("{}:{}:{}: {}", error.file, error.at.line, error.at.column, error.message));
    return;
  }
  for (const config::Diagnostic& warning : loaded->warnings)
    log.warning(fmt::format("{}:{}:{}: {}", warning.file, warning.at.line, warning.at.column, warning.message));
  const std::string version = loaded->policy->version;
  {
    const std::lock_guard lock(mutex_);
    policy_ = std::move(loaded->policy);
  }
  ++reloads_;
  log.info(fmt::format("reloaded policy={} version={}", log_value(path_), version));
}

}  // namespace jeda::service
