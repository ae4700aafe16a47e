// The verbs of the `jeda` command as functions: options in, text and an exit code out. Nothing here reads the clock,
// the arguments or the standard streams by itself, so tests run it in process.
#pragma once

#include <chrono>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/time.h"
#include "command/prospect_fields.h"
#include "command/records.h"
#include "config/settings.h"
#include "store/desk.h"
#include "store/store.h"

namespace jeda::command {

/// What the command says to the shell. A verdict never comes as an exit code.
enum Exit : int {
  exit_done = 0,
  exit_no = 1,      // no, or not found
  exit_usage = 2,   // wrong arguments, or errors in jeda.yaml or rules.yaml
  exit_failed = 3,  // the store or the MTA failed
};

/// Open the store that the settings name, as those of service/stores.h do.
using OpenReader = std::function<store::Result<std::unique_ptr<store::Reader>>(const config::Settings& settings)>;
using OpenStore = std::function<store::Result<std::unique_ptr<store::Store>>(const config::Settings& settings)>;
using OpenDesk = std::function<store::Result<std::unique_ptr<store::Desk>>(const config::Settings& settings)>;

/// Asks for a line at the terminal without showing what is typed. Absent: there is none.
using AskSecret = std::function<std::optional<std::string>(const std::string& prompt)>;

/// Everything outside the command. Errors and notes go to `err`, each line beginning with "jeda: ".
struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::function<Time()> clock;
  OpenReader open_reader;
  OpenStore open_store;
  bool terminal = false;  // `err` is one
  std::string default_config = "/etc/jeda/jeda.yaml";
  OpenDesk open_desk = {};
  std::string login = {};     // of the caller
  bool can_ask = false;       // `in` is a terminal
  AskSecret ask_secret = {};  // absent where there is no terminal
  std::function<void(std::chrono::milliseconds)> pause = {};
};

/// What every verb takes.
struct CommonOptions {
  std::string config;  // empty: the default, which need not exist
  std::string rules;   // instead of the one that jeda.yaml names; empty: that one
  bool json = false;
};

struct CheckOptions {
  CommonOptions common;  // `rules` is the verb's argument
};

struct ExplainOptions {
  CommonOptions common;
  std::string from;             // envelope sender; empty: of the message
  std::string login;            // empty: the client did not authenticate
  std::vector<std::string> to;  // empty: of the message
  std::string at;               // see parse_moment_or_day; empty: now
  std::string client;           // IP; empty: submitted on this host
  std::string message;          // a file, "-" for standard input, empty: none
};

struct HistoryOptions {
  CommonOptions common;
  std::string prospect;
  int limit = 50;
};

/// Which held mail: store::HeldFilter as people write it.
struct HeldFilterOptions {
  store::HeldFilter filter;
  std::string from;    // see parse_moment_or_day
  std::string before;  // likewise; a day: its end
};

struct HeldListOptions {
  CommonOptions common;
  HeldFilterOptions choice;
};

/// release, release-when-allowed, return, discard and note
struct HeldActOptions {
  CommonOptions common;
  store::Ask::What what = store::Ask::What::release;
  std::vector<std::string> references;
  HeldFilterOptions choice;
  bool filtered = false;  // something of `choice` was given
  std::string words;
  bool dry_run = false;
  bool yes = false;
  bool wait = false;
};

struct UserOptions {
  CommonOptions common;
  std::string name;
  std::string role = "viewer";
  bool standard_input = false;
};

struct HeldShowOptions {
  CommonOptions common;
  std::string reference;
};

struct EventAddOptions {
  CommonOptions common;
  std::string prospect;
  std::string kind;
  std::string at;  // see parse_moment_or_day; empty: now
  std::string by;
  std::string note;
  std::string amount;
  std::string currency;
  std::string slot;  // "FROM/TO"
  bool dry_run = false;
};

struct ImportOptions {
  CommonOptions common;
  std::string file;                  // "-": standard input
  std::optional<FileFormat> format;  // absent: by the file's name
  bool dry_run = false;
};

struct ProspectShowOptions {
  CommonOptions common;
  std::string prospect;
};

struct ProspectSetOptions {
  CommonOptions common;
  std::string prospect;
  ProspectFields fields;
};

struct ProspectAssignOptions {
  CommonOptions common;
  std::string prospect;
  std::string to;    // a person
  std::string team;  // or a team, by turns
};

/// block and allow
struct ProspectMarkOptions {
  CommonOptions common;
  std::string prospect;
  std::string by;
  std::string note;
};

