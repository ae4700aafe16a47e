// organisation: whose mail is governed, and what counts as ours.
#include <algorithm>
#include <map>
#include <set>

#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t most_domains = 1000;
constexpr std::size_t most_addresses = 10000;  // of one list
constexpr std::size_t most_people = 10000;
constexpr std::size_t most_shared_globs = 100;  // of all people, that are compared with each address

struct Entry {
  std::string pattern;
  const Node* node;
};

std::vector<std::string> patterns_of(const std::vector<Entry>& entries) {
  std::vector<std::string> patterns;
  for (const Entry& entry : entries) patterns.push_back(entry.pattern);
  return patterns;
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

void warn_of_repetitions(const std::vector<Entry>& entries, Report& report) {
  std::set<std::string> seen;
  for (const Entry& entry : entries) {
    if (seen.insert(entry.pattern).second) continue;
    report.warning(entry.node->at, fmt::format("{} is given twice", config::quote(entry.pattern)));
  }
}

// The items of a list that is not longer than is compared in reasonable time.
std::vector<const Node*> read_bounded_list(const Node& node, std::size_t most, Report& report) {
  if (node.items.size() <= most) return config::read_list(node, report);
  report.error(node.at, fmt::format("the list has {} entries; at most {} are allowed", node.items.size(), most));
  return {};
}

void check_first_domain(const Entry& first, Report& report) {
  if (first.pattern.find_first_of("*?") == std::string::npos) return;
  report.error(first.node->at, "the first domain completes logins, so it can be no pattern");
}

std::vector<std::string> read_domains(const Node& node, Report& report) {
  std::vector<Entry> entries;
  for (const Node* item : read_bounded_list(node, most_domains, report)) {
    const auto text = config::read_line(*item, report);
    if (!text) continue;
    auto domain = normalise_domain(*text);
    if (domain && *domain == "*") domain = tl::unexpected<std::string>("'*' makes everybody one of ours");
    if (domain) {
      entries.push_back({*domain, item});
    } else {
      report.error(item->at, domain.error());
    }
  }
  if (node.form == Node::Form::list && node.items.empty()) report.error(node.at, "organisation.domains is empty");
  if (!entries.empty()) check_first_domain(entries.front(), report);
  warn_of_repetitions(entries, report);
  return patterns_of(entries);
}

std::vector<Network> read_networks(const Node& node, Report& report) {
  std::vector<Network> networks;
  for (const Node* item : config::read_list(node, report)) {
    const auto text = config::read_line(*item, report);
    if (!text) continue;
    const auto network = parse_network(*text);
    if (!network) {
      report.error(item->at, fmt::format("{} is no network (10.0.0.0/8, 192.0.2.1, 2001:db8::/32; no bits set past "
                                         "the prefix)",
                                         config::quote(*text)));
      continue;
    }
    if (text->ends_with("/0")) report.warning(item->at, "this network covers every host: no mail can be a reply");
    networks.push_back(*network);
  }
  return networks;
}

// Entries of sales, exempt, reports, no_prospects and people: an address, a glob, or a login of the first domain.
std::optional<Entry> read_address(const Node& node, const std::vector<std::string>& domains, Report& report) {
  const auto text = config::read_line(node, report);
  if (!text) return std::nullopt;
  const bool is_login = text->find('@') == std::string::npos && *text != "*" && !contains(domains, *text);
  if (is_login && domains.empty()) return std::nullopt;  // reported with the domains
  auto pattern = normalise_pattern(is_login ? *text + "@" + domains.front() : *text);
  if (pattern) return Entry{*pattern, &node};
  report.error(node.at, pattern.error());
  return std::nullopt;
}

std::vector<Entry> read_addresses(const Node& node, const std::vector<std::string>& domains, Report& report) {
  std::vector<Entry> entries;
  for (const Node* item : read_bounded_list(node, most_addresses, report)) {
    if (auto entry = read_address(*item, domains, report)) entries.push_back(*entry);
  }
  warn_of_repetitions(entries, report);
  return entries;
}

void warn_of_outsiders(const std::vector<Entry>& entries, const std::vector<std::string>& domains,
                       std::string_view what, Report& report) {
  for (const Entry& entry : entries) {
    const std::string domain = entry.pattern.substr(entry.pattern.rfind('@') + 1);
    const auto holds = [&](const std::string& ours) { return covers(ours, domain); };
    if (std::any_of(domains.begin(), domains.end(), holds)) continue;
    report.warning(entry.node->at,
                   fmt::format("{} matches {} outside organisation.domains", config::quote(entry.pattern), what));
  }
}

// Whose each address is, to find those that are two people's.
class Owners {
 public:
  explicit Owners(Report& report) : report_(report) {}

  void add(const Entry& entry, const std::string& person) {
    const auto [same, added] = people_.emplace(entry.pattern, person);
    if (!added) {
      refuse_shared(entry, same->first, same->second, person);
      return;
    }
    if (is_glob(entry.pattern)) {
      if (globs_.size() >= most_shared_globs) return;
      globs_.push_back(entry.pattern);
      for (const auto& [pattern, owner] : people_) compare(entry, pattern, owner, person);
    } else {
      for (const std::string& glob : globs_) compare(entry, glob, people_.at(glob), person);
    }
  }

 private:
  void compare(const Entry& entry, const std::string& other, const std::string& owner, const std::string& person) {
    if (covers(other, entry.pattern) || covers(entry.pattern, other)) refuse_shared(entry, other, owner, person);
  }

  void refuse_shared(const Entry& entry, const std::string& other, const std::string& owner,
                     const std::string& person) {
    if (owner == person) return;
    report_.error(entry.node->at, fmt::format("{} is also {} of {}", config::quote(entry.pattern), config::quote(other),
                                              config::quote(owner)));
  }

  Report& report_;
  std::map<std::string, std::string> people_;
  std::vector<std::string> globs_;
};

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name.find_first_of("@*?,;\t\r\n") == std::string::npos;
}

