// jeda-agent: from settings to two processes and back to a clean end.
#pragma once

#include <functional>
#include <string_view>

#include "service/daemon.h"

namespace jeda::agent {

struct Options {
  bool once = false;  // one round, then the end

  /// As Tools::step.
  std::function<void(std::string_view step)> step = [](std::string_view) {};
};

/// The agent as the shell runs it; `options` are read when it runs and must outlive it. Started as root, it splits in
/// two before the policy is read: a child with root's rights that knows six verbs, and the agent without them.
service::Daemon daemon(const Options& options);

}  // namespace jeda::agent
