// What is wrong with one file, collected while it is read.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/diagnostics.h"

namespace jeda::config {

/// What was found in a set of files that are read together.
struct Findings {
  Diagnostics errors;
  Diagnostics warnings;
};

/// Adds the findings of one file to a set. The file and the set are borrowed and must outlive it. A file of nothing but
/// errors gives the first `most_errors` of them and a note.
class Report {
 public:
  static constexpr std::size_t most_errors = 200;

  Report(const SourceFile& file, Findings& findings);

  void error(Position at, std::string message);
  void warning(Position at, std::string message);

  const SourceFile& file() const { return file_; }

  /// Errors of this file so far.
  std::size_t errors() const { return errors_; }

  /// The place of a byte of the text. Past its end: the end. Asked in rising order it costs no more than the text is
  /// long.
  Position position_of(std::size_t offset);

 private:
  Diagnostic make(Position at, std::string message) const;

  const SourceFile& file_;
  Findings& findings_;
  std::vector<std::size_t> line_starts_;
  std::size_t errors_ = 0;
  std::size_t last_offset_ = 0;  // the newest answer of position_of, from which the next one counts on
  Position last_position_;
};

}  // namespace jeda::config
