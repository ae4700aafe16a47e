// Reading rules.yaml: parse, check everything, and only then a Policy.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/diagnostics.h"
#include "policy/policy.h"

namespace jeda::policy {

/// Gives the text of a file named in rules.yaml (a calendar, a file of phrase lists), or a sentence saying why not. The
/// path is as written there.
using ReadFile = std::function<tl::expected<config::SourceFile, std::string>(const std::string& path)>;

struct LoadedPolicy {
  PolicyPtr policy;
  config::Diagnostics warnings;  // an entry that is never reached and the like; never stop anything
  bool breaks_off = false;       // the file's last line has no end: somebody may still be writing it
};

/// Parses and checks rules.yaml and the files it names. Every error found, in order of place; a Policy only where
/// there is none.
tl::expected<LoadedPolicy, config::Diagnostics> parse_policy(const config::SourceFile& rules, const ReadFile& read);

/// parse_policy over real files; those that are named relative to the rules file.
tl::expected<LoadedPolicy, config::Diagnostics> load_policy(const std::string& path);

}  // namespace jeda::policy
