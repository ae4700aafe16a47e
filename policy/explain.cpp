// What every rule saw and said, for `jeda explain`. In English; times on the prospect's own clock.
#include <algorithm>

#include <fmt/format.h>

#include "policy/advice.h"
#include "policy/hours.h"
#include "policy/rules.h"
#include "policy/text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t name_bytes = 100;

std::string shown(const std::string& name) { return printable(name, name_bytes); }

/// "+07", "+05:30"
std::string offset_text(std::chrono::seconds offset) {
  const auto minutes = std::chrono::abs(std::chrono::duration_cast<std::chrono::minutes>(offset)).count();
  const char sign = offset.count() < 0 ? '-' : '+';
  const std::string hours = fmt::format("{}{:02}", sign, minutes / 60);
  return minutes % 60 == 0 ? hours : fmt::format("{}:{:02}", hours, minutes % 60);
}

/// "2026-11-20 10:00 +07"; seconds only where they are not zero.
std::string clock_text(Time at, const date::time_zone& zone) {
  const auto offset = zone.get_info(at).offset;
  const auto clock = date::floor<std::chrono::seconds>(date::local_time<Duration>(at.time_since_epoch() + offset));
  const bool whole_minute = clock == date::floor<std::chrono::minutes>(clock);
  return date::format(whole_minute ? "%F %H:%M " : "%F %T ", clock) + offset_text(offset);
}

std::string weekday_text(Time at, const date::time_zone& zone) {
  const date::local_time<Duration> clock(at.time_since_epoch() + zone.get_info(at).offset);
  return date::format("%a", date::floor<date::days>(clock));
}

/// "7 days", "3 days 2 hours", "59 minutes 30 seconds": the two largest units.
std::string span_text(Duration span) {
  constexpr std::array<Duration, 4> units{std::chrono::hours(24), std::chrono::hours(1), std::chrono::minutes(1),
                                          std::chrono::seconds(1)};
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (span < units[i]) continue;
    const Duration large = span / units[i] * units[i];
    const std::string first = format_duration(large, Language::en);
    if (i + 1 == units.size()) return first;
    const Duration small = (span - large) / units[i + 1] * units[i + 1];
    return small == Duration::zero() ? first : fmt::format("{} {}", first, format_duration(small, Language::en));
  }
  return "less than a second";
}

std::string age_text(Time then, Time now) {
  if (then > now) return fmt::format("{} in the future, the clock was set back", span_text(then - now));
  return fmt::format("{} ago", span_text(now - then));
}

std::string contact_text(const History& history, const Case& about) {
  if (!history.newest_contact) return "no contact yet";
  const NewestContact& newest = *history.newest_contact;
  return fmt::format("{} unanswered, newest contact {} by {}{}{}", history.unanswered,
                     clock_text(newest.at, *about.prospect.zone), shown(newest.salesperson),
                     newest.answer ? ", an answer" : "", newest.held ? ", on hold" : "");
}

std::string reply_text(const Case& about) {
  const History& history = about.history.prospect;
  if (!history.newest_reply) return "";
  return fmt::format(", newest reply {}", clock_text(*history.newest_reply, *about.prospect.zone));
}

std::string until_text(const Finding& finding, const Case& about) {
  if (!finding.next_allowed) return "";
  return fmt::format("; allowed from {}", clock_text(*finding.next_allowed, *about.prospect.zone));
}

std::string saw(const Gap&, const Case& about, Time) {
  return contact_text(about.history.prospect, about) + reply_text(about);
}
std::string saw(const StopAfter&, const Case& about, Time) {
  return contact_text(about.history.prospect, about) + reply_text(about);
}
std::string saw(const TimeOfDay&, const Case& about, Time now) {
  const auto& zone = *about.prospect.zone;
  return fmt::format("{} prospect, {} {} in {}{}", to_string(about.prospect.audience), weekday_text(now, zone),
                     clock_text(now, zone), zone.name(), about.answer ? reply_text(about) : "");
}
std::string saw(const DuplicateSender& rule, const Case& about, Time) {
  const bool company = rule.scope == Scope::company && !about.recipient.company.empty();
  std::string out = fmt::format("contacts with {}:", shown(company ? about.recipient.company : about.recipient.key));
  constexpr std::size_t most = 5;
  std::size_t count = 0;
  for (const PersonHistory& person : peers(rule, about)) {
    if (!person.newest_contact || ++count > most) continue;
    out += fmt::format("{} {} {}{}", count == 1 ? "" : ",", shown(person.salesperson),
                       clock_text(*person.newest_contact, *about.prospect.zone),
                       person.newest_is_held ? " (on hold)" : "");
  }
  if (count == 0) return out + " none";
  return count > most ? out + fmt::format(" and {} more", count - most) : out;
}

