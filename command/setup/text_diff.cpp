#include "command/setup/text_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace jeda::setup {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context = 3;
constexpr std::size_t most_compared = 4000;  // lines of a changed part; a larger one is shown as replaced whole

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// One line of the result: of both texts (' '), or of one.
struct DiffLine {
  char mark;
  std::string_view line;
};

/// The changed middle, by the longest common subsequence.
void compare(const Lines& before, const Lines& after, std::vector<DiffLine>& lines) {
  const std::size_t rows = before.size();
  const std::size_t columns = after.size();
  const bool compared = rows <= most_compared && columns <= most_compared;
  std::vector<std::vector<std::uint16_t>> common(compared ? rows + 1 : 0, std::vector<std::uint16_t>(columns + 1, 0));
  if (compared)
    for (std::size_t i = rows; i-- > 0;)
      for (std::size_t j = columns; j-- > 0;)
        common[i][j] = before[i] == after[j] ? static_cast<std::uint16_t>(common[i + 1][j + 1] + 1)
                                             : std::max(common[i + 1][j], common[i][j + 1]);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] == after[j] && compared) {
      lines.push_back({' ', before[i]});
      ++i, ++j;
    } else if (i < rows && (j == columns || !compared || common[i + 1][j] >= common[i][j + 1])) {
      lines.push_back({'-', before[i++]});
    } else {
      lines.push_back({'+', after[j++]});
    }
  }
}

std::vector<DiffLine> diff_lines(const Lines& before, const Lines& after) {
  const auto differ = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto head = differ.first - before.begin();
  const auto end = std::mismatch(before.rbegin(), before.rend() - head, after.rbegin(), after.rend() - head);
  const auto tail = end.first - before.rbegin();
  std::vector<DiffLine> lines;
  for (auto line = before.begin(); line != before.begin() + head; ++line) lines.push_back({' ', *line});
  compare(Lines(before.begin() + head, before.end() - tail), Lines(after.begin() + head, after.end() - tail), lines);
  for (auto line = before.end() - tail; line != before.end(); ++line) lines.push_back({' ', *line});
  return lines;
}

/// The first line of the next hunk at or after `from`, and past its last one.
std::pair<std::size_t, std::size_t> next_hunk(const std::vector<DiffLine>& lines, std::size_t from) {
  while (from < lines.size() && lines[from].mark == ' ') ++from;
  std::size_t end = from;
  for (std::size_t at = from; at < lines.size() && at <= end + 2 * context; ++at)
    if (lines[at].mark != ' ') end = at;
  return {from, std::min(end + 1 + context, lines.size())};
}

std::string range(std::size_t before, std::size_t count) {
  return fmt::format("{},{}", count == 0 ? before : before + 1, count);
}

std::string hunk_text(const std::vector<DiffLine>& lines, std::size_t first, std::size_t end) {
  const auto count = [&](std::size_t from, std::size_t to, char mark) {
    return static_cast<std::size_t>(std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(from),
                                                  lines.begin() + static_cast<std::ptrdiff_t>(to),
                                                  [&](const DiffLine& line) { return line.mark != mark; }));
  };
  std::string text = fmt::format("@@ -{} +{} @@\n", range(count(0, first, '+'), count(first, end, '+')),
                                 range(count(0, first, '-'), count(first, end, '-')));
  for (std::size_t at = first; at < end; ++at) {
    text += lines[at].mark;
    text += lines[at].line;
    if (!lines[at].line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  }
  return text;
}

}  // namespace

std::string text_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return "";
  std::string text = fmt::format("--- {}\n+++ {}\n", name, name);
  const auto lines = diff_lines(lines_of(before), lines_of(after));
  std::size_t done = 0;
  for (auto [change, end] = next_hunk(lines, 0); change < lines.size(); std::tie(change, end) = next_hunk(lines, end)) {
    const std::size_t first = std::max(done, change - std::min(change, context));
    text += hunk_text(lines, first, end);
    done = end;
  }
  return text;
}

}  // namespace jeda::setup
