// jeda.yaml's settings about mail from outside.
#include <algorithm>

#include <fmt/format.h>

#include "config/settings_parts.h"

namespace jeda::config {
namespace {

constexpr std::size_t most_ids = 20;
constexpr std::size_t least_daily = 4 * 1024;
constexpr std::size_t most_daily = std::size_t{1} << 40;

// What a field can say without quotes or with them, and no more: nobody calls himself so.
std::string check_authserv_id(std::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("()<>,;:\\\"[]?=").find(c) == std::string_view::npos;
  });
  return plain ? "" : fmt::format("{} is no authserv-id (mx.ours.example)", quote(id));
}

void read_ids(const Node& node, Report& report, std::vector<std::string>& ids) {
  const auto items = one_or_more(node);
  if (items.size() > most_ids) return report.error(node.at, fmt::format("more than {} names", most_ids));
  for (const Node* item : items) {
    const auto id = read_line(*item, report);
    if (!id) continue;
    const std::string problem = check_authserv_id(*id);
    if (!problem.empty()) report.error(item->at, problem);
    ids.push_back(*id);
  }
}

}  // namespace

void read_inbound(MapReader& map, Settings& settings) {
  const Node* node = map.find("inbound");
  if (node == nullptr) return;
  Report& report = map.report();
  InboundSettings& inbound = settings.inbound;
  MapReader own(*node, report, "inbound");
  if (const Node* ids = own.find("authserv_id")) read_ids(*ids, report, inbound.authserv_id);
  if (const Node* choice = own.find("on_failure")) {
    const auto read = read_choice(*choice, report, "on_failure", on_failure_names);
    inbound.on_failure = static_cast<OnFailure>(read.value_or(0));
  }
  if (const Node* daily = own.find("daily")) {
    const auto size = read_size(*daily, report);
    if (size && (*size < least_daily || *size > most_daily))
      report.error(daily->at, fmt::format("expected a size from 4KiB to 1TiB, found {}", describe(*daily)));
    inbound.daily = size.value_or(inbound.daily);
  }
  if (const Node* tag = own.find("tag")) inbound.tag = read_flag(*tag, report).value_or(false);
  own.refuse_unknown();
}

}  // namespace jeda::config