std::string passes(const Gap& gap, const Case& about, Time now) {
  const History& history = about.history.prospect;
  if (about.answer) return "this mail answers a reply";
  if (history.unanswered == 0 || !history.newest_contact) return "nothing of ours stands unanswered";
  return fmt::format("newest contact {}, {} asked for", age_text(history.newest_contact->at, now),
                     format_duration(required_gap(gap, history), Language::en));
}
std::string passes(const StopAfter& stop, const Case& about, Time) {
  if (about.answer) return "this mail answers a reply";
  return fmt::format("{} unanswered, the limit is {}", about.history.prospect.unanswered, stop.unanswered);
}
std::string passes(const TimeOfDay&, const Case& about, Time now) {
  const auto fresh = about.fresh_until();
  if (fresh && now < *fresh) return "this mail answers a reply younger than 24 hours";
  return "within the hours";
}
std::string passes(const DuplicateSender& rule, const Case& about, Time) {
  if (answers_own_reply(about)) return fmt::format("the reply was addressed to {}", shown(about.message.salesperson));
  return fmt::format("nobody else wrote in the last {}", format_duration(rule.within, Language::en));
}

std::string objects(const GapFacts& facts, Time now) {
  return fmt::format("newest contact {}, {} asked for", age_text(facts.newest.at, now),
                     format_duration(facts.required, Language::en));
}
std::string objects(const StopFacts& facts, Time) {
  return fmt::format("{} unanswered, the limit is {}; only a reply changes that", facts.unanswered, facts.limit);
}
std::string objects(const HoursFacts& facts, Time) {
  return facts.holiday.empty() ? "outside the hours" : fmt::format("a holiday, {}", shown(facts.holiday));
}
std::string objects(const DuplicateFacts& facts, Time now) {
  return fmt::format("{} {} {}, within {}", shown(facts.other), facts.held ? "has mail on hold from" : "wrote",
                     facts.at ? age_text(*facts.at, now) : "never", format_duration(facts.within, Language::en));
}

template <class Rule>
std::string saw(const Rule&, const Case&, Time) {
  return "";
}
template <class Rule>
std::string passes(const Rule&, const Case&, Time) {
  return "";
}
template <class AnyFacts>
std::string objects(const AnyFacts&, Time) {
  return "";
}

/// Why `when:` leaves the case out.
std::string leaves_out(Applies why, const Case& about) {
  if (why == Applies::other_audience) {
    return fmt::format("does not apply: not for {} prospects", to_string(about.prospect.audience));
  }
  return fmt::format("does not apply: not for mail from {}", shown(about.message.salesperson));
}

std::string said(const Rule& rule, const Case& about, Time now, const Finding* finding) {
  if (finding) {
    const auto why = std::visit([&](const auto& facts) { return objects(facts, now); }, finding->facts);
    return fmt::format("objects: {}{}", why, until_text(*finding, about));
  }
  const Applies why = applies(rule.when, about);
  if (why != Applies::yes) return leaves_out(why, about);
  return fmt::format("passes: {}", std::visit([&](const auto& kind) { return passes(kind, about, now); }, rule.kind));
}

}  // namespace

Explanation explain(const Rule& rule, const Case& about, Time now, const Finding* finding) {
  Explanation explanation;
  explanation.prospect = about.recipient.key;
  explanation.rule = rule.name;
  explanation.kind = kind_name(rule.kind);
  explanation.saw = std::visit([&](const auto& kind) { return saw(kind, about, now); }, rule.kind);
  explanation.said = said(rule, about, now, finding);
  explanation.objected = finding != nullptr;
  return explanation;
}

}  // namespace jeda::policy
