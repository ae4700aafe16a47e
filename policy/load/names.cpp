// Names of rules, lists, purposes and teams, and what people call them.
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

namespace {

std::optional<std::string> read_title(const Node& node, Report& report) {
  auto title = config::read_line(node, report);
  if (!title || title->size() <= longest_title) return title;
  report.error(node.at, fmt::format("a title has at most {} bytes", longest_title));
  return std::nullopt;
}

}  // namespace

Titles read_titles(const Node& node, Report& report) {
  Titles titles;
  const auto languages = Language::names();
  if (node.form == Node::Form::text) {
    const std::string title = read_title(node, report).value_or("");
    for (std::size_t i = 0; i < languages.size() && !title.empty(); ++i) titles.emplace(Language(i), title);
    return titles;
  }
  MapReader map(node, report, "title");
  if (map.usable() && node.items.empty()) report.error(node.at, "a title is empty");
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const Node* text = map.find(languages[i]);
    const auto title = text == nullptr ? std::nullopt : read_title(*text, report);
    if (title) titles.emplace(Language(i), *title);
  }
  map.refuse_unknown();
  return titles;
}

}  // namespace jeda::policy::load
