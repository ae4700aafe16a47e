#include "review/summary.h"

#include <fmt/format.h>

#include "review/moments.h"

namespace jeda::review {

std::string describe_newest(const policy::History& history, const date::time_zone* zone) {
  const auto& newest = history.newest_contact;
  if (!newest) return "none";
  return fmt::format("{} by {}{}{}", format_time(newest->at, zone), newest->salesperson,
                     newest->answer ? ", an answer" : "", newest->held ? ", on hold" : "");
}

std::string describe(const policy::History& history, const date::time_zone* zone) {
  if (!history.newest_contact && !history.newest_reply) return "nothing yet";
  return fmt::format("{} unanswered; newest contact {}; newest reply {}", history.unanswered,
                     describe_newest(history, zone),
                     history.newest_reply ? format_time(*history.newest_reply, zone) : "none");
}

}  // namespace jeda::review
