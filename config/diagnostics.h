// Errors in files that people write: all of them at once, each with its place, its line and a caret.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::config {

/// A file held in memory: its name as it is shown to people, and its text.
struct SourceFile {
  std::string name;
  std::string text;
};

/// A place in a file, counted from 1. Columns count characters (code points), not bytes.
struct Position {
  int line = 1;
  int column = 1;
};

struct Diagnostic {
  std::string file;
  Position at;
  std::string message;  // "unknown key 'unaswered' (did you mean 'unanswered'?)"
  std::string line;     // the text of the line; empty where there is none

  /// "rules.yaml:12:5: message\n    the line\n    ^\n"
  std::string to_string() const;
};

using Diagnostics = std::vector<Diagnostic>;

/// All of them one after another, in the order of file and place.
std::string to_string(const Diagnostics& diagnostics);

/// The candidate that `word` is most likely a slip of; absent where none is near (edit distance over a third of its
/// length).
std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates);

/// Sorts by place within a file, files in the order in which they first appear, and drops repetitions.
void sort(Diagnostics& diagnostics);

/// A value as it may stand in a message: at most 60 characters, control characters as '?', in single quotes.
std::string quote(std::string_view value);

}  // namespace jeda::config
