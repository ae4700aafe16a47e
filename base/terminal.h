// Text for a terminal: tables line up, and whatever a sender wrote is made harmless before it is shown.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/printable.h"

namespace jeda {

/// Columns that `text`, made by escaped(), takes on a terminal: 2 for East Asian wide characters and emoji, 0 for
/// combining marks.
std::size_t display_width(std::string_view text);

/// The beginning of printable `text`, at most `columns` wide (at least 1); "..." is its end where something was cut.
std::string clip(std::string_view text, std::size_t columns);

/// Rows of cells, made printable, clipped, and aligned on the left two spaces apart.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }

  /// REQUIRES: as many cells as the heading has.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// Every line begins with `indent` and ends without spaces. Columns that are empty in every row but the heading are
  /// left out.
  void print(std::ostream& out, std::string_view indent = "") const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// "name            value": the lines of a summary. The value is made printable.
void print_field(std::ostream& out, std::string_view name, std::string_view value);

}  // namespace jeda
