// Giving up rights.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace jeda::agent {

/// Whom the agent runs as where `agent: user` names `named`: that one; but jeda-agent, where the host has such a user,
/// for `jeda`. That is the filter's own user, which files of settings name that are older than the agent's.
std::string user_for(const std::string& named);

/// Becomes `user`, with its groups, for good: no program run from here can gain rights any more. Nothing changes where
/// the process is that user already. The error is a sentence. REQUIRES: no other thread runs.
tl::expected<void, std::string> become(const std::string& user);

/// Of root's rights, keeps those that the MTA's queue commands need: to be its user, and to reach its files. Ends with
/// the parent.
void keep_queue_rights();

}  // namespace jeda::agent
