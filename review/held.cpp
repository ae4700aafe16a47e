// jeda held: mail that waits for a person or for its time, as the store knows it.
#include <fmt/format.h>

#include "review/findings.h"
#include "review/inputs.h"
#include "review/json.h"
#include "review/moments.h"
#include "review/text.h"

namespace jeda::review {
namespace {

/// Times of held mail are shown in the zone of its first recipient.
const date::time_zone* zone_of(const store::HeldMessage& message, const Zones& zones) {
  return message.recipients.empty() ? nullptr : zones(message.recipients.front().key);
}

std::string recipients_text(const store::HeldMessage& message) {
  if (message.recipients.empty()) return "";
  const auto& first = message.recipients.front().key;
  const auto more = message.recipients.size() - 1;
  return more == 0 ? first : fmt::format("{} and {} more", first, more);
}

/// Never earlier than it is: a moment with a fraction of a second is shown as the second after it.
std::string next_text(const store::HeldMessage& message, const date::time_zone* zone) {
  if (!message.next_allowed) return "not by itself";
  return format_time(date::ceil<std::chrono::seconds>(*message.next_allowed), zone);
}

Json json_recipients(const store::HeldMessage& message) {
  auto list = Json::array();
  for (const auto& recipient : message.recipients) {
    list.push_back({{"address", recipient.key}, {"raw", recipient.raw}});
  }
  return list;
}

Json json_message(const store::HeldMessage& message, const Zones& zones) {
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
          {"findings", Json::parse(message.findings, nullptr, false)},
          {"release", policy::to_string(message.release)},
          {"next_allowed", json_time(message.next_allowed, zone)},
          {"policy_version", message.policy_version},
          {"advice", message.advice}};
}

void show_list(const std::vector<store::HeldMessage>& messages, const Zones& zones, std::ostream& out) {
  Table table({"reference", "held at", "salesperson", "recipients", "rules", "next allowed", "subject"});
  for (const auto& message : messages) {
    const auto* zone = zone_of(message, zones);
    table.add({message.reference, format_time(message.held_at, zone), message.salesperson, recipients_text(message),
               message.rules, next_text(message, zone), message.subject});
  }
  table.print(out);
}

void show_message(const store::HeldMessage& message, const Zones& zones, std::ostream& out) {
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
  print_field(out, "rules", message.rules);
  print_field(out, "release", policy::to_string(message.release));
  print_field(out, "next allowed", next_text(message, zone));
  print_field(out, "policy", message.policy_version);
  show_findings(message.findings, zone, out);
  if (message.advice.empty()) return;
  out << "\nadvice\n";
  for (const auto& line : message.advice) out << "  " << printable(line) << '\n';
}

/// What both verbs need before they can ask.
struct Opened {
  config::Settings settings;
  std::unique_ptr<store::Reader> reader;
  Zones zones;
};

OrExit<Opened> open(const CommonOptions& options, Surroundings& around) {
  auto settings = read_settings(options, around);
  if (!settings) return tl::unexpected(settings.error());
  auto reader = open_store(*settings, around);
  if (!reader) return tl::unexpected(reader.error());
  auto zones = Zones::of(options, *settings, around, reader->get());
  return Opened{*std::move(settings), *std::move(reader), std::move(zones)};
}

Json json_list(const std::vector<store::HeldMessage>& messages, bool cut, const Zones& zones) {
  auto list = Json::array();
  for (const auto& message : messages) list.push_back(json_message(message, zones));
  return {{"held", std::move(list)}, {"more", cut}};
}

}  // namespace

int held_list(const HeldListOptions& options, Surroundings& around) {
  const auto opened = open(options.common, around);
  if (!opened) return opened.error();
  auto messages = opened->reader->held(options.state, options.limit + 1);  // one more tells whether there are more
  if (!messages) return store_failed(opened->settings, messages.error(), around);
  const bool cut = messages->size() > static_cast<std::size_t>(options.limit);
  if (cut) messages->pop_back();
  if (options.common.json) {
    print_json(around.out, json_list(*messages, cut, opened->zones));
    return exit_done;
  }
  if (messages->empty()) {
    around.out << fmt::format("no mail is {}\n",
                              options.state == store::HeldState::held ? "on hold" : store::to_string(options.state));
    return exit_done;
  }
  show_list(*messages, opened->zones, around.out);
  if (cut) around.out << fmt::format("the oldest {}; --limit shows more\n", messages->size());
  return exit_done;
}

int held_show(const HeldShowOptions& options, Surroundings& around) {
  const auto opened = open(options.common, around);
  if (!opened) return opened.error();
  const auto message = opened->reader->held_message(options.reference);
  if (!message) return store_failed(opened->settings, message.error(), around);
  if (!*message) {
    complain(around, fmt::format("no held mail has the reference '{}'", options.reference));
    return exit_no;
  }
  if (options.common.json) {
    print_json(around.out, json_message(**message, opened->zones));
  } else {
    show_message(**message, opened->zones, around.out);
  }
  return exit_done;
}

}  // namespace jeda::review
