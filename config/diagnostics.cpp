#include "config/diagnostics.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/printable.h"
#include "base/text.h"

namespace jeda::config {
namespace {

constexpr std::size_t longest_word = 100;      // past it a slip is no slip, and comparing costs its square
constexpr std::size_t widest_line = 120;       // characters of a line that are shown
constexpr std::size_t longest_quotation = 60;  // characters

std::size_t character_end(std::string_view text, std::size_t at) {
  const std::size_t length = utf8_length(text, at);
  return at + (length == 0 ? 1 : length);
}

// Byte offset of a character counted from 0; the size of the text where it has fewer.
std::size_t offset_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (; character > 0 && at < text.size(); --character) at = character_end(text, at);
  return at;
}

std::string first_characters(std::string_view text, std::size_t most) {
  const std::size_t end = offset_of(text, most);
  return end == text.size() ? std::string(text) : std::string(text.substr(0, end)) + "...";
}

std::string padding_under(std::string_view text) {
  std::string padding;
  for (std::size_t at = 0; at < text.size(); at = character_end(text, at)) padding += text[at] == '\t' ? '\t' : ' ';
  return padding;
}

// The line and the caret below it; of a long line the part around the caret.
std::string excerpt(std::string_view line, int column) {
  const std::size_t caret = static_cast<std::size_t>(std::max(column, 1)) - 1;
  const std::string clean = masked(line);
  const std::string_view text = clean;
  const std::size_t total = count_characters(text);
  if (caret > total) return fmt::format("    {}\n", first_characters(text, widest_line));
  const std::size_t first = total > widest_line && caret > widest_line / 2 ? caret - widest_line / 2 : 0;
  const std::size_t begin = offset_of(text, first);
  const std::string lead = first > 0 ? "..." : "";
  const std::string_view before = text.substr(begin, offset_of(text, caret) - begin);
  return fmt::format("    {}{}\n    {}{}^\n", lead, first_characters(text.substr(begin), widest_line),
                     std::string(lead.size(), ' '), padding_under(before));
}

// Insertions, deletions, replacements and swaps of neighbours that make one word of another.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

bool before(const Diagnostic& a, const Diagnostic& b) {
  return a.at.line != b.at.line ? a.at.line < b.at.line : a.at.column < b.at.column;
}

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.file == b.file && a.at.line == b.at.line && a.at.column == b.at.column && a.message == b.message;
}

}  // namespace

std::string Diagnostic::to_string() const {
  const std::string head = fmt::format("{}:{}:{}: {}\n", masked(file), at.line, at.column, masked(message));
  return line.empty() ? head : head + excerpt(line, at.column);
}

std::string to_string(const Diagnostics& diagnostics) {
  Diagnostics sorted = diagnostics;
  sort(sorted);
  std::string out;
  for (const Diagnostic& diagnostic : sorted) out += diagnostic.to_string();
  return out;
}

std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > longest_word) return std::nullopt;
  const std::string wanted = lower_ascii(word);
  std::optional<std::string> best;
  std::size_t best_distance = longest_word;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::size_t distance = edit_distance(wanted, lower_ascii(candidate));
    if (distance * 3 > std::max(word.size(), candidate.size()) || distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

void sort(Diagnostics& diagnostics) {
  std::vector<std::string> files;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (std::find(files.begin(), files.end(), diagnostic.file) == files.end()) files.push_back(diagnostic.file);
  }
  const auto rank = [&](const Diagnostic& d) { return std::find(files.begin(), files.end(), d.file) - files.begin(); };
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return a.file != b.file ? rank(a) < rank(b) : before(a, b);
  });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same), diagnostics.end());
}

std::string quote(std::string_view value) {
  std::string clean = masked(value);
  std::replace(clean.begin(), clean.end(), '\t', ' ');
  return "'" + first_characters(clean, longest_quotation) + "'";
}

}  // namespace jeda::config
