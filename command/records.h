// Files that people import: CSV with a header line (RFC 4180), or JSON Lines. They are read for what they say by column
// name; what the values mean is asked elsewhere. Such a file may be anything at all: lines, records and errors are
// bounded.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::command {

enum class FileFormat { csv, json_lines };

/// A column that a file may have. In CSV the values of a list stand in one cell, a ';' between them; in JSON they are
/// an array.
struct Column {
  std::string_view name;
  bool list = false;
  bool required = false;  // the header of a CSV must name it
};

/// What is wrong with one value; `field` may be empty.
struct Wrong {
  std::string field;
  std::string message;
  friend bool operator==(const Wrong&, const Wrong&) = default;
};
using Wrongs = std::vector<Wrong>;

/// What is wrong with a file. Past most_kept errors are only counted.
class FileErrors {
 public:
  static constexpr std::size_t most_kept = 100;

  struct Entry {
    std::size_t line = 0;  // from 1; 0: the file as a whole
    std::string column;
    std::string message;
  };

  void add(std::size_t line, Wrong wrong);
  void sort();  // by line

  bool empty() const { return kept_.empty(); }
  std::size_t count() const { return kept_.size() + more_; }
  std::size_t more() const { return more_; }
  const std::vector<Entry>& kept() const { return kept_; }

  /// "events.csv:12: kind: unknown kind ..." for each, and a line that counts the rest. Not made printable.
  std::string to_string(std::string_view file) const;

 private:
  std::vector<Entry> kept_;
  std::size_t more_ = 0;
};

/// One record: a row of a CSV, or an object. Values that are empty are not there.
struct Record {
  std::size_t line = 0;  // where it begins
  std::map<std::string, std::vector<std::string>, std::less<>> values;

  std::string text(std::string_view column) const;  // empty where there is none
  std::vector<std::string> list(std::string_view column) const;
};

inline constexpr std::size_t longest_record = 1024 * 1024;  // bytes, line ends of quoted fields included
inline constexpr std::size_t most_records = 1'000'000;

/// Called now and then with the bytes read so far.
using OnProgress = std::function<void(std::size_t)>;

/// All records of a file. What cannot be read is added to `errors`; reading goes on with the next line, except where a
/// header is wrong, a quote is not closed or there is too much of anything. Records without any value are left out.
std::vector<Record> read_records(std::istream& in, FileFormat format, std::span<const Column> columns,
                                 FileErrors& errors, const OnProgress& on_progress = {});

}  // namespace jeda::command
