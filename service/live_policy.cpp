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
  // What is left of a policy that was copied in part may be a policy, too.
  if (loaded && loaded->breaks_off)
    loaded = tl::unexpected(config::Diagnostics{{path_, {}, "the last line has no end: is the file whole?", {}}});
  if (!loaded) {
    ++refused_;
    log.error(fmt::format("reload refused, policy version={} stays", get()->version));
    for (const config::Diagnostic& error : loaded.error())
      log.error(fmt::format("{}:{}:{}: {}", error.file, error.at.line, error.at.column, error.message));
    return;
  }
  for (const config::Diagnostic& warning : loaded->warnings)
    log.warning(fmt::format("{}:{}:{}: {}", warning.file, warning.at.line, warning.at.column, warning.message));
  const auto now = loaded->policy;
  {
    const std::lock_guard lock(mutex_);
    policy_ = std::move(loaded->policy);
  }
  ++reloads_;
  log.info(fmt::format("reloaded policy={} rules={} version={}", log_value(path_), now->rules.size(), now->version));
}

}  // namespace jeda::service
