// Lines of a file that may be anything, and what is made of them: records.cpp, records_csv.cpp, records_json.cpp.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "base/text.h"
#include "command/records.h"

namespace jeda::command {

/// Takes one line after the other off a stream. Lines that are too long or no UTF-8 are told and left out.
class Lines {
 public:
  Lines(std::istream& in, FileErrors& errors, const OnProgress& on_progress);

  /// False at the end. `line` comes without its line feed and, the first one, without a byte order mark.
  bool next(std::string& line);

  std::size_t number() const { return number_; }  // of the newest line, from 1

 private:
  bool take(std::string& line);

  std::istream& in_;
  FileErrors& errors_;
  const OnProgress& on_progress_;
  std::vector<char> buffer_;
  std::size_t number_ = 0;
  std::size_t bytes_ = 0;
};

/// The column that has this name, whatever its letter case; null where there is none.
const Column* find_column(std::span<const Column> columns, std::string_view name);

/// "unknown column 'knid' (did you mean 'kind'?)"
std::string unknown_column(std::span<const Column> columns, std::string_view name);

std::vector<Record> read_csv(Lines& lines, std::span<const Column> columns, FileErrors& errors);
std::vector<Record> read_json_lines(Lines& lines, std::span<const Column> columns, FileErrors& errors);

}  // namespace jeda::command
