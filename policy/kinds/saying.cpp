#include "policy/kinds/saying.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "policy/telling/advice.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t name_bytes = 100;

std::string contact_text(const Case& about) {
  const auto& newest = about.log().newest_contact;
  if (!newest) return "no contact yet";
  return fmt::format("{} unanswered, newest contact {} by {}{}", about.log().unanswered, clock_text(newest->at, about),
                     shown(newest->salesperson), newest->answer ? ", an answer" : "");
}

}  // namespace

std::string shown(std::string_view name) { return printable(name, name_bytes); }

std::string clock_text(Time at, const Case& about) { return clock_text(at, about.prospect.zone); }

std::string length_text(Duration length) { return format_duration(length, Language::en); }

std::string standing_text(const Case& about) { return contact_text(about) + reply_text(about); }

std::string reply_text(const Case& about) {
  const auto& reply = about.log().newest_reply;
  return reply ? fmt::format(", newest reply {}", clock_text(*reply, about)) : "";
}

std::string slot_text(const Slot& slot, const Case& about) {
  return "slot from " + clock_text(slot, about.prospect.zone);
}

std::string purpose_text(const Case& about) {
  const std::string& purpose = about.content().imprint.purpose;
  return purpose.empty() ? "no purpose" : "purpose " + shown(purpose);
}

}  // namespace jeda::policy
