#include "command/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "command/fields.h"
#include "command/lines.h"
#include "config/reader.h"
#include "config/report.h"

namespace jeda::command {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

void FileErrors::add(std::size_t line, Wrong wrong) {
  if (kept_.size() < most_kept) {
    kept_.push_back({line, std::move(wrong.field), std::move(wrong.message)});
  } else {
    ++more_;
  }
}

void FileErrors::sort() {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Entry& a, const Entry& b) { return a.line < b.line; });
}

std::string FileErrors::to_string(std::string_view file) const {
  std::string text;
  for (const auto& entry : kept_) {
    text += file;
    if (entry.line > 0) text += fmt::format(":{}", entry.line);
    if (!entry.column.empty()) text += ": " + entry.column;
    text += fmt::format(": {}\n", entry.message);
  }
  if (more_ > 0) text += fmt::format("{}: and {} more error{}\n", file, more_, more_ == 1 ? "" : "s");
  return text;
}

std::string Record::text(std::string_view column) const {
  const auto found = values.find(column);
  return found == values.end() ? std::string() : found->second.front();
}

std::vector<std::string> Record::list(std::string_view column) const {
  const auto found = values.find(column);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

Lines::Lines(std::istream& in, FileErrors& errors, const OnProgress& on_progress)
    : in_(in), errors_(errors), on_progress_(on_progress), buffer_(longest_record + 1) {}

bool Lines::next(std::string& line) {
  while (take(line)) {
    if (number_ == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
    if (find_invalid_utf8(line) == std::string_view::npos) return true;
    errors_.add(number_, {"", "this line is no UTF-8"});
  }
  return false;
}

/// The next line that is not too long.
bool Lines::take(std::string& line) {
  while (in_.good()) {
    in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    const auto taken = static_cast<std::size_t>(in_.gcount());
    if (in_.bad() || (taken == 0 && in_.fail())) break;
    ++number_;
    bytes_ += taken;
    if (on_progress_) on_progress_(bytes_);
    if (!in_.fail()) {
      line.assign(buffer_.data(), in_.eof() ? taken : taken - 1);
      return true;
    }
    in_.clear();
    in_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    bytes_ += static_cast<std::size_t>(in_.gcount());
    errors_.add(number_, {"", fmt::format("this line is longer than {} bytes", longest_record)});
  }
  if (in_.bad() || !in_.eof()) errors_.add(0, {"", "it cannot be read"});
  return false;
}

const Column* find_column(std::span<const Column> columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return equals_ignoring_case(column.name, name); });
  return found == columns.end() ? nullptr : &*found;
}

std::string unknown_column(std::span<const Column> columns, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.emplace_back(column.name);
  return fmt::format("unknown column {}{}", config::quote(name), known_hint(name, names));
}

std::vector<Record> read_records(std::istream& in, FileFormat format, std::span<const Column> columns,
                                 FileErrors& errors, const OnProgress& on_progress) {
  Lines lines(in, errors, on_progress);
  return format == FileFormat::csv ? read_csv(lines, columns, errors) : read_json_lines(lines, columns, errors);
}

}  // namespace jeda::command
