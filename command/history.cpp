// jeda history: what has passed between us and one prospect.
#include <fmt/format.h>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/fields.h"
#include "command/history_json.h"
#include "command/inputs.h"
#include "command/json.h"
#include "command/summary.h"
#include "mail/address.h"

namespace jeda::command {
namespace {

struct Found {
  std::string key;
  const date::time_zone* zone = nullptr;
  policy::History history;
  std::vector<store::LoggedTouch> touches;
  bool cut = false;  // older touches were left out
};

std::string_view kind_of(const store::LoggedTouch& logged) {
  return logged.hold ? to_string(*logged.hold) : to_string(logged.touch.kind);
}

std::string kind_text(const store::LoggedTouch& logged) {
  return std::string(logged.touch.answer ? "answer" : kind_of(logged));
}

std::string time_or_none(const std::optional<Time>& time, const date::time_zone* zone) {
  return time ? format_time(*time, zone) : "none";
}

void show_people(const Found& found, std::ostream& out) {
  Table table({"salesperson", "newest contact", "newest reply"});
  for (const auto& person : found.history.people) {
    table.add({person.salesperson, time_or_none(person.newest_contact, found.zone),
               time_or_none(person.newest_reply, found.zone)});
  }
  table.print(out);
}

/// What an event brought: "1500000 IDR; 2026-11-27 10:00 WIB to 2026-11-27 12:00 WIB; words of a person".
std::string details_text(const store::LoggedTouch& logged, const date::time_zone* zone) {
  const auto& details = logged.touch.details;
  std::vector<std::string> parts;
  if (!details.amount.empty()) parts.push_back(fmt::format("{} {}", details.amount, details.currency));
  if (details.slot) parts.push_back(describe(*details.slot, zone));
  if (!details.note.empty()) parts.push_back(details.note);
  if (!logged.override_reason.empty()) parts.push_back("override: " + logged.override_reason);
  return fmt::format("{}", fmt::join(parts, "; "));
}

void show_touches(const Found& found, std::ostream& out) {
  Table table({"time", "kind", "salesperson", "subject", "details", "rules", "reference"});
  for (const auto& logged : found.touches) {
    const auto& touch = logged.touch;
    table.add({format_time(touch.at, found.zone), kind_text(logged), touch.salesperson, logged.subject,
               details_text(logged, found.zone), logged.rules, touch.reference});
  }
  table.print(out);
}

void show(const Found& found, std::ostream& out) {
  print_field(out, "prospect", found.key);
  print_field(out, "unanswered", std::to_string(found.history.unanswered));
  print_field(out, "newest contact", describe_newest(found.history, found.zone));
  print_field(out, "newest reply", time_or_none(found.history.newest_reply, found.zone));
  print_field(out, "awaits answer", found.history.awaits_answer() ? "yes" : "no");
  out << '\n';
  show_people(found, out);
  out << '\n';
  if (found.cut) out << fmt::format("the newest {}; --limit shows more\n", found.touches.size());
  show_touches(found, out);
}

Json json_found(const Found& found) {
  Json json = {{"prospect", found.key}};
  json.update(json_history(found.history, found.zone));
  json["touches"] = json_touches(found.touches, found.zone);
  json["more"] = found.cut;
  return json;
}

store::Result<Found> look_up(store::Reader& reader, const std::string& key, int limit) {
  Found found{key, nullptr, {}, {}, false};
  auto history = reader.history({key, key, mail::company_of(key)});
  if (!history) return tl::unexpected(history.error());
  found.history = std::move(history->prospect);
  auto touches = reader.touches(key, limit + 1);  // one more tells whether there are more
  if (!touches) return tl::unexpected(touches.error());
  found.touches = *std::move(touches);
  found.cut = found.touches.size() > static_cast<std::size_t>(limit);
  if (found.cut) found.touches.erase(found.touches.begin());
  return found;
}

}  // namespace

Json json_touches(const std::vector<store::LoggedTouch>& touches, const date::time_zone* zone) {
  auto list = Json::array();
  for (const auto& logged : touches) {
    Json touch = {{"at", rfc3339(logged.touch.at, zone)},
                  {"kind", kind_of(logged)},
                  {"answer", logged.touch.answer},
                  {"salesperson", logged.touch.salesperson},
                  {"address", logged.raw},
                  {"subject", logged.subject},
                  {"rules", logged.rules},
                  {"reference", logged.touch.reference}};
    if (!logged.override_reason.empty()) touch["override"] = logged.override_reason;
    touch["details"] = json_details(logged.touch.details, zone);
    list.push_back(std::move(touch));
  }
  return list;
}

int history(const HistoryOptions& options, Surroundings& around) {
  const auto address = mail::parse_path(pasted_address(options.prospect));
  if (!address) {
    complain(around, fmt::format("'{}' is not an address", options.prospect));
    return exit_usage;
  }
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto reader = open_store(*settings, around);
  if (!reader) return reader.error();
  auto found = look_up(**reader, address->key, options.limit);
  if (!found) return store_failed(*settings, found.error(), around);
  if (found->touches.empty()) {
    complain(around, fmt::format("nothing is known of {}", address->key));
    return exit_no;
  }
  found->zone = Zones::of(options.common, *settings, around, reader->get())(address->key);
  if (options.common.json) {
    print_json(around.out, json_found(*found));
  } else {
    show(*found, around.out);
  }
  return exit_done;
}

}  // namespace jeda::command
