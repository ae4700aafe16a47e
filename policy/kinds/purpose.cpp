#include "policy/kinds/purpose.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"
#include "policy/rules.h"

namespace jeda::policy {

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

// The values of a list under a key; empty where it is not there.
template <class Value>
std::vector<Value> read_values(KindReader& reader, std::string_view key,
                               tl::expected<Value, std::string> (*parse)(std::string_view)) {
  std::vector<Value> values;
  const config::Node* node = reader.map.find(key);
  if (node == nullptr) return values;
  const bool is_list = node->form == config::Node::Form::list;
  if (is_list && node->items.empty()) reader.problem(*node, fmt::format("'{}' is empty", key));
  if (node->items.size() > most_anchors) {
    reader.problem(*node, fmt::format("'{}' has more than {} entries", key, most_anchors));
    return values;
  }
  for (const config::Node* item : config::one_or_more(*node)) {
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
  const config::Node* one = reader.map.find("purpose");
  const config::Node* several = reader.map.find("purposes");
  if (one == nullptr && several == nullptr) reader.map.require("purpose");
  if (one != nullptr && several != nullptr) {
    reader.problem(*several, "'purpose' and 'purposes' are the same: give one of them");
  }
  const config::Node* node = one != nullptr ? one : several;
  if (node != nullptr) rule.purposes = reader.purposes.read_some(*node, reader.report());
}

bool is_before_it_begins(const Anchor& end, const std::vector<Anchor>& start) {
  return std::any_of(start.begin(), start.end(),
                     [&](const Anchor& begin) { return begin.event == end.event && end.after <= begin.after; });
}

void check_window(KindReader& reader, const PurposeRule& rule) {
  const config::Node* start = reader.map.find("start");
  if (start == nullptr) {
    for (const char* key : {"end", "unless"}) {
      const config::Node* node = reader.map.find(key);
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
  const config::Node* alone = reader.map.find("alone");
  if (alone == nullptr && reader.map.find("start") == nullptr) {
    reader.problem(reader.map.node(), "a purpose rule needs 'start', 'alone' or both, else it never objects");
  }
  if (alone != nullptr && rule.purposes.size() == 1) {
    reader.problem(*alone, "'alone' needs two purposes or more: it keeps them apart");
  }
}

std::optional<Time> newest(TouchKind event, const History& history) {
  switch (event) {
    case TouchKind::checkout:
      return history.newest_checkout;
    case TouchKind::order:
      return history.newest_order;
    case TouchKind::payment:
      return history.newest_payment;
    case TouchKind::delivery:
      return history.newest_delivery;
    case TouchKind::expiry:
      return history.newest_expiry;
    case TouchKind::reply:
      return history.newest_reply;
    default:
      return std::nullopt;
  }
}

/// The newest event among those of the anchors.
std::optional<Time> newest_of(const std::vector<Anchor>& anchors, const History& history) {
  std::optional<Time> found;
  for (const Anchor& anchor : anchors) {
    const auto at = newest(anchor.event, history);
    if (at && (!found || *at > *found)) found = at;
  }
  return found;
}

bool looks_at(const PurposeRule& rule, std::string_view purpose) {
  return std::find(rule.purposes.begin(), rule.purposes.end(), purpose) != rule.purposes.end();
}

PurposeWindow window_of(const PurposeRule& rule, const History& history) {
  PurposeWindow window;
  for (const Anchor& anchor : rule.start) {
    const auto at = newest(anchor.event, history);
    if (at && (!window.opens || *at + anchor.after > *window.opens)) window.opens = *at + anchor.after;
  }
  if (!window.opens) {
    if (!rule.start.empty()) window.missing = rule.start.front().event;
    return window;
  }
  for (const Anchor& anchor : rule.end) {
    const auto at = newest(anchor.event, history);
    if (at && (!window.closes || *at + anchor.after < *window.closes)) window.closes = *at + anchor.after;
  }
  const auto started = newest_of(rule.start, history);
  for (const TouchKind event : rule.unless) {
    const auto at = newest(event, history);
    if (at && *at > *started) window.settled = event;
  }
  if (window.settled) window.opens.reset();
  return window;
}

/// The newest running mail of another purpose of the rule; null where there is none.
const PastPurpose* running_mail(const PurposeRule& rule, const Case& about, Time now) {
  const PastPurpose* found = nullptr;
  for (const PastPurpose& past : about.log().purposes) {
    if (past.purpose == about.content().imprint.purpose || !looks_at(rule, past.purpose)) continue;
    if (now >= later(past.at, rule.alone)) continue;
    if (!found || past.at > found->at) found = &past;
  }
  return found;
}

}  // namespace

PurposeRule PurposeRule::read(KindReader& reader) {
  PurposeRule rule;
  read_names(reader, rule);
  rule.start = read_values<Anchor>(reader, "start", parse_anchor);
  rule.end = read_values<Anchor>(reader, "end", parse_anchor);
  rule.unless = read_values<TouchKind>(reader, "unless", parse_event);
  rule.alone = reader.duration("alone", Duration{});
  check_window(reader, rule);
  check_alone(reader, rule);
  return rule;
}

void each_clock(const Case& about, Time at, const std::function<void(const PurposeWindow&)>& see) {
  const std::string& purpose = about.content().imprint.purpose;
  if (purpose.empty()) return;
  for (const Rule& rule : about.policy.rules) {
    const auto* kind = std::get_if<PurposeRule>(&rule.kind);
    if (!kind || kind->start.empty() || !looks_at(*kind, purpose)) continue;
    const PurposeWindow window = window_of(*kind, about.log());
    if (window.opens && applies(rule.when, about, std::max(at, *window.opens)) == Applies::yes) see(window);
  }
}

bool in_own_clock(const Case& about, Time at) {
  bool within = false;
  each_clock(about, at, [&](const PurposeWindow& window) { within = within || window.contains(at); });
  return within;
}

std::optional<PurposeFacts> PurposeRule::objection(const Case& about, Time now) const {
  const std::string& purpose = about.content().imprint.purpose;
  if (purpose.empty() || !looks_at(*this, purpose)) return std::nullopt;
  const PurposeWindow window = window_of(*this, about.log());
  const bool outside = !start.empty() && !window.contains(now);
  const PastPurpose* other = running_mail(*this, about, now);
  if (!outside && !other) return std::nullopt;
  PurposeFacts facts{purpose, window.opens, window.closes, window.missing, window.settled, {}, {}};
  if (other) {
    facts.running = other->purpose;
    facts.running_since = other->at;
  }
  return facts;
}

std::optional<Time> PurposeRule::earliest(const Case& about, Time from) const {
  if (!looks_at(*this, about.content().imprint.purpose)) return from;
  Time allowed = from;
  while (const PastPurpose* other = running_mail(*this, about, allowed)) allowed = later(other->at, alone);
  if (!start.empty()) {
    const PurposeWindow window = window_of(*this, about.log());
    if (!window.opens) return std::nullopt;
    allowed = std::max(allowed, *window.opens);
    if (!window.contains(allowed)) return std::nullopt;
  }
  return within_horizon(allowed, from);
}

bool PurposeRule::comes_and_goes(const Case& about) const { return !about.content().imprint.purpose.empty(); }

std::string PurposeRule::saw(const Case& about, Time) const {
  std::string out = purpose_text(about);
  for (const Anchor& anchor : start) {
    const auto at = newest(anchor.event, about.log());
    out += at ? fmt::format(", {} {}", to_string(anchor.event), clock_text(*at, about))
              : fmt::format(", no {}", to_string(anchor.event));
  }
  return out;
}

std::string PurposeRule::passes(const Case& about, Time) const {
  if (!looks_at(*this, about.content().imprint.purpose)) return "not one of its purposes";
  return start.empty() ? "no other of these runs" : "within its window";
}

std::string PurposeFacts::objects(const Case& about, Time now) const {
  if (missing) return fmt::format("no {} is known", to_string(*missing));
  if (settled) return fmt::format("{} settled it", to_string(*settled));
  if (opens && now < *opens) return fmt::format("its window opens {}", clock_text(*opens, about));
  if (closes && now >= *closes) return fmt::format("its window closed {}", clock_text(*closes, about));
  return fmt::format("{} runs since {}", shown(running), clock_text(running_since.value_or(now), about));
}

Sentence PurposeFacts::sentence() const {
  if (!running.empty()) return {"_running", {purpose, running}};
  if (settled) return {"_settled", {purpose, *settled}};
  if (missing) return {"_missing", {purpose, *missing}};
  return {"", {purpose}};
}

}  // namespace jeda::policy
