// rules: what every kind has in common, and what they ask of each other.
#include <algorithm>
#include <set>

#include "policy/load/parts.h"
#include "policy/telling/advice.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_rules = 100;

std::vector<std::string_view> kinds_that_have(const std::string& key) {
  std::vector<std::string_view> kinds;
  for (const KindForm& form : kind_forms()) {
    if (std::find(form.keys.begin(), form.keys.end(), key) != form.keys.end()) kinds.push_back(form.name);
  }
  return kinds;
}

std::string wrong_kind(const std::string& key, const std::vector<std::string_view>& owners, std::string_view kind) {
  std::string names;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    const char* separator = i == 0 ? "" : i + 1 == owners.size() ? " and " : ", ";
    names += fmt::format("{}'{}'", separator, owners[i]);
  }
  return fmt::format("key '{}' belongs to kind{} {}, not to '{}'", key, owners.size() == 1 ? "" : "s", names, kind);
}

// `kind`: null where it is unknown; then a key of any kind may be right.
void refuse_unknown_keys(MapReader& map, const KindForm* kind) {
  if (!kind) {
    for (const KindForm& form : kind_forms()) {
      for (const std::string_view key : form.keys) map.find(key);
    }
  }
  for (const Node* key : map.unknown_keys()) {
    const auto owners = kinds_that_have(key->text);
    if (owners.empty() || !kind) {
      map.refuse_unknown(*key);
    } else {
      map.report().error(key->at, wrong_kind(key->text, owners, kind->name));
    }
  }
}

std::string read_name(const Node& node, Report& report, std::set<std::string>& taken) {
  const auto name = read_word(node, report, "rule name");
  if (name && !taken.insert(*name).second) {
    report.error(node.at, fmt::format("rule name {} is given twice", config::quote(*name)));
  }
  return name.value_or("");
}

void read_release(const Node& node, std::optional<Action> action, Rule& rule, Report& report) {
  rule.release = read_enum<Release>(node, report, "release").value_or(Release::review);
  if (action && *action != Action::hold) report.error(node.at, "'release' is for rules with 'action: hold' only");
}

// REQUIRES: the kind was read.
void check_kind(MapReader& map, const Rule& rule) {
  Report& report = map.report();
  if (rule.release == Release::when_allowed && rule.action == Action::hold && !may_come_free(way_of(rule.kind))) {
    report.error(map.find("release")->at,
                 fmt::format("no time mends what kind '{}' objects to: use 'release: review'", kind_name(rule.kind)));
  }
  if (tags_counted(rule.kind) > 0 && rule.action == Action::tag) {
    report.error(map.find("action")->at,
                 fmt::format("a '{}' rule counts tags: its action is hold or reject", kind_name(rule.kind)));
  }
  if (way_of(rule.kind) == Way::own_accord && rule.overridable) {
    report.error(map.find("overridable")->at, "a wish not to be written to is overridden by nobody");
  }
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
  RulesReader(Vocabulary& vocabulary, std::optional<config::Position> overrides, Report& report)
      : vocabulary_(vocabulary), overrides_(overrides), report_(report) {}

  Rule read(const Node& node) {
    Rule rule;
    MapReader map(node, report_, "a rule");
    if (const Node* name = map.require("name")) rule.name = read_name(*name, report_, names_);
    const Node* kind = map.require("kind");
    const auto index = kind == nullptr ? std::nullopt : config::read_choice(*kind, report_, "kind", kind_names());
    const KindForm* form = index ? &kind_forms()[*index] : nullptr;
    KindReader reader{map, vocabulary_.phrases, vocabulary_.purposes};
    if (form != nullptr) rule.kind = form->read(reader);
    read_common(map, rule);
    if (form != nullptr) check_kind(map, rule);
    refuse_unknown_keys(map, form);
    if (const int tags = tags_counted(rule.kind); tags > 0) counts_.push_back({tags, kind});
    if (rule.action == Action::tag) ++tags_;
    return rule;
  }

  /// REQUIRES: all rules were read.
  void warn() const {
    for (const auto& [tags, node] : counts_) {
      if (tags_ >= tags) continue;
      report_.warning(node->at,
                      fmt::format("this rule never objects: it waits for {} tags, and there {} {} rule{} with "
                                  "'action: tag'",
                                  tags, tags_ == 1 ? "is" : "are", tags_, tags_ == 1 ? "" : "s"));
    }
    if (overrides_ && !overridable_) report_.warning(*overrides_, "no rule is 'overridable', so none is overridden");
  }

 private:
  void read_common(MapReader& map, Rule& rule) {
    const Node* action = map.require("action");
    const auto value = action == nullptr ? std::nullopt : read_enum<Action>(*action, report_, "action");
    rule.action = value.value_or(Action::hold);
    if (const Node* release = map.find("release")) read_release(*release, value, rule, report_);
    if (const Node* when = map.find("when")) rule.when = read_when(*when, vocabulary_, report_);
    if (const Node* title = map.find("title")) rule.titles = read_titles(*title, report_);
    if (const Node* advice = map.find("advice")) rule.advice = read_advice(*advice, report_);
    if (const Node* overridable = map.find("overridable")) read_overridable(*overridable, rule);
  }

  void read_overridable(const Node& node, Rule& rule) {
    rule.overridable = config::read_flag(node, report_).value_or(false);
    overridable_ = overridable_ || rule.overridable;
    if (rule.overridable && !overrides_)
      report_.warning(node.at, "nobody may override it: the file has no 'overrides'");
  }

  struct Count {
    int tags;
    const Node* node;
  };

  Vocabulary& vocabulary_;
  std::optional<config::Position> overrides_;
  Report& report_;
  std::set<std::string> names_;
  std::vector<Count> counts_;
  int tags_ = 0;
  bool overridable_ = false;
};

}  // namespace

std::vector<Rule> read_rules(const Node& node, Vocabulary& vocabulary, std::optional<config::Position> overrides,
                             Report& report) {
  std::vector<Rule> rules;
  const std::vector<const Node*> items = config::read_list(node, report);
  if (node.form == Node::Form::list && items.empty()) report.warning(node.at, "there are no rules: all mail is let go");
  if (items.size() > most_rules) report.error(node.at, fmt::format("there are more than {} rules", most_rules));
  RulesReader reader(vocabulary, overrides, report);
  for (const Node* item : items) rules.push_back(reader.read(*item));
  reader.warn();
  return rules;
}

}  // namespace jeda::policy::load
