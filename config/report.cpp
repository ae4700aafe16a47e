#include "config/report.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace jeda::config {
namespace {

constexpr std::size_t longest_line = 4096;  // bytes of a line that are kept

}  // namespace

Report::Report(const SourceFile& file, Findings& findings) : file_(file), findings_(findings), line_starts_{0} {
  for (std::size_t at = 0; at < file.text.size(); ++at) {
    if (file.text[at] == '\n') line_starts_.push_back(at + 1);
  }
}

void Report::error(Position at, std::string message) {
  if (errors_ > most_errors) return;
  ++errors_;
  if (errors_ > most_errors) message = "too many errors: the rest of the file is not reported";
  findings_.errors.push_back(make(at, std::move(message)));
}

void Report::warning(Position at, std::string message) {
  if (findings_.warnings.size() < most_errors) findings_.warnings.push_back(make(at, std::move(message)));
}

Position Report::position_of(std::size_t offset) {
  offset = std::min(offset, file_.text.size());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const int line = static_cast<int>(next - line_starts_.begin());
  const bool further = line == last_position_.line && offset >= last_offset_;
  const std::size_t from = further ? last_offset_ : *std::prev(next);
  const int column = further ? last_position_.column : 1;
  const std::string_view text = file_.text;
  last_position_ = {line, column + static_cast<int>(count_characters(text.substr(from, offset - from)))};
  last_offset_ = offset;
  return last_position_;
}

Diagnostic Report::make(Position at, std::string message) const {
  Diagnostic diagnostic{file_.name, at, std::move(message), {}};
  const auto index = static_cast<std::size_t>(at.line - 1);
  if (index >= line_starts_.size()) return diagnostic;
  const std::string_view rest = std::string_view(file_.text).substr(line_starts_[index]);
  std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
  diagnostic.line = line.substr(0, longest_line);
  return diagnostic;
}

}  // namespace jeda::config
