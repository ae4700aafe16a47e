// CSV by libcsv, fed line by line so that every record knows where it begins.
#include <csv.h>
#include <fmt/format.h>

#include <algorithm>

#include "command/lines.h"
#include "config/report.h"

namespace jeda::command {
namespace {

using Row = std::vector<std::string>;

/// libcsv's parser. Strict: a stray quote is an error.
class CsvParser {
 public:
  CsvParser() { start(); }
  ~CsvParser() { csv_free(&parser_); }
  CsvParser(const CsvParser&) = delete;
  CsvParser& operator=(const CsvParser&) = delete;

  /// Of a header's line: spreadsheets write semicolons where the comma is the decimal mark.
  void read_delimiter(std::string_view header) {
    const auto commas = std::count(header.begin(), header.end(), ',');
    delimiter_ = std::count(header.begin(), header.end(), ';') > commas ? ';' : ',';
    csv_set_delim(&parser_, delimiter_);
  }

  /// Takes a line with its end; true where it is good so far.
  bool feed(const std::string& line) {
    return csv_parse(&parser_, line.data(), line.size(), on_field, on_row, this) == line.size();
  }

  /// Whether a record ended with the newest line; gives it once.
  bool take(Row& row) {
    if (!ended_) return false;
    ended_ = false;
    row = std::move(fields_);
    fields_.clear();
    return true;
  }

  /// True within a record: in a quoted field that has not ended.
  bool inside() const { return inside_; }
  void set_inside(bool inside) { inside_ = inside; }

  /// Forgets a record that is wrong.
  void restart() {
    csv_free(&parser_);
    start();
    fields_.clear();
    ended_ = inside_ = false;
  }

 private:
  /// A carriage return ends no line by itself: it is white space, which does not count round a field.
  void start() {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser_, delimiter_);
    csv_set_space_func(&parser_, [](unsigned char c) -> int { return c == ' ' || c == '\t' || c == '\r'; });
    csv_set_term_func(&parser_, [](unsigned char c) -> int { return c == '\n'; });
  }

  static void on_field(void* text, std::size_t size, void* self) noexcept {
    static_cast<CsvParser*>(self)->fields_.emplace_back(static_cast<const char*>(text), size);
  }
  static void on_row(int, void* self) noexcept { static_cast<CsvParser*>(self)->ended_ = true; }

  csv_parser parser_{};
  unsigned char delimiter_ = ',';
  Row fields_;
  bool ended_ = false;
  bool inside_ = false;
};

class CsvReader {
 public:
  CsvReader(Lines& lines, std::span<const Column> columns, FileErrors& errors)
      : lines_(lines), columns_(columns), errors_(errors) {}

  std::vector<Record> read() {
    std::string line;
    while (!done_ && lines_.next(line)) read_line(std::move(line));
    if (parser_.inside() && !done_) errors_.add(begin_, {"", "a quote that opens here is not closed"});
    if (!header_read_ && errors_.empty()) errors_.add(0, {"", "it has no header line that names the columns"});
    return std::move(records_);
  }

 private:
  void read_line(std::string line) {
    if (!parser_.inside()) {
      if (trim(line).empty()) return;
      begin_ = lines_.number();
      size_ = 0;
      if (!header_read_) parser_.read_delimiter(line);
    }
    line += '\n';
    size_ += line.size();
    if (!parser_.feed(line)) {
      errors_.add(begin_, {"", "a quote stands inside a field: write it twice, and quotes around the whole field"});
      parser_.restart();
      done_ = !header_read_;
      return;
    }
    Row row;
    parser_.set_inside(!parser_.take(row));
    if (!parser_.inside()) return take_row(row);
    if (size_ <= longest_record) return;
    errors_.add(begin_,
                {"", fmt::format("this record is longer than {} bytes: is a quote not closed?", longest_record)});
    done_ = true;
  }

  void take_row(const Row& row) {
    if (header_read_) return take_record(row);
    header_read_ = true;
    take_header(row);
  }

  void take_header(const Row& row) {
    for (const auto& cell : row) {
      const auto name = trim(cell);
      const auto* column = find_column(columns_, name);
      if (column == nullptr) {
        errors_.add(begin_, {"", unknown_column(columns_, name)});
      } else if (std::find(header_.begin(), header_.end(), column) != header_.end()) {
        errors_.add(begin_, {"", fmt::format("column {} stands twice", config::quote(name))});
      }
      header_.push_back(column);
    }
    for (const auto& column : columns_) {
      const bool there = std::find(header_.begin(), header_.end(), &column) != header_.end();
      if (column.required && !there) errors_.add(begin_, {"", fmt::format("the column '{}' is missing", column.name)});
    }
    done_ = !errors_.empty();
  }

  void take_record(const Row& row) {
    const auto empty = [](const std::string& cell) { return trim(cell).empty(); };
    if (std::all_of(row.begin(), row.end(), empty)) return;
    if (row.size() != header_.size()) {
      errors_.add(begin_, {"", fmt::format("it has {} fields where the header has {}", row.size(), header_.size())});
      return;
    }
    if (records_.size() == most_records) {
      errors_.add(begin_, {"", fmt::format("a file may have at most {} records", most_records)});
      done_ = true;
      return;
    }
    Record record{begin_, {}};
    for (std::size_t i = 0; i < row.size(); ++i) add_value(record, *header_[i], row[i]);
    records_.push_back(std::move(record));
  }

  static void add_value(Record& record, const Column& column, const std::string& cell) {
    std::vector<std::string> values;
    for (std::size_t at = 0; at <= cell.size();) {
      const auto end = column.list ? std::min(cell.find(';', at), cell.size()) : cell.size();
      const auto value = trim(std::string_view(cell).substr(at, end - at));
      if (!value.empty()) values.emplace_back(value);
      at = end + 1;
    }
    if (!values.empty()) record.values.emplace(column.name, std::move(values));
  }

  Lines& lines_;
  std::span<const Column> columns_;
  FileErrors& errors_;
  CsvParser parser_;
  std::vector<const Column*> header_;
  std::vector<Record> records_;
  std::size_t begin_ = 0;  // line of the record that is read
  std::size_t size_ = 0;   // its bytes so far
  bool header_read_ = false;
  bool done_ = false;
};

}  // namespace

std::vector<Record> read_csv(Lines& lines, std::span<const Column> columns, FileErrors& errors) {
  return CsvReader(lines, columns, errors).read();
}

}  // namespace jeda::command
