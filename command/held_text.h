// Held mail as the command shows it.
#pragma once

#include <string>

#include "command/inputs.h"
#include "command/json.h"
#include "service/outlook.h"
#include "store/desk.h"

namespace jeda::command {

/// What verbs about held mail need before they can ask.
struct HeldBench {
  config::Settings settings;
  std::unique_ptr<store::Desk> desk;
  std::unique_ptr<store::Reader> reader;
  Zones zones;
};
OrExit<HeldBench> open_held(const CommonOptions& options, Surroundings& around);

/// How the mail stands at this moment, by the policy that is there. Exit: the store failed.
OrExit<service::Outlook> outlook_of(const store::HeldMessage& message, const HeldBench& bench, Surroundings& around);

/// "2026-11-20 10:00 WIB", "now", or "not by itself".
std::string next_text(const service::Outlook& outlook, const date::time_zone* zone);

/// Times of held mail are shown in the zone of its first recipient.
const date::time_zone* zone_of(const store::HeldMessage& message, const Zones& zones);

/// "joko@pabrik.example and 2 more"
std::string recipients_text(const store::HeldMessage& message);

/// "release by citra (shell)", "release by citra (shell): failed: ...", "no copy in the queue yet: ..."; empty where
/// nothing was asked for.
std::string asked_text(const store::HeldItem& item);

/// The fields of the message itself.
Json json_message(const store::HeldMessage& message, const service::Outlook& outlook, const Zones& zones);
Json json_request(const store::QueueRequest& request, const date::time_zone* zone);
Json json_item(const store::HeldItem& item, const service::Outlook& outlook, const Zones& zones);
Json json_detail(const store::HeldDetail& detail, const service::Outlook& outlook, const Zones& zones);

void show_message(const store::HeldMessage& message, const service::Outlook& outlook, const Zones& zones,
                  std::ostream& out);

/// What was kept, asked for and recorded of it.
void show_rest(const store::HeldDetail& detail, const date::time_zone* zone, std::ostream& out);

/// The filter that the options mean. A moment without an offset is by the clock of most prospects; a salesperson may be
/// named by any of their addresses. Exit: one is none.
OrExit<store::HeldFilter> filter_of(const HeldFilterOptions& options, const Zones& zones, Surroundings& around);

/// Why nothing fits a filter, where it names a rule or a salesperson that the policy does not know either; empty: that
/// is not why.
std::string unknown_in(const store::HeldFilter& filter, const policy::Policy* policy);

}  // namespace jeda::command
