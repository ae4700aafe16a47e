#include "config/reader.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/printable.h"

namespace jeda::config {
namespace {

constexpr std::size_t few_names = 8;
constexpr std::size_t few_keys = 24;

bool is_text(const Node& node, Report& report, std::string_view wanted) {
  if (node.form == Node::Form::text) return true;
  report.error(node.at, fmt::format("expected {}, found {}", wanted, describe(node)));
  return false;
}

bool check_length(const Node& node, Report& report, std::size_t most) {
  if (node.text.empty()) {
    report.error(node.at, "expected a text, found an empty one");
    return false;
  }
  if (node.text.size() <= most) return true;
  report.error(node.at, fmt::format("the text has {} bytes; at most {} are allowed", node.text.size(), most));
  return false;
}

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && stop == end ? std::optional<int>(number) : std::nullopt;
}

std::vector<std::string> to_strings(std::span<const std::string_view> names) { return {names.begin(), names.end()}; }

// "tag, hold or reject"
std::string one_of(std::span<const std::string_view> names) {
  if (names.size() < 2) return fmt::format("{}", fmt::join(names, ""));
  return fmt::format("{} or {}", fmt::join(names.first(names.size() - 1), ", "), names.back());
}

std::string hint(std::string_view word, const std::vector<std::string>& names, std::size_t few) {
  if (const auto near = suggest(word, names)) return fmt::format(" (did you mean {}?)", quote(*near));
  if (names.empty() || names.size() > few) return "";
  return fmt::format(" (known: {})", fmt::join(names, ", "));
}

}  // namespace

std::string hint(std::string_view word, const std::vector<std::string>& names) { return hint(word, names, few_names); }

MapReader::MapReader(const Node& node, Report& report, std::string_view what)
    : node_(node), report_(report), what_(what), usable_(node.form == Node::Form::map) {
  if (!usable_) report.error(node.at, fmt::format("{} must be a map, found {}", what, describe(node)));
}

const Node* MapReader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  for (std::size_t i = 0; i < node_.keys.size(); ++i) {
    if (node_.keys[i].text == key) return &node_.items[i];
  }
  return nullptr;
}

const Node* MapReader::require(std::string_view key) {
  const Node* value = find(key);
  if (value == nullptr && usable_) report_.error(node_.at, fmt::format("{} lacks the key '{}'", what_, key));
  return value;
}

std::vector<const Node*> MapReader::unknown_keys() const {
  std::vector<const Node*> unknown;
  for (const Node& key : node_.keys) {
    if (std::find(known_.begin(), known_.end(), key.text) == known_.end()) unknown.push_back(&key);
  }
  return unknown;
}

void MapReader::refuse_unknown() const {
  for (const Node* key : unknown_keys()) refuse_unknown(*key);
}

void MapReader::refuse_unknown(const Node& key) const {
  if (report_.errors() > Report::most_errors) return;
  report_.error(key.at, fmt::format("unknown key {}{}", quote(key.text), hint(key.text, known_, few_keys)));
}

std::optional<std::string> read_line(const Node& node, Report& report) {
  if (!is_text(node, report, "a text") || !check_length(node, report, longest_line_value)) return std::nullopt;
  if (masked(node.text) == node.text && node.text.find('\t') == std::string::npos) return node.text;
  report.error(node.at, "the text holds line breaks, tabs or other control characters");
  return std::nullopt;
}

std::optional<std::string> read_text(const Node& node, Report& report) {
  if (!is_text(node, report, "a text") || !check_length(node, report, longest_text_value)) return std::nullopt;
  std::string lines = node.text;
  std::replace(lines.begin(), lines.end(), '\n', ' ');
  if (masked(lines) == lines) return node.text;
  report.error(node.at, "the text holds control characters");
  return std::nullopt;
}

std::optional<int> read_number(const Node& node, Report& report, int least, int most) {
  if (!is_text(node, report, "a number")) return std::nullopt;
  const auto number = parse_number(node.text);
  if (number && *number >= least && *number <= most) return number;
  report.error(node.at, fmt::format("expected a whole number from {} to {}, found {}", least, most, describe(node)));
  return std::nullopt;
}

std::optional<bool> read_flag(const Node& node, Report& report) {
  const bool yes = node.form == Node::Form::text && node.text == "true";
  if (yes || (node.form == Node::Form::text && node.text == "false")) return yes;
  report.error(node.at, fmt::format("expected true or false, found {}", describe(node)));
  return std::nullopt;
}

std::optional<int> read_percent(const Node& node, Report& report) {
  if (!is_text(node, report, "a percentage")) return std::nullopt;
  const bool marked = node.text.ends_with('%');
  const auto number = parse_number(std::string_view(node.text).substr(0, node.text.size() - (marked ? 1 : 0)));
  const bool fits = number && *number >= 1 && *number <= 100;
  if (marked && fits) return number;
  report.error(node.at, fmt::format("expected a percentage from 1% to 100%, found {}{}", describe(node),
                                    fits ? fmt::format(" (did you mean '{}%'?)", *number) : ""));
  return std::nullopt;
}

std::optional<std::size_t> read_choice(const Node& node, Report& report, std::string_view what,
                                       std::span<const std::string_view> names) {
  if (node.form != Node::Form::text) {
    report.error(node.at, fmt::format("expected {}, found {}", one_of(names), describe(node)));
    return std::nullopt;
  }
  const auto found = std::find(names.begin(), names.end(), node.text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  report.error(node.at, fmt::format("unknown {} {}{}", what, quote(node.text), hint(node.text, to_strings(names))));
  return std::nullopt;
}

std::vector<const Node*> read_list(const Node& node, Report& report) {
  if (node.form == Node::Form::list) return one_or_more(node);
  report.error(node.at, fmt::format("expected a list, found {}", describe(node)));
  return {};
}

std::vector<const Node*> one_or_more(const Node& node) {
  if (node.form != Node::Form::list) return {&node};
  std::vector<const Node*> items;
  for (const Node& item : node.items) items.push_back(&item);
  return items;
}

}  // namespace jeda::config
