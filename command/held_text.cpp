#include "command/held_text.h"

#include <fmt/format.h>

#include <sstream>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/fields.h"
#include "command/findings.h"
#include "config/report.h"

namespace jeda::command {
namespace {

Json json_recipients(const store::HeldMessage& message) {
  auto list = Json::array();
  for (const auto& recipient : message.recipients) {
    list.push_back({{"address", recipient.key}, {"raw", recipient.raw}});
  }
  return list;
}

Json json_entry(const store::Entry& entry, const date::time_zone* zone) {
  return {{"at", rfc3339(entry.at, zone)},
          {"who", entry.who},
          {"what", entry.what},
          {"detail", text_or_null(entry.detail)},
          {"from", text_or_null(entry.from)}};
}

/// What a new judgement says; null where none was made.
Json json_now(const service::Outlook& outlook) {
  if (!outlook.decision) return nullptr;
  return {{"verdict", policy::to_string(outlook.decision->verdict)}, {"rules", outlook.decision->rule_names()}};
}

std::string now_text(const policy::Decision& decision) {
  const std::string rules = decision.rule_names();
  return fmt::format("{}{}", policy::to_string(decision.verdict), rules.empty() ? "" : " (" + rules + ")");
}

/// "gap (Time between contacts), hours"
std::string rules_text(const std::string& rules, const policy::Policy* policy) {
  const auto titles = json_titles(rules, policy);
  std::string text;
  std::istringstream names(rules);
  std::string rule;
  for (std::size_t i = 0; std::getline(names, rule, ','); ++i) {
    const auto title = titles[i].get<std::string>();
    text += fmt::format("{}{}{}", i == 0 ? "" : ", ", rule, title == rule ? "" : " (" + title + ")");
  }
  return text;
}

void show_lines(std::string_view heading, const std::string& text, std::ostream& out) {
  if (text.empty()) return;
  out << '\n' << heading << '\n';
  std::istringstream lines(escaped_lines(text));
  for (std::string line; std::getline(lines, line);) out << "  " << line << '\n';
}

void show_requests(const store::HeldDetail& detail, const date::time_zone* zone, std::ostream& out) {
  if (detail.requests.empty()) return;
  Table table({"when", "asked for", "by", "state", "trouble", "words"});
  for (const auto& request : detail.requests) {
    table.add({format_time(request.at, zone), std::string(store::to_string(request.kind)), request.by,
               std::string(store::to_string(request.state)), request.trouble, request.words});
  }
  out << "\nrequests\n";
  table.print(out, "  ");
}

void show_entries(const store::HeldDetail& detail, const date::time_zone* zone, std::ostream& out) {
  if (detail.entries.empty()) return;
  Table table({"when", "who", "what", "detail"});
  for (const auto& entry : detail.entries) {
    table.add({format_time(entry.at, zone), entry.who, entry.what, entry.detail});
  }
  out << "\nrecord\n";
  table.print(out, "  ");
}

/// Exit where a moment is given that is none.
OrExit<std::optional<Time>> moment_of(const std::string& text, const Zones& zones, DayEdge edge, Surroundings& around) {
  if (text.empty()) return std::nullopt;
  const auto moment = parse_moment_or_day(text, zones(""), edge);
  if (moment) return *moment;
  complain(around, moment.error());
  return tl::unexpected(static_cast<int>(exit_usage));
}

}  // namespace

OrExit<HeldBench> open_held(const CommonOptions& options, Surroundings& around) {
  auto settings = read_settings(options, around);
  if (!settings) return tl::unexpected(settings.error());
  auto desk = open_desk(*settings, around);
  if (!desk) return tl::unexpected(desk.error());
  auto reader = open_store(*settings, around);
  if (!reader) return tl::unexpected(reader.error());
  auto zones = Zones::of(options, *settings, around, reader->get());
  return HeldBench{*std::move(settings), *std::move(desk), *std::move(reader), std::move(zones)};
}

OrExit<service::Outlook> outlook_of(const store::HeldMessage& message, const HeldBench& bench, Surroundings& around) {
  auto outlook = service::outlook_of(bench.zones.policy(), message, around.clock(), *bench.desk, *bench.reader);
  if (!outlook) return tl::unexpected(store_failed(bench.settings, outlook.error(), around));
  return *std::move(outlook);
}

/// Never earlier than it is: a moment with a fraction of a second is shown as the second after it.
std::string next_text(const service::Outlook& outlook, const date::time_zone* zone) {
  if (outlook.due) return "now";
  if (!outlook.next_allowed) return "not by itself";
  return format_time(date::ceil<std::chrono::seconds>(*outlook.next_allowed), zone);
}

const date::time_zone* zone_of(const store::HeldMessage& message, const Zones& zones) {
  return message.recipients.empty() ? nullptr : zones(message.recipients.front().key);
}

std::string recipients_text(const store::HeldMessage& message) {
  if (message.recipients.empty()) return "";
  const auto& first = message.recipients.front().key;
  const auto more = message.recipients.size() - 1;
  return more == 0 ? first : fmt::format("{} and {} more", first, more);
}

std::string asked_text(const store::HeldItem& item) {
  if (!item.copy_trouble.empty()) return fmt::format("no copy in the queue yet: {}", item.copy_trouble);
  const auto& request = item.request;
  if (!request) return "";
  const auto asked = fmt::format("{} by {}", store::to_string(request->kind), request->by);
  if (request->state == store::RequestState::failed) return fmt::format("{}: failed: {}", asked, request->trouble);
  return request->trouble.empty() ? asked : fmt::format("{}: {}", asked, request->trouble);
}

Json json_message(const store::HeldMessage& message, const service::Outlook& outlook, const Zones& zones) {
  const auto* zone = zone_of(message, zones);
  return {{"reference", message.reference},
          {"state", store::to_string(message.state)},
          {"held_at", rfc3339(message.held_at, zone)},
          {"settled_at", json_time(message.settled_at, zone)},
          {"salesperson", message.salesperson},
          {"recipients", json_recipients(message)},
          {"subject", message.subject},
          {"message_id", message.message_id},
          {"host", message.host},
          {"queue_id", message.queue_id},
          {"rules", message.rules},
          {"titles", json_titles(message.rules, zones.policy())},
          {"findings", json_findings(message.findings, zones.policy(), outlook.now)},
          {"release", policy::to_string(message.release)},
          {"next_allowed", json_time(outlook.next_allowed, zone)},
          {"due", outlook.due},
          {"now", json_now(outlook)},
          {"policy_version", message.policy_version},
          {"advice", message.advice},
          {"digest", text_or_null(store::digest_name(message))}};
}

Json json_request(const store::QueueRequest& request, const date::time_zone* zone) {
  return {{"kind", store::to_string(request.kind)},
          {"at", rfc3339(request.at, zone)},
          {"by", request.by},
          {"words", text_or_null(request.words)},
          {"state", store::to_string(request.state)},
          {"attempts", request.attempts},
          {"trouble", text_or_null(request.trouble)},
          {"finished_at", json_time(request.finished_at, zone)}};
}

Json json_item(const store::HeldItem& item, const service::Outlook& outlook, const Zones& zones) {
  Json json = json_message(item.message, outlook, zones);
  json["request"] = item.request ? json_request(*item.request, zone_of(item.message, zones)) : Json();
  json["notes"] = item.notes;
  json["copy_trouble"] = text_or_null(item.copy_trouble);
  return json;
}

Json json_detail(const store::HeldDetail& detail, const service::Outlook& outlook, const Zones& zones) {
  const auto* zone = zone_of(detail.item.message, zones);
  Json json = json_item(detail.item, outlook, zones);
  json["sender"] = text_or_null(detail.sender);
  json["headers"] = text_or_null(detail.headers);
  json["excerpt"] = text_or_null(detail.excerpt);
  json["requests"] = Json::array();
  for (const auto& request : detail.requests) json["requests"].push_back(json_request(request, zone));
  json["record"] = Json::array();
  for (const auto& entry : detail.entries) json["record"].push_back(json_entry(entry, zone));
  return json;
}

void show_message(const store::HeldMessage& message, const service::Outlook& outlook, const Zones& zones,
                  std::ostream& out) {
  const auto* zone = zone_of(message, zones);
  print_field(out, "reference", message.reference);
  print_field(out, "state", store::to_string(message.state));
  print_field(out, "held at", format_time(message.held_at, zone));
  if (message.settled_at) print_field(out, "settled at", format_time(*message.settled_at, zone));
  print_field(out, "salesperson", message.salesperson);
  for (const auto& recipient : message.recipients) print_field(out, "recipient", recipient.raw);
  print_field(out, "subject", message.subject);
  print_field(out, "message id", message.message_id);
  print_field(out, "host", message.host);
  print_field(out, "queue id", message.queue_id);
  if (!message.seal.empty()) print_field(out, "digest", store::digest_name(message));
  print_field(out, "rules", rules_text(message.rules, zones.policy()));
  print_field(out, "release", policy::to_string(message.release));
  print_field(out, "next allowed", next_text(outlook, zone));
  if (outlook.decision) print_field(out, "judged now", now_text(*outlook.decision));
  print_field(out, "policy", message.policy_version);
  show_findings(message.findings, zones.policy(), zone, outlook.now, out);
  if (message.advice.empty()) return;
  out << "\nadvice\n";
  for (const auto& line : message.advice) out << "  " << escaped(line) << '\n';
}

void show_rest(const store::HeldDetail& detail, const date::time_zone* zone, std::ostream& out) {
  if (!detail.item.copy_trouble.empty()) print_field(out, "no copy yet", detail.item.copy_trouble);
  if (!detail.sender.empty()) out << '\n';
  if (!detail.sender.empty()) print_field(out, "sender", detail.sender);
  show_lines("headers", detail.headers, out);
  show_lines("excerpt", detail.excerpt, out);
  show_requests(detail, zone, out);
  show_entries(detail, zone, out);
}

OrExit<store::HeldFilter> filter_of(const HeldFilterOptions& options, const Zones& zones, Surroundings& around) {
  store::HeldFilter filter = options.filter;
  const auto from = moment_of(options.from, zones, DayEdge::beginning, around);
  if (!from) return tl::unexpected(from.error());
  const auto before = moment_of(options.before, zones, DayEdge::end, around);
  if (!before) return tl::unexpected(before.error());
  filter.held_from = *from;
  filter.held_before = *before;
  filter.prospect = bare_address(filter.prospect);
  if (zones.policy() == nullptr || filter.salesperson.empty()) return filter;
  if (const auto person = read_person(*zones.policy(), filter.salesperson)) filter.salesperson = *person;
  return filter;
}

std::string unknown_in(const store::HeldFilter& filter, const policy::Policy* policy) {
  if (policy == nullptr) return "";
  if (!filter.rule.empty() && policy->rule(filter.rule) == nullptr) {
    std::vector<std::string> names;
    for (const auto& rule : policy->rules) names.push_back(rule.name);
    return fmt::format("unknown rule {}{}", config::quote(filter.rule.substr(0, longest_field)),
                       known_hint(filter.rule, names));
  }
  const auto person = filter.salesperson.empty() ? OrSentence<std::string>() : read_person(*policy, filter.salesperson);
  return person ? "" : person.error();
}

}  // namespace jeda::command
