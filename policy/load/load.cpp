#include "policy/load/load.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "config/settings.h"
#include "policy/load/parts.h"

namespace jeda::policy {
namespace {

using config::Findings;
using config::Node;
using config::Report;
using config::SourceFile;
using load::MapReader;

constexpr std::size_t most_files = 50;  // calendars, or files of phrases
constexpr std::size_t version_digits = 12;
constexpr int most_bounces = 1000;

std::string hash_of(const std::string& text) { return to_hex(sha256({text})).substr(0, version_digits); }

// The rules come before the files they name.
void put_in_order(config::Diagnostics& diagnostics, const std::string& rules) {
  std::stable_partition(diagnostics.begin(), diagnostics.end(),
                        [&](const config::Diagnostic& diagnostic) { return diagnostic.file == rules; });
  config::sort(diagnostics);
}

class PolicyReader {
 public:
  PolicyReader(const SourceFile& rules, const ReadFile& read, Findings& findings)
      : report_(rules, findings), findings_(findings), read_(read) {
    remember(rules);
  }

  Policy read() {
    if (const auto root = config::parse_yaml(report_)) read_root(*root);
    policy_.version = hash_of(texts_);
    return std::move(policy_);
  }

 private:
  void read_root(const Node& root) {
    MapReader map(root, report_, "the file");
    read_version(map);
    read_mode(map);
    if (const Node* node = map.require("organisation")) {
      policy_.organisation = load::read_organisation(*node, report_);
    }
    policy_.prospects = load::read_prospects(map.find("prospects"), policy_.organisation, report_);
    load::read_hours(map.find("hours"), report_, policy_);
    if (const Node* node = map.find("holidays")) read_holidays(*node);
    if (const Node* node = map.find("soft_bounces")) {
      policy_.soft_bounces = config::read_number(*node, report_, 1, most_bounces).value_or(policy_.soft_bounces);
    }
    if (const Node* node = map.find("stages")) policy_.stages = load::read_stages(*node, report_);
    read_all_rules(map);
    map.refuse_unknown();
  }

  // The rules with all that they name.
  void read_all_rules(MapReader& map) {
    load::Vocabulary vocabulary{policy_.organisation};
    if (const Node* node = map.find("phrases")) read_phrases(*node, vocabulary.phrases);
    policy_.purposes = load::read_purposes(map.find("purposes"), vocabulary, report_);
    const Node* overrides = map.find("overrides");
    if (overrides != nullptr) policy_.overrides = load::read_overrides(*overrides, report_);
    const auto place = overrides == nullptr ? std::nullopt : std::optional(overrides->at);
    if (const Node* node = map.require("rules")) {
      policy_.rules = load::read_rules(*node, vocabulary, place, report_);
    }
    vocabulary.phrases.warn_of_unused(report_);
    vocabulary.purposes.warn_of_unused(report_);
  }

  void read_version(MapReader& map) {
    const Node* node = map.require("version");
    if (node == nullptr || (node->form == Node::Form::text && node->text == "1")) return;
    report_.error(node->at, fmt::format("version {} is not known (known: 1)", config::describe(*node)));
  }

  void read_mode(MapReader& map) {
    if (const Node* node = map.require("mode")) {
      policy_.mode = read_enum<Mode>(*node, report_, "mode").value_or(Mode::observe);
    }
    if (const Node* node = map.find("recipients")) {
      policy_.recipients = read_enum<Recipients>(*node, report_, "recipients").value_or(Recipients::together);
    }
    if (const Node* node = map.find("language")) {
      policy_.language = read_enum<Language>(*node, report_, "language").value_or(Language::id);
    }
  }

  void read_holidays(const Node& node) {
    each_source(node, "calendar", [this](const Node& calendar, Report& report, const Node& /*item*/) {
      load::read_calendar(calendar, report, policy_.holidays);
    });
  }

  // One map of lists, or a list of files and of such maps.
  void read_phrases(const Node& node, Names& names) {
    load::Phrases phrases;
    const bool whole = each_source(node, "phrase file", [&](const Node& lists, Report& report, const Node& item) {
      phrases.read(lists, report, names, &lists == &item ? std::nullopt : std::optional(item.at));
    });
    if (!whole) names.lack();
    if (findings_.errors.empty()) policy_.phrases = std::move(phrases).take();
  }

  // Calls take(root, its report, the item) for each item of a list: a map, or the file that it names. `what`:
  // "calendar". False where one could not be read.
  template <class Take>
  bool each_source(const Node& node, std::string_view what, Take take) {
    const std::vector<const Node*> items = config::one_or_more(node);
    if (items.size() > most_files) {
      report_.error(node.at, fmt::format("there are more than {} {}s", most_files, what));
      return false;
    }
    bool whole = true;
    for (const Node* item : items) {
      if (item->form == Node::Form::map) {
        take(*item, report_, *item);
      } else {
        whole = read_source(*item, what, take) && whole;
      }
    }
    return whole;
  }

  template <class Take>
  bool read_source(const Node& node, std::string_view what, Take take) {
    const auto path = config::read_line(node, report_);
    if (!path) return false;
    if (!files_.insert(*path).second) {
      report_.error(node.at, fmt::format("{} {} is given twice", what, config::quote(*path)));
      return true;
    }
    const auto file = read_(*path);
    if (!file) {
      report_.error(node.at, file.error());
      return false;
    }
    remember(*file);
    Report report(*file, findings_);
    const auto root = config::parse_yaml(report);
    if (root) take(*root, report, node);
    return root.has_value();
  }

  void remember(const SourceFile& file) { texts_ += fmt::format("{}\n{}", file.text.size(), file.text); }

  Policy policy_;
  Report report_;
  Findings& findings_;
  const ReadFile& read_;
  std::string texts_;  // of all files, each behind its length
  std::set<std::string> files_;
};

}  // namespace

tl::expected<LoadedPolicy, config::Diagnostics> parse_policy(const SourceFile& rules, const ReadFile& read) {
  Findings findings;
  Policy policy = PolicyReader(rules, read, findings).read();
  put_in_order(findings.errors, rules.name);
  put_in_order(findings.warnings, rules.name);
  if (!findings.errors.empty()) return tl::unexpected(std::move(findings.errors));
  return LoadedPolicy{std::make_shared<const Policy>(std::move(policy)), std::move(findings.warnings),
                      !rules.text.ends_with('\n')};
}

tl::expected<LoadedPolicy, config::Diagnostics> load_policy(const std::string& path) {
  const auto rules = config::read_file(path);
  if (!rules) return tl::unexpected(config::Diagnostics{{path, {}, rules.error(), {}}});
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  return parse_policy(*rules, [&](const std::string& file) {
    return config::read_file((directory / file).lexically_normal().string());
  });
}

}  // namespace jeda::policy
