// prospects: what is known of them by their address.
#include <algorithm>
#include <array>
#include <exception>

#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::string_view default_zone = "Asia/Jakarta";

// Indonesians say WIB where the database says Asia/Jakarta.
struct ShortName {
  std::string_view short_name;
  std::string_view zone;
};
constexpr std::array<ShortName, 3> short_names{
    {{"WIB", "Asia/Jakarta"}, {"WITA", "Asia/Makassar"}, {"WIT", "Asia/Jayapura"}}};

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  return names;
}

std::string zone_hint(const std::string& name) {
  for (const ShortName& entry : short_names) {
    if (entry.short_name == name) return fmt::format(" (did you mean '{}'?)", entry.zone);
  }
  try {
    return config::hint(name, zone_names());
  } catch (const std::exception&) {
    return "; the time zone database cannot be read";
  }
}

// Null where there is no such zone. A zone's data are read when it is first asked; better now than at the first mail.
const date::time_zone* find_zone(std::string_view name) {
  try {
    const date::time_zone* zone = date::locate_zone(std::string(name));
    zone->get_info(date::sys_seconds{});
    return zone;
  } catch (const std::exception&) {
    return nullptr;
  }
}

const date::time_zone* read_zone(const Node& node, Report& report) {
  const auto name = config::read_line(node, report);
  if (!name) return nullptr;
  const date::time_zone* zone = find_zone(*name);
  if (zone == nullptr) {
    report.error(node.at, fmt::format("unknown time zone {}{}", config::quote(*name), zone_hint(*name)));
  }
  return zone;
}

std::string read_match(const Node& node, Report& report) {
  const auto text = config::read_line(node, report);
  if (!text) return "*";
  const auto pattern = normalise_pattern(*text);
  if (!pattern) report.error(node.at, pattern.error());
  return pattern.value_or("*");
}

std::string read_team(const Node& node, const Organisation& organisation, Report& report) {
  const auto name = config::read_line(node, report);
  if (!name) return "";
  if (organisation.team(*name) != nullptr) return *name;
  std::vector<std::string> names;
  for (const Team& team : organisation.teams) names.push_back(team.name);
  report.error(node.at, fmt::format("unknown team {}{}", config::quote(*name), config::hint(*name, names)));
  return *name;
}

class ProspectReader {
 public:
  ProspectReader(const Organisation& organisation, const date::time_zone* usual_zone, Report& report)
      : organisation_(organisation), salespeople_(organisation), usual_zone_(usual_zone), report_(report) {}

  ProspectRule read(const Node& node) {
    ProspectRule rule{"*", Audience::business, usual_zone_};
    MapReader map(node, report_, "an entry of prospects");
    if (const Node* match = map.find("match")) rule.match = read_match(*match, report_);
    if (const Node* audience = map.find("audience")) {
      rule.audience = read_enum<Audience>(*audience, report_, "audience").value_or(Audience::business);
    }
    if (const Node* zone = map.find("time_zone")) rule.zone = read_zone(*zone, report_);
    if (const Node* strict = map.find("strict")) rule.strict = config::read_flag(*strict, report_).value_or(false);
    read_charge(map, rule);
    if (const Node* busy = map.find("busy")) rule.busy = read_windows(*busy, report_, "busy");
    if (const Node* open = map.find("open")) rule.open = read_windows(*open, report_, "open");
    map.refuse_unknown();
    return rule;
  }

 private:
  // Who is in charge: one salesperson or a team.
  void read_charge(MapReader& map, ProspectRule& rule) {
    const Node* owner = map.find("owner");
    const Node* team = map.find("team");
    if (owner != nullptr) rule.owner = salespeople_.read(*owner, report_).value_or("");
    if (team != nullptr) rule.team = read_team(*team, organisation_, report_);
    if (owner != nullptr && team != nullptr) {
      report_.error(team->at, "'owner' and 'team' exclude each other: with an owner nobody takes turns");
    }
  }

  const Organisation& organisation_;
  Salespeople salespeople_;
  const date::time_zone* usual_zone_;
  Report& report_;
};

void warn_if_unreachable(const ProspectRule& rule, const std::vector<ProspectRule>& earlier, config::Position at,
                         Report& report) {
  const auto hides = [&](const ProspectRule& other) { return covers(other.match, rule.match); };
  const auto other = std::find_if(earlier.begin(), earlier.end(), hides);
  if (other == earlier.end()) return;
  report.warning(at,
                 fmt::format("this entry is never reached: {} above matches all of it", config::quote(other->match)));
}

}  // namespace

std::vector<ProspectRule> read_prospects(const Node* node, const Organisation& organisation, Report& report) {
  constexpr std::size_t most_compared = 1000;
  const date::time_zone* usual_zone = find_zone(default_zone);
  std::vector<ProspectRule> rules;
  const auto items = node == nullptr ? std::vector<const Node*>{} : config::read_list(*node, report);
  ProspectReader reader(organisation, usual_zone, report);
  for (const Node* item : items) {
    ProspectRule rule = reader.read(*item);
    if (rules.size() < most_compared) warn_if_unreachable(rule, rules, item->at, report);
    rules.push_back(std::move(rule));
  }
  if (rules.empty() || rules.back().match != "*") rules.push_back({"*", Audience::business, usual_zone});
  if (usual_zone == nullptr) {
    report.error({}, fmt::format("the time zone database has no {}: is tzdata installed?", default_zone));
  }
  return rules;
}

}  // namespace jeda::policy::load
