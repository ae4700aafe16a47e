#include "policy/stage.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/kinds/case.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

/// Of a reply and a live interaction the newer.
std::optional<Time> newest_live(const History& history) { return std::max(history.newest_reply, history.newest_live); }

bool is_stopped(const History& history) {
  const auto& stop = history.do_not_contact;
  return (stop && !stop->is_doubtful()) || history.permission_asked;
}

bool is_live(const Stages& stages, const History& history, Time now) {
  if (history.awaits) return true;
  const auto newest = newest_live(history);
  return newest && now < later(*newest, stages.live);
}

/// Words for one answer; `at` writes a moment.
template <class At>
std::string why(Stage stage, const Stages& stages, const History& history, At at) {
  switch (stage) {
    case Stage::stopped:
      if (history.do_not_contact && !history.do_not_contact->is_doubtful()) {
        return fmt::format("do not contact since {}: {}", at(history.do_not_contact->since),
                           to_string(history.do_not_contact->why));
      }
      return fmt::format("permission to go on was asked for on {}, no answer since", at(*history.permission_asked));
    case Stage::dormant:
      return fmt::format("newest order {}, {} or longer ago", at(*history.newest_order), span_text(stages.dormant));
    case Stage::customer:
      return fmt::format("newest order {}", at(*history.newest_order));
    case Stage::engaged:
      if (history.awaits) return fmt::format("replied on {}, awaits an answer", at(*history.newest_reply));
      return fmt::format("{} on {}, less than {} ago",
                         history.newest_reply >= history.newest_live ? "replied" : "talked", at(*newest_live(history)),
                         span_text(stages.live));
    case Stage::interested:
      return fmt::format("{} on {}, silent since", history.newest_reply >= history.newest_live ? "replied" : "talked",
                         at(*newest_live(history)));
    case Stage::reader:
      return fmt::format("gave a sign on {}, never replied", at(*history.newest_sign));
    case Stage::cold:
      return fmt::format("{} unanswered and no sign, cold from {}", history.unanswered, stages.cold);
    case Stage::fresh:
      break;
  }
  return history.unanswered == 0 ? "no contact yet" : fmt::format("{} unanswered, no sign yet", history.unanswered);
}

}  // namespace

Stage stage_at(const Stages& stages, const ProspectHistory& known, Time now) {
  if (known.facts.stage) return *known.facts.stage;
  const History& history = known.prospect;
  if (is_stopped(history)) return Stage::stopped;
  if (history.newest_order) {
    return now >= later(*history.newest_order, stages.dormant) ? Stage::dormant : Stage::customer;
  }
  if (is_live(stages, history, now)) return Stage::engaged;
  if (newest_live(history)) return Stage::interested;
  if (history.newest_sign) return Stage::reader;
  return history.unanswered >= stages.cold ? Stage::cold : Stage::fresh;
}

StageAnswer stage_of(const Stages& stages, const ProspectHistory& history, Time now, const date::time_zone* zone) {
  const Stage stage = stage_at(stages, history, now);
  if (history.facts.stage) return {stage, "set by hand"};
  const auto* clock = history.facts.zone ? history.facts.zone : zone;
  return {stage, why(stage, stages, history.prospect, [&](Time at) { return clock_text(at, clock); })};
}

std::optional<Time> next_stage_change(const Stages& stages, const ProspectHistory& known, Time now) {
  const History& history = known.prospect;
  if (known.facts.stage || is_stopped(history)) return std::nullopt;
  std::optional<Time> next;
  if (history.newest_order) {
    next = later(*history.newest_order, stages.dormant);
  } else if (const auto newest = newest_live(history); newest && !history.awaits) {
    next = later(*newest, stages.live);
  }
  return next && *next > now ? next : std::nullopt;
}

}  // namespace jeda::policy
