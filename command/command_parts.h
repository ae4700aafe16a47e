// How verbs come onto the command line. Options outlive the parser that fills them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "command/verbs.h"

namespace jeda::command {

/// A verb on the command line and what runs it.
struct Verb {
  CLI::App* app;
  CommonOptions* common;
  std::function<int(Surroundings&)> run;
};

/// --config, --json and, where asked for, --rules.
void add_common(CLI::App& app, CommonOptions& options, bool with_rules);

/// What a verb is, by its options.
template <class Options>
using Run = int (*)(const Options& options, Surroundings& around);

/// Adds the common options to a verb that has its own, and says what runs it.
template <class Options>
void add_verb(CLI::App& app, Options& options, Run<Options> run, bool with_rules, std::vector<Verb>& verbs) {
  add_common(app, options.common, with_rules);
  verbs.push_back({&app, &options.common, [&options, run](Surroundings& around) { return run(options, around); }});
}

void add_limit(CLI::App& app, int& limit);

// command_held.cpp
struct HeldOptions {
  HeldListOptions list;
  HeldShowOptions show;
  HeldActOptions release;
  HeldActOptions release_when_allowed;
  HeldActOptions give_back;
  HeldActOptions discard;
  HeldActOptions note;
};
void add_held(CLI::App& app, HeldOptions& options, std::vector<Verb>& verbs);

// command_user.cpp
struct UsersOptions {
  UserOptions add;
  UserOptions list;
  UserOptions passwd;
  UserOptions role;
  UserOptions disable;
  UserOptions enable;
  UserOptions remove;
};
void add_user(CLI::App& app, UsersOptions& options, std::vector<Verb>& verbs);

/// FILE, --format and --dry-run, and the common ones.
void add_import(CLI::App& app, ImportOptions& options, Run<ImportOptions> run, std::vector<Verb>& verbs);

// command_event.cpp
struct EventOptions {
  EventAddOptions add;
  ImportOptions import;
};
void add_event(CLI::App& app, EventOptions& options, std::vector<Verb>& verbs);

// command_prospect.cpp
struct ProspectOptions {
  ProspectShowOptions show;
  ProspectSetOptions set;
  ProspectAssignOptions assign;
  ProspectMarkOptions block;
  ProspectAllowOptions allow;
  ProspectLinkOptions link;
  ImportOptions import;
  ProspectListOptions list;
  ProspectExportOptions take_out;
  ProspectEraseOptions erase;
};
void add_prospect(CLI::App& app, ProspectOptions& options, std::vector<Verb>& verbs);

// command_setup.cpp
struct SetupBoth {
  SetupOptions postfix;
  SetupOptions sendmail;
};
void add_doctor(CLI::App& app, DoctorOptions& options, std::vector<Verb>& verbs);
void add_setup(CLI::App& app, SetupBoth& options, std::vector<Verb>& verbs);

// command_store.cpp
struct StoreOptions {
  StoreInitOptions init;
  StoreAdoptOptions adopt;
  StoreClockOptions clock;
  StoreBackupOptions backup;
  StoreCheckOptions check;
  StorePruneOptions prune;
};
void add_store(CLI::App& app, StoreOptions& options, std::vector<Verb>& verbs);

}  // namespace jeda::command
