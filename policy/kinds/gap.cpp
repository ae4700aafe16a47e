#include "policy/kinds/gap.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/purpose.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t most_waits = 100;

std::vector<Duration> read_waits(const config::Node& node, config::Report& report) {
  std::vector<Duration> waits;
  if (node.form == config::Node::Form::list && node.items.empty()) report.error(node.at, "'wait' is empty");
  if (node.items.size() > most_waits) report.error(node.at, fmt::format("'wait' has more than {} steps", most_waits));
  for (const config::Node* item : config::one_or_more(node)) {
    if (const auto wait = config::read_duration(*item, report)) waits.push_back(*wait);
  }
  return waits;
}

}  // namespace

// Defaults: policy.md, rows 1, 2 and 13.
Gap Gap::read(KindReader& reader) {
  Gap gap;
  gap.floor = reader.duration("floor", std::chrono::hours(2));
  gap.after_reply = reader.duration("after_reply", std::chrono::hours(24));
  if (const config::Node* wait = reader.map.require("wait")) gap.wait = read_waits(*wait, reader.report());
  return gap;
}

/// The time asked for after the newest contact, exceptions aside. REQUIRES: something stands unanswered.
Duration Gap::required(const History& history) const {
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(history.unanswered), wait.size());
  const bool after_answer = history.unanswered == 1 && history.newest_contact->answer;
  return std::max(floor, after_answer ? after_reply : wait[step - 1]);
}

std::optional<GapFacts> Gap::objection(const Case& about, Time now) const {
  const History& history = about.log();
  if (history.unanswered == 0 || !history.newest_contact || about.changes_invitation()) return std::nullopt;
  const Time newest = history.newest_contact->at;
  Duration asked = required(history);
  if (now >= later(newest, asked)) return std::nullopt;
  if (about.in_slot(now) || in_own_clock(about, now)) asked = floor;
  if (now >= later(newest, asked)) return std::nullopt;
  return GapFacts{*history.newest_contact, history.unanswered, asked};
}

std::optional<Time> Gap::earliest(const Case& about, Time from) const {
  const History& history = about.log();
  if (history.unanswered == 0 || !history.newest_contact || about.changes_invitation()) return from;
  const Time newest = history.newest_contact->at;
  const Time soonest = std::max(from, later(newest, floor));
  Time allowed = std::max(from, later(newest, required(history)));
  const auto& slot = history.commitment;
  if (slot && soonest < slot->to) allowed = std::min(allowed, std::max(soonest, slot->from));
  each_clock(about, soonest, [&](const PurposeWindow& window) {
    const Time within = std::max(soonest, *window.opens);
    if (window.contains(within)) allowed = std::min(allowed, within);
  });
  return within_horizon(allowed, from);
}

/// It lets a slot and a purpose's own time pass, and closes again behind them.
bool Gap::comes_and_goes(const Case& about) const {
  return !about.content().imprint.purpose.empty() || about.log().commitment;
}

std::string Gap::saw(const Case& about, Time) const { return standing_text(about); }

std::string Gap::passes(const Case& about, Time now) const {
  const History& history = about.log();
  if (history.unanswered == 0 || !history.newest_contact) return "nothing of ours stands unanswered";
  if (about.changes_invitation()) return changes_invitation;
  const Duration asked = required(history);
  const bool excused = now < later(history.newest_contact->at, asked);
  const char* why = !excused             ? ""
                    : about.in_slot(now) ? ", but this is the agreed slot"
                                         : ", but its purpose has its own clock";
  return fmt::format("newest contact {}, {} asked for{}", age_text(history.newest_contact->at, now), length_text(asked),
                     why);
}

std::string GapFacts::objects(const Case&, Time now) const {
  return fmt::format("newest contact {}, {} asked for", age_text(newest.at, now), length_text(required));
}

Sentence GapFacts::sentence() const { return {"", {newest.at, newest.salesperson, unanswered, required}}; }

}  // namespace jeda::policy
