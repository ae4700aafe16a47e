// rules: the four kinds, each with its own keys.
#include <algorithm>
#include <set>

#include "policy/advice.h"
#include "policy/load_parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t longest_name = 40;  // the MTA cuts a quarantine's reason at 100 bytes
constexpr int largest_unanswered = 1000;
constexpr std::size_t most_waits = 100;
constexpr std::size_t most_rules = 100;

// The keys of each kind, in the order of Kind.
const std::array<std::vector<std::string_view>, std::variant_size_v<Kind>> kind_keys{{{"floor", "after_reply", "wait"},
                                                                                      {"unanswered"},
                                                                                      {},
                                                                                      {"within", "scope"},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {},
                                                                                      {}}};

std::optional<Duration> find_duration(MapReader& map, std::string_view key) {
  const Node* node = map.find(key);
  return node == nullptr ? std::nullopt : config::read_duration(*node, map.report());
}

std::vector<Duration> read_waits(const Node& node, Report& report) {
  std::vector<Duration> waits;
  if (node.kind == Node::Kind::list && node.items.empty()) report.error(node.at, "'wait' is empty");
  if (node.items.size() > most_waits) report.error(node.at, fmt::format("'wait' has more than {} steps", most_waits));
  for (const Node* item : config::one_or_more(node)) {
    if (const auto wait = config::read_duration(*item, report)) waits.push_back(*wait);
  }
  return waits;
}

// Defaults of the four: policy.md, rows 1, 2 and 13.
Gap read_gap(MapReader& map) {
  Gap gap;
  gap.floor = find_duration(map, "floor").value_or(std::chrono::hours(2));
  gap.after_reply = find_duration(map, "after_reply").value_or(std::chrono::hours(24));
  if (const Node* wait = map.require("wait")) gap.wait = read_waits(*wait, map.report());
  return gap;
}

StopAfter read_stop_after(MapReader& map) {
  const Node* node = map.require("unanswered");
  if (node == nullptr) return {};
  return {config::read_number(*node, map.report(), 1, largest_unanswered).value_or(1)};
}

DuplicateSender read_duplicate_sender(MapReader& map) {
  DuplicateSender kind;
  if (const Node* within = map.require("within")) {
    kind.within = config::read_duration(*within, map.report()).value_or(Duration{});
  }
  if (const Node* scope = map.find("scope")) {
    kind.scope = read_enum<Scope>(*scope, map.report(), "scope").value_or(Scope::address);
  }
  return kind;
}

Kind read_kind_keys(MapReader& map, std::size_t kind) {
  switch (kind) {
    case 0:
      return read_gap(map);
    case 1:
      return read_stop_after(map);
    case 2:
      return TimeOfDay{};
    case 3:
      return read_duplicate_sender(map);
    default:
      map.report().error(map.require("kind")->at, "this kind cannot be read yet");
      return TimeOfDay{};
  }
}

std::optional<std::size_t> kind_that_has(const std::string& key) {
  for (std::size_t kind = 0; kind < kind_keys.size(); ++kind) {
    const auto& keys = kind_keys[kind];
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return kind;
  }
  return std::nullopt;
}

// `kind`: absent where it is unknown; then a key of any kind may be right.
void refuse_unknown_keys(MapReader& map, std::optional<std::size_t> kind) {
  if (!kind) {
    for (const auto& keys : kind_keys) {
      for (const std::string_view key : keys) map.find(key);
    }
  }
  for (const Node* key : map.unknown_keys()) {
    const auto owner = kind_that_has(key->text);
    if (!owner || !kind) {
      map.refuse_unknown(*key);
    } else {
      map.report().error(key->at, fmt::format("key '{}' belongs to kind '{}', not to '{}'", key->text,
                                              kind_names()[*owner], kind_names()[*kind]));
    }
  }
}

std::string read_name(const Node& node, Report& report, std::set<std::string>& taken) {
  const auto name = config::read_line(node, report);
  if (!name) return "";
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  if (name->size() > longest_name || !std::all_of(name->begin(), name->end(), fits)) {
    report.error(node.at, fmt::format("{} is no rule name: 1 to {} of letters, digits, '-', '_' and '.'",
                                      config::quote(*name), longest_name));
  } else if (!taken.insert(*name).second) {
    report.error(node.at, fmt::format("rule name {} is given twice", config::quote(*name)));
  }
  return *name;
}

