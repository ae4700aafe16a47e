// Salespeople as rules, teams and owners name them.
#include <algorithm>

#include "mail/address.h"
#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_comparisons = 10'000'000;
constexpr std::size_t most_teams = 1000;
constexpr std::size_t most_members = 1000;

std::vector<std::string> names_of_people(const Organisation& organisation) {
  std::vector<std::string> names;
  for (const Person& person : organisation.people) names.push_back(person.name);
  return names;
}

bool is_person(const Organisation& organisation, const std::string& name) {
  const auto& people = organisation.people;
  return std::any_of(people.begin(), people.end(), [&](const Person& person) { return person.name == name; });
}

// `form`: "address pattern".
std::string name_problem(const Organisation& organisation, const std::string& text, std::string_view form) {
  return fmt::format("{} is no {} and no name of organisation.people{}", config::quote(text), form,
                     config::hint(text, names_of_people(organisation)));
}

}  // namespace

std::vector<std::string> read_senders(const Node& node, const Organisation& organisation, Report& report) {
  refuse_empty(node, report, "nobody");
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
      report.error(item->at, is_word ? name_problem(organisation, *text, "address pattern") : pattern.error());
    }
  }
  return senders;
}

Salespeople::Salespeople(const Organisation& organisation) : organisation_(organisation) {
  for (const Person& person : organisation.people) {
    people_.emplace(person.name, person.name);
    for (const std::string& address : person.addresses) {
      if (is_glob(address)) {
        globs_.emplace_back(address, person.name);
      } else {
        people_.emplace(address, person.name);
      }
    }
  }
}

std::optional<std::string> Salespeople::read(const Node& node, Report& report) {
  const auto text = config::read_line(node, report);
  if (!text) return std::nullopt;
  const auto person = people_.find(*text);
  if (person != people_.end()) return person->second;
  if (text->find('@') == std::string::npos) {
    report.error(node.at, name_problem(organisation_, *text, "address"));
    return std::nullopt;
  }
  const auto key = normalise_pattern(*text);
  if (!key) {
    report.error(node.at, key.error());
  } else if (is_glob(*key)) {
    report.error(node.at, fmt::format("{} is a pattern: one salesperson is wanted", config::quote(*text)));
  } else if (!in_sales(*key)) {
    report.error(node.at, fmt::format("{} is nobody in organisation.sales", config::quote(*text)));
  } else {
    return name_of(*key);
  }
  return std::nullopt;
}

std::string Salespeople::name_of(const std::string& key) const {
  const auto person = people_.find(key);
  if (person != people_.end()) return person->second;
  const auto glob = std::find_if(globs_.begin(), globs_.end(),
                                 [&](const auto& entry) { return mail::matches_glob(entry.first, key); });
  return glob == globs_.end() ? key : glob->second;
}

// A person's address counts as it is: organisation.people warns of those that are not in sales. Past the bound on
// comparisons everybody is believed.
bool Salespeople::in_sales(const std::string& key) {
  if (name_of(key) != key) return true;
  compared_ += organisation_.sales.size() + globs_.size();
  if (compared_ > most_comparisons) return true;
  const auto& sales = organisation_.sales;
  return std::any_of(sales.begin(), sales.end(), [&](const auto& glob) { return mail::matches_glob(glob, key); });
}

namespace {

Team read_team(const Node& key, const Node& list, Salespeople& salespeople, Report& report) {
  Team team{read_word(key, report, "team name").value_or(""), {}};
  if (list.items.size() > most_members) {
    report.error(list.at, fmt::format("a team has at most {} members", most_members));
    return team;
  }
  refuse_empty(list, report, "nobody");
  for (const Node* item : config::one_or_more(list)) {
    auto member = salespeople.read(*item, report);
    if (!member) continue;
    if (std::find(team.members.begin(), team.members.end(), *member) != team.members.end()) {
      report.error(item->at, fmt::format("{} is in this team already", config::quote(*member)));
    } else {
      team.members.push_back(std::move(*member));
    }
  }
  return team;
}

}  // namespace

std::vector<Team> read_teams(const Node& node, const Organisation& organisation, Report& report) {
  std::vector<Team> teams;
  if (node.form != Node::Form::map) {
    report.error(node.at, fmt::format("organisation.teams must be a map, found {}", config::describe(node)));
    return teams;
  }
  if (node.keys.size() > most_teams) {
    report.error(node.at, fmt::format("there are more than {} teams", most_teams));
    return teams;
  }
  Salespeople salespeople(organisation);
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    teams.push_back(read_team(node.keys[i], node.items[i], salespeople, report));
  }
  return teams;
}

}  // namespace jeda::policy::load
