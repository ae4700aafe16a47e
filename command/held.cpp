// jeda held list and show: mail that waits for a person or for its time.
#include <fmt/format.h>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/held_text.h"

namespace jeda::command {
namespace {

constexpr int touches_shown = 10;  // of each prospect

/// States are shown where the list has several.
void show_list(const store::HeldPage& page, const std::vector<service::Outlook>& outlooks, bool states,
               const Zones& zones, std::ostream& out) {
  Table table(
      {"reference", "state", "held at", "salesperson", "recipients", "rules", "next allowed", "asked for", "subject"});
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    const auto& item = page.items[i];
    const auto& message = item.message;
    const auto* zone = zone_of(message, zones);
    table.add({message.reference, states ? std::string(store::to_string(message.state)) : "",
               format_time(message.held_at, zone), message.salesperson, recipients_text(message), message.rules,
               next_text(outlooks[i], zone), asked_text(item), message.subject});
  }
  table.print(out);
}

Json json_page(const store::HeldPage& page, const std::vector<service::Outlook>& outlooks, const Zones& zones) {
  auto list = Json::array();
  for (std::size_t i = 0; i < page.items.size(); ++i) list.push_back(json_item(page.items[i], outlooks[i], zones));
  return {{"held", std::move(list)},
          {"total", page.total},
          {"more", !page.next.empty()},
          {"next", text_or_null(page.next)}};
}

std::string nothing_text(const store::HeldFilter& filter) {
  const bool narrowed = !filter.salesperson.empty() || !filter.prospect.empty() || !filter.rule.empty() ||
                        !filter.text.empty() || filter.release || filter.held_from || filter.held_before ||
                        filter.in_trouble || !filter.after.empty();
  if (narrowed) return "no such mail";
  if (!filter.state) return "no mail was held";
  return *filter.state == store::HeldState::held ? "no mail is on hold"
                                                 : fmt::format("no mail is {}", store::to_string(*filter.state));
}

OrExit<std::vector<service::Outlook>> outlooks_of(const store::HeldPage& page, const HeldBench& bench,
                                                  Surroundings& around) {
  std::vector<service::Outlook> outlooks;
  for (const auto& item : page.items) {
    auto outlook = outlook_of(item.message, bench, around);
    if (!outlook) return tl::unexpected(outlook.error());
    outlooks.push_back(*std::move(outlook));
  }
  return outlooks;
}

using Touches = std::vector<std::pair<std::string, std::vector<store::LoggedTouch>>>;

store::Result<Touches> read_touches(store::Reader& reader, const store::HeldMessage& message) {
  Touches found;
  for (const auto& recipient : message.recipients) {
    auto touches = reader.touches(recipient.key, touches_shown);
    if (!touches) return tl::unexpected(touches.error());
    found.emplace_back(recipient.key, *std::move(touches));
  }
  return found;
}

void show_earlier(const Touches& found, const Zones& zones, std::ostream& out) {
  for (const auto& [prospect, touches] : found) {
    out << fmt::format("\nhistory of {}, the newest {}\n", escaped(prospect), touches.size());
    Table table({"when", "kind", "salesperson", "subject", "rules"});
    for (const auto& logged : touches) {
      table.add({format_time(logged.touch.at, zones(prospect)), std::string(policy::to_string(logged.touch.kind)),
                 logged.touch.salesperson, logged.subject, logged.rules});
    }
    table.print(out, "  ");
  }
}

Json json_earlier(const Touches& found, const Zones& zones) {
  auto list = Json::array();
  for (const auto& [prospect, touches] : found) {
    auto lines = Json::array();
    for (const auto& logged : touches) {
      lines.push_back({{"at", rfc3339(logged.touch.at, zones(prospect))},
                       {"kind", policy::to_string(logged.touch.kind)},
                       {"salesperson", text_or_null(logged.touch.salesperson)},
                       {"subject", text_or_null(logged.subject)},
                       {"rules", text_or_null(logged.rules)}});
    }
    list.push_back({{"prospect", prospect}, {"touches", std::move(lines)}});
  }
  return list;
}

}  // namespace

int held_list(const HeldListOptions& options, Surroundings& around) {
  const auto opened = open_held(options.common, around);
  if (!opened) return opened.error();
  const auto filter = filter_of(options.choice, opened->zones, around);
  if (!filter) return filter.error();
  const auto page = opened->desk->list(*filter);
  if (!page) return store_failed(opened->settings, page.error(), around);
  if (page->items.empty()) {
    const auto unknown = unknown_in(*filter, opened->zones.policy());
    if (!unknown.empty()) complain(around, unknown);
    if (!unknown.empty()) return exit_usage;
  }
  const auto outlooks = outlooks_of(*page, *opened, around);
  if (!outlooks) return outlooks.error();
  if (options.common.json) {
    print_json(around.out, json_page(*page, *outlooks, opened->zones));
    return exit_done;
  }
  if (page->items.empty()) {
    around.out << nothing_text(*filter) << '\n';
    return exit_done;
  }
  show_list(*page, *outlooks, !filter->state, opened->zones, around.out);
  if (!page->next.empty()) {
    around.out << fmt::format("{} of {}; --after {} shows the next\n", page->items.size(), page->total, page->next);
  }
  return exit_done;
}

int held_show(const HeldShowOptions& options, Surroundings& around) {
  const auto opened = open_held(options.common, around);
  if (!opened) return opened.error();
  const auto detail = opened->desk->show(options.reference);
  if (!detail) return store_failed(opened->settings, detail.error(), around);
  if (!*detail) {
    complain(around, fmt::format("no held mail has the reference '{}'", options.reference));
    return exit_no;
  }
  const auto& message = (*detail)->item.message;
  const auto touches = read_touches(*opened->reader, message);
  if (!touches) return store_failed(opened->settings, touches.error(), around);
  const auto outlook = outlook_of(message, *opened, around);
  if (!outlook) return outlook.error();
  if (options.common.json) {
    Json json = json_detail(**detail, *outlook, opened->zones);
    json["history"] = json_earlier(*touches, opened->zones);
    print_json(around.out, json);
    return exit_done;
  }
  const auto* zone = zone_of(message, opened->zones);
  show_message(message, *outlook, opened->zones, around.out);
  show_rest(**detail, zone, around.out);
  show_earlier(*touches, opened->zones, around.out);
  return exit_done;
}

}  // namespace jeda::command