/// Of the dead addresses, some. What is empty asks nothing.
struct DeadFilter {
  std::string since;       // see parse_moment_or_day
  std::string domain;      // a glob over the domain, or with an '@' over the address
  std::string diagnostic;  // part of what the other side said
};

/// One prospect, or many of the dead.
struct ProspectAllowOptions : ProspectMarkOptions {
  bool dead = false;
  DeadFilter filter;
  bool dry_run = false;
};

struct ProspectLinkOptions {
  CommonOptions common;
  std::string prospect;
  std::string address;
};

struct ProspectExportOptions {
  CommonOptions common;
  std::string prospect;
  std::string output;  // a file; empty: standard output
};

struct ProspectEraseOptions {
  CommonOptions common;
  std::string prospect;
  std::string reason;
  bool apply = false;
};

struct StoreInitOptions {
  CommonOptions common;
  bool anew = false;
};

struct StoreAdoptOptions {
  CommonOptions common;
};

struct StoreClockOptions {
  CommonOptions common;
  std::string to;  // see parse_moment_or_day; empty: now
  int limit = 20;
  bool apply = false;
};

struct StoreBackupOptions {
  CommonOptions common;
  std::string to;  // a file or a directory
  bool force = false;
};

struct StoreCheckOptions {
  CommonOptions common;
  bool quick = false;
};

struct StorePruneOptions {
  CommonOptions common;
  std::string older_than;  // "2y", or a duration
  bool apply = false;
  bool vacuum = false;
};

struct ProspectListOptions {
  CommonOptions common;
  bool wishes = false;
  bool dead = false;
  DeadFilter filter;  // of the dead
  bool bouncing = false;
  bool unverified = false;
  int limit = 100;
};

struct SetupOptions {
  CommonOptions common;
  std::string mta;         // postfix or sendmail
  std::string mta_config;  // empty: of the settings, else the MTA's default
  bool apply = false;
  bool remove = false;
  bool reload = false;
};

struct DoctorOptions {
  CommonOptions common;
  std::string mta_config;  // empty: of the settings, else the MTA's default
};

/// Each writes its answer to `out` and returns an Exit.
// check.cpp
int check(const CheckOptions& options, Surroundings& around);

// explain.cpp
int explain(const ExplainOptions& options, Surroundings& around);

// history.cpp
int history(const HistoryOptions& options, Surroundings& around);

// held.cpp
int held_list(const HeldListOptions& options, Surroundings& around);
int held_show(const HeldShowOptions& options, Surroundings& around);

// held_act.cpp
int held_act(const HeldActOptions& options, Surroundings& around);

// user.cpp
int user_add(const UserOptions& options, Surroundings& around);
int user_list(const UserOptions& options, Surroundings& around);
int user_passwd(const UserOptions& options, Surroundings& around);
int user_role(const UserOptions& options, Surroundings& around);
int user_disable(const UserOptions& options, Surroundings& around);
int user_enable(const UserOptions& options, Surroundings& around);
int user_remove(const UserOptions& options, Surroundings& around);

// event.cpp
int event_add(const EventAddOptions& options, Surroundings& around);
int event_import(const ImportOptions& options, Surroundings& around);

// prospect.cpp
int prospect_set(const ProspectSetOptions& options, Surroundings& around);
int prospect_assign(const ProspectAssignOptions& options, Surroundings& around);
int prospect_block(const ProspectMarkOptions& options, Surroundings& around);
int prospect_allow(const ProspectAllowOptions& options, Surroundings& around);
int prospect_link(const ProspectLinkOptions& options, Surroundings& around);
int prospect_list(const ProspectListOptions& options, Surroundings& around);

// prospect_show.cpp
int prospect_show(const ProspectShowOptions& options, Surroundings& around);

// prospect_import.cpp
int prospect_import(const ImportOptions& options, Surroundings& around);

// personal.cpp
int prospect_export(const ProspectExportOptions& options, Surroundings& around);
int prospect_erase(const ProspectEraseOptions& options, Surroundings& around);

// store.cpp
int store_init(const StoreInitOptions& options, Surroundings& around);
int store_adopt(const StoreAdoptOptions& options, Surroundings& around);
int store_clock(const StoreClockOptions& options, Surroundings& around);
int store_backup(const StoreBackupOptions& options, Surroundings& around);
int store_check(const StoreCheckOptions& options, Surroundings& around);
int store_prune(const StorePruneOptions& options, Surroundings& around);

// setup.cpp
int set_up(const SetupOptions& options, Surroundings& around);

// doctor.cpp
int examine(const DoctorOptions& options, Surroundings& around);

}  // namespace jeda::command