class PeopleReader {
 public:
  PeopleReader(const Organisation& organisation, Report& report) : organisation_(organisation), report_(report) {}

  std::vector<Person> read(const Node& node) {
    if (node.form != Node::Form::map) {
      report_.error(node.at, fmt::format("organisation.people must be a map, found {}", config::describe(node)));
      return {};
    }
    if (node.keys.size() > most_people) {
      report_.error(node.at, fmt::format("there are more than {} people", most_people));
      return {};
    }
    std::vector<Person> people;
    for (std::size_t i = 0; i < node.keys.size(); ++i) people.push_back(read_person(node.keys[i], node.items[i]));
    return people;
  }

 private:
  Person read_person(const Node& name, const Node& list) {
    if (!is_name(name.text)) {
      report_.error(name.at,
                    fmt::format("{} is no name: 1 to 64 bytes without any of @ * ? , ;", config::quote(name.text)));
    }
    if (list.form == Node::Form::nothing || (list.form == Node::Form::list && list.items.empty())) {
      report_.error(name.at, fmt::format("{} has no addresses", config::quote(name.text)));
      return {name.text, {}};
    }
    const std::vector<Entry> entries = read_addresses(list, organisation_.domains, report_);
    for (const Entry& entry : entries) check(entry, name.text);
    return {name.text, patterns_of(entries)};
  }

  void check(const Entry& entry, const std::string& person) {
    owners_.add(entry, person);
    const auto holds = [&](const std::string& sales) { return covers(sales, entry.pattern); };
    if (std::any_of(organisation_.sales.begin(), organisation_.sales.end(), holds)) return;
    report_.warning(entry.node->at, fmt::format("{} is not in organisation.sales, so its mail is not governed",
                                                config::quote(entry.pattern)));
  }

  const Organisation& organisation_;
  Report& report_;
  Owners owners_{report_};
};

void read_sales(MapReader& map, Organisation& organisation) {
  const Node* node = map.require("sales");
  if (node == nullptr) return;
  const std::vector<Entry> entries = read_addresses(*node, organisation.domains, map.report());
  if (node->form == Node::Form::list && node->items.empty()) {
    map.report().error(node->at, "organisation.sales is empty: nobody's mail would be governed");
  }
  warn_of_outsiders(entries, organisation.domains, "senders", map.report());
  organisation.sales = patterns_of(entries);
}

// A pattern that takes a salesperson's address whole would leave that one without replies.
void refuse_to_take_sales(const Entry& entry, const Organisation& organisation, Report& report) {
  std::vector<std::string> taken = organisation.sales;
  for (const Person& person : organisation.people)
    taken.insert(taken.end(), person.addresses.begin(), person.addresses.end());
  for (const std::string& sales : taken) {
    if (!covers(entry.pattern, sales)) continue;
    return report.error(entry.node->at, fmt::format("{} takes in all of {}: no reply to that salesperson would count",
                                                    config::quote(entry.pattern), config::quote(sales)));
  }
}

void read_report_addresses(const Node& node, Organisation& organisation, Report& report) {
  const std::vector<Entry> entries = read_addresses(node, organisation.domains, report);
  for (const Entry& entry : entries) refuse_to_take_sales(entry, organisation, report);
  warn_of_outsiders(entries, organisation.domains, "addresses", report);
  organisation.reports = patterns_of(entries);
}

// What is no prospect is outside, and is not everybody.
void read_no_prospects(const Node& node, Organisation& organisation, Report& report) {
  const std::vector<Entry> entries = read_addresses(node, organisation.domains, report);
  for (const Entry& entry : entries) {
    const std::string domain = entry.pattern.substr(entry.pattern.rfind('@') + 1);
    const auto holds = [&](const std::string& ours) { return covers(ours, domain); };
    if (covers(entry.pattern, "*@*")) {
      report.error(entry.node->at, fmt::format("{} makes nobody a prospect", config::quote(entry.pattern)));
    } else if (std::any_of(organisation.domains.begin(), organisation.domains.end(), holds)) {
      report.warning(entry.node->at, fmt::format("{} is inside organisation.domains, and so no prospect as it is",
                                                 config::quote(entry.pattern)));
    }
  }
  organisation.no_prospects = patterns_of(entries);
}

}  // namespace

Organisation read_organisation(const Node& node, Report& report) {
  Organisation organisation;
  MapReader map(node, report, "organisation");
  if (const Node* domains = map.require("domains")) organisation.domains = read_domains(*domains, report);
  if (const Node* networks = map.find("networks")) organisation.networks = read_networks(*networks, report);
  read_sales(map, organisation);
  if (const Node* exempt = map.find("exempt")) {
    organisation.exempt = patterns_of(read_addresses(*exempt, organisation.domains, report));
  }
  if (const Node* people = map.find("people")) {
    organisation.people = PeopleReader(organisation, report).read(*people);
  }
  if (const Node* reports = map.find("reports")) read_report_addresses(*reports, organisation, report);
  if (const Node* others = map.find("no_prospects")) read_no_prospects(*others, organisation, report);
  if (const Node* teams = map.find("teams")) organisation.teams = read_teams(*teams, organisation, report);
  map.refuse_unknown();
  return organisation;
}

}  // namespace jeda::policy::load
