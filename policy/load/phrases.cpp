// phrases: lists of regular expressions.
#include "policy/phrases.h"
#include "base/utf8.h"
#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_patterns = 2000;  // of all lists

}  // namespace

void Phrases::read(const Node& node, Report& report, Names& names, std::optional<config::Position> at) {
  if (node.form != Node::Form::map) {
    report.error(node.at,
                 fmt::format("phrases are a map of names and lists of patterns, found {}", config::describe(node)));
    names.lack();
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const auto name = read_word(node.keys[i], report, "name of a phrase list");
    if (!name) continue;
    names.give(*name, at.value_or(node.keys[i].at));
    read_list(*name, node.items[i], report);
  }
}

void Phrases::read_list(const std::string& name, const Node& node, Report& report) {
  refuse_empty(node, report, "no mail");
  std::vector<std::string>& list = lists_[name];
  for (const Node* item : config::one_or_more(node)) {
    if (++patterns_ == most_patterns + 1) {
      report.error(item->at, fmt::format("there are more than {} patterns", most_patterns));
    }
    if (patterns_ <= most_patterns) read_pattern(list, *item, report);
  }
}

void Phrases::read_pattern(std::vector<std::string>& list, const Node& node, Report& report) {
  auto pattern = config::read_line(node, report);
  if (!pattern) return;
  const auto compiled = Patterns::compile({*pattern});
  if (compiled) {
    list.push_back(std::move(*pattern));
    return;
  }
  const PatternError& problem = compiled.error();
  const auto letters = count_characters(std::string_view(*pattern).substr(0, problem.offset));
  report.error(node.at,
               fmt::format("pattern {}: {}, at character {}", config::quote(*pattern), problem.message, letters + 1));
}

std::vector<PhraseList> Phrases::take() && {
  std::vector<PhraseList> lists;
  for (const auto& [name, patterns] : lists_) {
    auto compiled = Patterns::compile(patterns);
    if (compiled) lists.push_back({name, std::move(*compiled)});
  }
  return lists;
}

}  // namespace jeda::policy::load
