// What every rule saw and said, for `jeda explain`. In English; times on the prospect's own clock.
#include <fmt/format.h>

#include "policy/kinds/saying.h"
#include "policy/rules.h"
#include "policy/stage.h"

namespace jeda::policy {

namespace {

std::string until_text(const Finding& finding, const Case& about) {
  if (!finding.next_allowed) return "";
  return fmt::format("; allowed from {}", clock_text(*finding.next_allowed, about));
}

/// Why `when:` leaves the case out.
std::string leaves_out(Applies why, const Case& about, Time now) {
  switch (why) {
    case Applies::other_audience:
      return fmt::format("not for {} prospects", to_string(about.prospect.audience));
    case Applies::other_stage:
      return fmt::format("not for {} prospects", to_string(about.stage(now)));
    case Applies::other_purpose:
      return fmt::format("not for mail of {}", purpose_text(about));
    default:
      return fmt::format("not for mail from {}", shown(about.message.salesperson));
  }
}

std::string said(const Rule& rule, const Case& about, Time now, const Hearing& hearing) {
  if (hearing.finding) {
    return fmt::format("{}: {}{}", hearing.overridden ? "overridden" : "objects",
                       objects_text(hearing.finding->facts, about, now), until_text(*hearing.finding, about));
  }
  const Applies why = applies(rule.when, about, now);
  if (why != Applies::yes) return "does not apply: " + leaves_out(why, about, now);
  if (!hearing.untold.empty()) return fmt::format("cannot tell: {}", hearing.untold);
  if (about.answer && !judges_answers(rule.kind)) return "passes: this mail answers a reply";
  return fmt::format("passes: {}", passes_text(rule.kind, about, now));
}

}  // namespace

Explanation explain(const Rule& rule, const Case& about, Time now, const Hearing& hearing) {
  Explanation explanation;
  explanation.prospect = about.recipient.key;
  explanation.rule = rule.name;
  explanation.kind = kind_name(rule.kind);
  explanation.saw = saw_text(rule.kind, about, now);
  explanation.said = said(rule, about, now, hearing);
  explanation.objected = hearing.finding && !hearing.overridden;
  return explanation;
}

}  // namespace jeda::policy
