// What the two verbs that import files share.
#pragma once

#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/inputs.h"
#include "command/records.h"

namespace jeda::command {

/// A bar on a terminal's standard error; nothing where there is no terminal.
class Progress {
 public:
  /// `total` 0: not known, the work done is shown instead. `around` is borrowed.
  Progress(Surroundings& around, std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws anew where that shows.
  void update(std::size_t done);

 private:
  std::ostream* out_;  // null: no terminal
  std::string what_;
  std::size_t total_;
  std::size_t shown_ = static_cast<std::size_t>(-1);
};

/// The records of the file that the options name. An exit code where it cannot be opened, or nobody can tell its
/// format; what is wrong inside goes to `errors`.
OrExit<std::vector<Record>> read_import(const ImportOptions& options, std::span<const Column> columns,
                                        FileErrors& errors, Surroundings& around);

/// Says what is wrong, on `err` or as JSON, and gives the exit code. REQUIRES: something is.
int refuse_import(const ImportOptions& options, FileErrors errors, Surroundings& around);

/// What an import comes to: "`count` `what`s: `done` `did`, the others `rest`".
struct Imported {
  std::string_view what;  // "event", "prospect"
  std::size_t count = 0;
  std::optional<std::size_t> done;  // absent: a dry run
  std::string_view did;             // "recorded", "changed"
  std::string_view rest;            // "already known", "as they were"
  std::string_view rest_key;        // of JSON; empty: not told there
};

/// Says so, and gives the exit code.
int say_imported(const ImportOptions& options, const Imported& imported, Surroundings& around);

/// Says what is wrong with options, "jeda: --at: ...", and gives the exit code.
int refuse_wrongs(const Wrongs& wrongs, Surroundings& around);

}  // namespace jeda::command
