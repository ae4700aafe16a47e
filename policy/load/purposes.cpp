// purposes: classes of mail, and how each is recognised.
#include <algorithm>

#include "base/text.h"
#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_purposes = 100;
constexpr std::size_t most_subjects = 100;  // of one purpose

std::vector<std::string> read_subjects(const Node& node, Report& report) {
  refuse_empty(node, report, "no mail");
  if (node.items.size() > most_subjects) {
    report.error(node.at, fmt::format("at most {} patterns are allowed", most_subjects));
    return {};
  }
  std::vector<std::string> subjects;
  for (const Node* item : config::one_or_more(node)) {
    const auto text = config::read_line(*item, report);
    if (!text) continue;
    if (text->find_first_not_of("*?") == std::string::npos)
      report.error(item->at, "this pattern matches every subject");
    subjects.push_back(fold_case(*text).value_or(*text));
  }
  return subjects;
}

std::string read_name(const Node& node, const std::vector<Purpose>& earlier, Report& report) {
  const std::string name = read_word(node, report, "purpose name").value_or("");
  const auto same = [&](const Purpose& other) { return !name.empty() && other.name == name; };
  if (name == "none") {
    report.error(node.at, "'none' stands for mail without a purpose, and can be no purpose");
  } else if (std::any_of(earlier.begin(), earlier.end(), same)) {
    report.error(node.at, fmt::format("purpose {} is given twice", config::quote(name)));
  }
  return name;
}

Purpose read_purpose(const Node& node, const std::vector<Purpose>& earlier, Vocabulary& vocabulary, Report& report) {
  Purpose purpose;
  MapReader map(node, report, "a purpose");
  if (const Node* name = map.require("name")) {
    purpose.name = read_name(*name, earlier, report);
    vocabulary.purposes.give(purpose.name, name->at);
  }
  if (const Node* title = map.find("title")) purpose.titles = read_titles(*title, report);
  if (const Node* subject = map.find("subject")) purpose.subject = read_subjects(*subject, report);
  if (const Node* sender = map.find("sender")) {
    purpose.sender = read_senders(*sender, vocabulary.organisation, report);
  }
  if (const Node* phrases = map.find("phrases")) purpose.phrases = vocabulary.phrases.read_some(*phrases, report);
  map.refuse_unknown();
  return purpose;
}

}  // namespace

std::vector<Purpose> read_purposes(const Node* node, Vocabulary& vocabulary, Report& report) {
  std::vector<Purpose> purposes;
  const auto items = node == nullptr ? std::vector<const Node*>{} : config::read_list(*node, report);
  if (items.size() > most_purposes)
    report.error(node->at, fmt::format("there are more than {} purposes", most_purposes));
  for (const Node* item : items) purposes.push_back(read_purpose(*item, purposes, vocabulary, report));
  const std::string permission(permission_purpose);
  const auto asks = [](const Purpose& purpose) { return purpose.name == permission_purpose; };
  if (std::none_of(purposes.begin(), purposes.end(), asks)) {
    vocabulary.purposes.give(permission, {});
    vocabulary.purposes.use(permission);
  }
  return purposes;
}

}  // namespace jeda::policy::load
