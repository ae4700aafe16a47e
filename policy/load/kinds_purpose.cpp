// kind: purpose. A window told by events, and mail that runs alone.
#include <algorithm>

#include "policy/load/kinds.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_anchors = 20;

constexpr std::array<TouchKind, 5> events{TouchKind::checkout, TouchKind::order, TouchKind::payment,
                                          TouchKind::delivery, TouchKind::expiry};

std::vector<std::string> event_names() {
  std::vector<std::string> names;
  for (const TouchKind event : events) names.emplace_back(to_string(event));
  return names;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

tl::expected<TouchKind, std::string> parse_event(std::string_view name) {
  const auto found =
      std::find_if(events.begin(), events.end(), [&](TouchKind event) { return to_string(event) == name; });
  if (found != events.end()) return *found;
  return tl::unexpected(fmt::format("unknown event {}{}", config::quote(name), config::hint(name, event_names())));
}

// "order + 3d", "expiry - 7d", "delivery".
tl::expected<Anchor, std::string> parse_anchor(std::string_view text) {
  const std::size_t sign = text.find_first_of("+-");
  const auto event = parse_event(trimmed(text.substr(0, sign)));
  if (!event) return tl::unexpected(event.error());
  if (sign == std::string_view::npos) return Anchor{*event, {}};
  const auto after = config::parse_duration(trimmed(text.substr(sign + 1)));
  if (!after) return tl::unexpected(after.error());
  return Anchor{*event, text[sign] == '-' ? -*after : *after};
}

tl::expected<TouchKind, std::string> parse_unless(std::string_view text) { return parse_event(text); }

// The values of a list under a key; empty where it is not there.
template <class Value>
std::vector<Value> read_values(KindReader& reader, std::string_view key,
                               tl::expected<Value, std::string> (*parse)(std::string_view)) {
  std::vector<Value> values;
  const Node* node = reader.map.find(key);
  if (node == nullptr) return values;
  if (node->kind == Node::Kind::list && node->items.empty()) reader.problem(*node, fmt::format("'{}' is empty", key));
  if (node->items.size() > most_anchors) {
    reader.problem(*node, fmt::format("'{}' has more than {} entries", key, most_anchors));
    return values;
  }
  for (const Node* item : config::one_or_more(*node)) {
    const auto text = config::read_line(*item, reader.report());
    if (!text) continue;
    const auto value = parse(*text);
    if (value) {
      values.push_back(*value);
    } else {
      reader.problem(*item, value.error());
    }
  }
  return values;
}

void read_names(KindReader& reader, PurposeRule& rule) {
  const Node* one = reader.map.find("purpose");
  const Node* several = reader.map.find("purposes");
  if (one == nullptr && several == nullptr) reader.map.require("purpose");
  if (one != nullptr && several != nullptr) {
    reader.problem(*several, "'purpose' and 'purposes' are the same: give one of them");
  }
  const Node* node = one != nullptr ? one : several;
  if (node != nullptr) rule.purposes = reader.vocabulary.purposes.read_some(*node, reader.report());
}

bool is_before_it_begins(const Anchor& end, const std::vector<Anchor>& start) {
  return std::any_of(start.begin(), start.end(),
                     [&](const Anchor& begin) { return begin.event == end.event && end.after <= begin.after; });
}

void check_window(KindReader& reader, const PurposeRule& rule) {
  const Node* start = reader.map.find("start");
  if (start == nullptr) {
    for (const char* key : {"end", "unless"}) {
      const Node* node = reader.map.find(key);
      if (node != nullptr)
        reader.problem(*node, fmt::format("'{}' needs a 'start': the event it all begins with", key));
    }
    return;
  }
  const bool empty = std::any_of(rule.end.begin(), rule.end.end(),
                                 [&](const Anchor& end) { return is_before_it_begins(end, rule.start); });
  if (empty) reader.problem(*reader.map.find("end"), "the window ends before it begins");
}

void check_alone(KindReader& reader, const PurposeRule& rule) {
  const Node* alone = reader.map.find("alone");
  if (alone == nullptr && reader.map.find("start") == nullptr) {
    reader.problem(reader.map.node(), "a purpose rule needs 'start', 'alone' or both, else it never objects");
  }
  if (alone != nullptr && rule.purposes.size() == 1) {
    reader.problem(*alone, "'alone' needs two purposes or more: it keeps them apart");
  }
}

}  // namespace

Kind read_purpose_rule(KindReader& reader) {
  PurposeRule rule;
  read_names(reader, rule);
  rule.start = read_values<Anchor>(reader, "start", parse_anchor);
  rule.end = read_values<Anchor>(reader, "end", parse_anchor);
  rule.unless = read_values<TouchKind>(reader, "unless", parse_unless);
  rule.alone = reader.duration("alone", Duration{});
  check_window(reader, rule);
  check_alone(reader, rule);
  return rule;
}

}  // namespace jeda::policy::load
