#include "command/summary.h"

#include <fmt/format.h>

#include "base/moments.h"
#include "policy/telling/clock_text.h"

namespace jeda::command {

namespace {

/// Mail is not named, it is what most contacts are.
std::string channel_text(const policy::NewestContact& newest) {
  if (newest.channel == policy::TouchKind::call || newest.channel == policy::TouchKind::meeting) {
    return fmt::format(", a {}", policy::to_string(newest.channel));
  }
  const bool mail = newest.channel == policy::TouchKind::contact;
  return (mail ? "" : fmt::format(", by {}", policy::to_string(newest.channel))) + (newest.answer ? ", an answer" : "");
}

}  // namespace

std::string describe_newest(const policy::History& history, const date::time_zone* zone) {
  const auto& newest = history.newest_contact;
  if (!newest) return "none";
  const auto by = newest->salesperson.empty() ? "" : " by " + newest->salesperson;
  return fmt::format("{}{}{}", format_time(newest->at, zone), by, channel_text(*newest));
}

std::string describe(const policy::Slot& slot, const date::time_zone* zone) { return policy::clock_text(slot, zone); }

std::string describe(const policy::History& history, const date::time_zone* zone) {
  if (!history.newest_contact && !history.newest_reply) return "nothing yet";
  return fmt::format("{} unanswered; newest contact {}; newest reply {}", history.unanswered,
                     describe_newest(history, zone),
                     history.newest_reply ? format_time(*history.newest_reply, zone) : "none");
}

}  // namespace jeda::command
