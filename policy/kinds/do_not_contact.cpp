#include "policy/kinds/do_not_contact.h"

#include "policy/kinds/case.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

std::optional<DoNotContactFacts> DoNotContactRule::objection(const Case& about, Time) const {
  const auto& stands = about.log().do_not_contact;
  if (!stands) return std::nullopt;
  if (about.answer && about.log().newest_reply > stands->since) return std::nullopt;
  return DoNotContactFacts{*stands};
}

std::string DoNotContactRule::saw(const Case& about, Time) const {
  const auto& stands = about.log().do_not_contact;
  if (!stands) return "may be contacted";
  return fmt::format("{} since {}: {}{}", stands->is_doubtful() ? "in doubt" : "do not contact",
                     clock_text(stands->since, about), to_string(stands->why), reply_text(about));
}

std::string DoNotContactRule::passes(const Case& about, Time) const {
  return about.log().do_not_contact ? "this mail answers a later reply" : "nobody asked us to stop";
}

std::string DoNotContactFacts::objects(const Case& about, Time) const {
  return fmt::format("{} since {}{}", to_string(entry.why), clock_text(entry.since, about),
                     is_doubtful() ? "; a person decides" : "");
}

}  // namespace jeda::policy