bool is_person(const Organisation& organisation, const std::string& name) {
  const auto& people = organisation.people;
  return std::any_of(people.begin(), people.end(), [&](const Person& person) { return person.name == name; });
}

std::string sender_problem(const Organisation& organisation, const std::string& text) {
  std::vector<std::string> names;
  for (const Person& person : organisation.people) names.push_back(person.name);
  return fmt::format("{} is no address pattern and no name of organisation.people{}", config::quote(text),
                     config::hint(text, names));
}

std::vector<std::string> read_senders(const Node& node, const Organisation& organisation, Report& report) {
  std::vector<std::string> senders;
  for (const Node* item : config::one_or_more(node)) {
    const auto text = config::read_line(*item, report);
    if (!text) continue;
    if (is_person(organisation, *text)) {
      senders.push_back(*text);
      continue;
    }
    const auto pattern = normalise_pattern(*text);
    if (pattern) {
      senders.push_back(*pattern);
    } else {
      const bool is_word = text->find('@') == std::string::npos;
      report.error(item->at, is_word ? sender_problem(organisation, *text) : pattern.error());
    }
  }
  return senders;
}

void refuse_empty(const Node& node, Report& report) {
  if (node.kind == Node::Kind::list && node.items.empty()) report.error(node.at, "an empty list would match nobody");
}

When read_when(const Node& node, const Organisation& organisation, Report& report) {
  When when;
  MapReader map(node, report, "when");
  if (const Node* audience = map.find("audience")) {
    refuse_empty(*audience, report);
    for (const Node* item : config::one_or_more(*audience)) {
      if (const auto value = read_enum<Audience>(*item, report, "audience")) when.audience.push_back(*value);
    }
  }
  if (const Node* sender = map.find("sender")) {
    refuse_empty(*sender, report);
    when.sender = read_senders(*sender, organisation, report);
  }
  map.refuse_unknown();
  return when;
}

void read_action(MapReader& map, Rule& rule) {
  Report& report = map.report();
  const Node* action = map.require("action");
  const auto value = action == nullptr ? std::nullopt : read_enum<Action>(*action, report, "action");
  rule.action = value.value_or(Action::hold);
  const Node* release = map.find("release");
  if (release == nullptr) return;
  rule.release = read_enum<Release>(*release, report, "release").value_or(Release::review);
  if (value && *value != Action::hold) report.error(release->at, "'release' is for rules with 'action: hold' only");
}

std::string read_advice(const Node& node, Report& report) {
  const auto text = config::read_text(node, report);
  if (!text) return "";
  const std::string problem = check_template(*text);
  if (!problem.empty()) report.error(node.at, fmt::format("advice: {}", problem));
  return *text;
}

class RulesReader {
 public:
  RulesReader(const Organisation& organisation, Report& report) : organisation_(organisation), report_(report) {}

  Rule read(const Node& node) {
    Rule rule;
    MapReader map(node, report_, "a rule");
    if (const Node* name = map.require("name")) rule.name = read_name(*name, report_, names_);
    const Node* kind = map.require("kind");
    const auto index = kind == nullptr ? std::nullopt : config::read_choice(*kind, report_, "kind", kind_names());
    if (index) rule.kind = read_kind_keys(map, *index);
    read_action(map, rule);
    if (const Node* when = map.find("when")) rule.when = read_when(*when, organisation_, report_);
    if (const Node* advice = map.find("advice")) rule.advice = read_advice(*advice, report_);
    refuse_unknown_keys(map, index);
    return rule;
  }

 private:
  const Organisation& organisation_;
  Report& report_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<Rule> read_rules(const Node& node, const Organisation& organisation, Report& report) {
  std::vector<Rule> rules;
  const std::vector<const Node*> items = config::read_list(node, report);
  if (node.kind == Node::Kind::list && items.empty()) report.warning(node.at, "there are no rules: all mail is let go");
  if (items.size() > most_rules) report.error(node.at, fmt::format("there are more than {} rules", most_rules));
  RulesReader reader(organisation, report);
  for (const Node* item : items) rules.push_back(reader.read(*item));
  return rules;
}

}  // namespace jeda::policy::load
