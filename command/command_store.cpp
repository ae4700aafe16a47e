// jeda store on the command line.
#include "command/command_parts.h"

namespace jeda::command {
namespace {

void add_init(CLI::App& store, StoreInitOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("init", "Make the store, where there is none");
  verb->add_flag("--anew", options.anew, "begin without the history of one that is gone for good");
  add_verb(*verb, options, store_init, false, verbs);
}

void add_adopt(CLI::App& store, StoreAdoptOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("adopt", "Take an older or another store for the one that was here");
  add_verb(*verb, options, store_adopt, false, verbs);
}

void add_clock(CLI::App& store, StoreClockOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("clock", "Show and mend what a clock that ran ahead has dated");
  verb->add_option("--to", options.to, "date it so, a time or a day; default: now")->type_name("TIME");
  verb->add_flag("--apply", options.apply, "do it; without this, say what would be done");
  add_limit(*verb, options.limit);
  add_verb(*verb, options, store_clock, false, verbs);
}

void add_backup(CLI::App& store, StoreBackupOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("backup", "Copy the store while it is in use");
  verb->add_option("FILE", options.to, "the copy; or a directory, for a name with the time")->required()->type_name("");
  verb->add_flag("--force", options.force, "replace a file that is there");
  add_verb(*verb, options, store_backup, false, verbs);
}

void add_check(CLI::App& store, StoreCheckOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("check", "Say whether the store is sound");
  verb->add_flag("--quick", options.quick, "only what takes no longer the more there is");
  add_verb(*verb, options, store_check, false, verbs);
}

void add_prune(CLI::App& store, StorePruneOptions& options, std::vector<Verb>& verbs) {
  auto* verb = store.add_subcommand("prune", "Take out what is old");
  verb->add_option("--older-than", options.older_than, "like 2y, 90d or 52w; at least 90d")->type_name("TIME");
  verb->add_flag("--apply", options.apply, "do it; without this, say what would be done");
  verb->add_flag("--vacuum", options.vacuum, "give free room back to the system; nobody else writes meanwhile");
  add_verb(*verb, options, store_prune, false, verbs);
}

}  // namespace

void add_store(CLI::App& app, StoreOptions& options, std::vector<Verb>& verbs) {
  auto* store = app.add_subcommand("store", "Look after the store: make it, copies, checks, retention");
  store->require_subcommand(0, 1);
  add_init(*store, options.init, verbs);
  add_backup(*store, options.backup, verbs);
  add_check(*store, options.check, verbs);
  add_prune(*store, options.prune, verbs);
  add_adopt(*store, options.adopt, verbs);
  add_clock(*store, options.clock, verbs);
}

}  // namespace jeda::command
