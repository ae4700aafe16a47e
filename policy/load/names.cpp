// Names of rules, lists, purposes and teams.
#include <algorithm>

#include "policy/load/parts.h"

namespace jeda::policy::load {

std::optional<std::string> read_word(const Node& node, Report& report, std::string_view what) {
  auto word = config::read_line(node, report);
  if (!word) return std::nullopt;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  if (word->size() <= longest_word && std::all_of(word->begin(), word->end(), fits)) return word;
  report.error(node.at, fmt::format("{} is no {}: 1 to {} of letters, digits, '-', '_' and '.'", config::quote(*word),
                                    what, longest_word));
  return std::nullopt;
}

}  // namespace jeda::policy::load
