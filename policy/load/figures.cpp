// stages and overrides: a few figures each.
#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr int most_contacts = 1000;
constexpr int most_overrides = 1000;  // and most prospects of one
constexpr std::size_t most_tokens = 10;

void read_duration_into(Duration& value, MapReader& map, std::string_view key) {
  const Node* node = map.find(key);
  if (node != nullptr) value = config::read_duration(*node, map.report()).value_or(value);
}

/// The first is told to salespeople; the others do the same.
void read_tokens(const Node& node, Overrides& overrides, Report& report) {
  refuse_empty(node, report, "no subject");
  if (node.items.size() > most_tokens) report.error(node.at, fmt::format("at most {} tokens are allowed", most_tokens));
  for (const Node* item : config::one_or_more(node)) {
    auto token = read_word(*item, report, "token").value_or("");
    if (overrides.token.empty()) {
      overrides.token = std::move(token);
    } else {
      overrides.other_tokens.push_back(std::move(token));
    }
  }
}

}  // namespace

Stages read_stages(const Node& node, Report& report) {
  Stages stages;
  MapReader map(node, report, "stages");
  read_duration_into(stages.live, map, "live");
  if (const Node* cold = map.find("cold")) {
    stages.cold = config::read_number(*cold, report, 1, most_contacts).value_or(stages.cold);
  }
  read_duration_into(stages.dormant, map, "dormant");
  map.refuse_unknown();
  return stages;
}

Overrides read_overrides(const Node& node, Report& report) {
  Overrides overrides;
  MapReader map(node, report, "overrides");
  if (const Node* token = map.find("token")) read_tokens(*token, overrides, report);
  if (const Node* limit = map.require("limit")) {
    overrides.limit = config::read_number(*limit, report, 1, most_overrides).value_or(0);
  }
  if (const Node* within = map.require("within")) {
    overrides.within = config::read_duration(*within, report).value_or(Duration{});
  }
  if (const Node* prospects = map.find("prospects")) {
    overrides.prospects = config::read_number(*prospects, report, 1, most_overrides).value_or(overrides.prospects);
  }
  map.refuse_unknown();
  return overrides;
}

}  // namespace jeda::policy::load
