#include "base/terminal.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "base/utf8.h"

namespace jeda {
namespace {

constexpr std::size_t field_width = 14;
constexpr std::size_t cell_width =
    60;  // a hostile address of 1,000 characters shall not push everything off the screen
constexpr std::string_view ellipsis = "...";

std::size_t width_of(UChar32 character) {
  const auto category = u_charType(character);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK) return 0;
  const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

using Cells = std::vector<std::string>;

std::vector<Cells> shown_rows(const std::vector<Cells>& rows) {
  auto shown = rows;
  for (auto& row : shown) {
    for (auto& cell : row) cell = clip(escaped(cell), cell_width);
  }
  return shown;
}

/// The width of each column; 0: nothing stands in it.
std::vector<std::size_t> column_widths(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (std::size_t row = 1; row < rows.size(); ++row) {
      widths[column] = std::max(widths[column], display_width(rows[row][column]));
    }
    if (widths[column] > 0) widths[column] = std::max(widths[column], display_width(rows.front()[column]));
  }
  return widths;
}

std::string aligned(const Cells& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] == 0) continue;
    line += row[column];
    line.append(widths[column] - display_width(row[column]) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(std::max(take_character(text), 0));
  return width;
}

std::string clip(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  const auto mark = ellipsis.substr(0, columns);
  const auto room = columns - mark.size();
  std::size_t width = 0;
  auto rest = text;
  std::size_t kept = 0;
  while (!rest.empty()) {
    width += width_of(std::max(take_character(rest), 0));
    if (width > room) break;
    kept = text.size() - rest.size();
  }
  return std::string(text.substr(0, kept)).append(mark);
}

void Table::print(std::ostream& out, std::string_view indent) const {
  const auto rows = shown_rows(rows_);
  const auto widths = column_widths(rows);
  for (const auto& row : rows) out << indent << aligned(row, widths) << '\n';
}

void print_field(std::ostream& out, std::string_view name, std::string_view value) {
  out << fmt::format("{:<{}}  {}\n", name, field_width, escaped(value));
}

}  // namespace jeda
