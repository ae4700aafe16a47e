// What every rule saw and said, for `jeda explain`. In English; times on the prospect's own clock.
#include <algorithm>

#include <fmt/format.h>

#include "base/printable.h"
#include "policy/hours.h"
#include "policy/kinds/rules.h"
#include "policy/stage.h"
#include "policy/telling/advice.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

std::string shown(const std::string& name) { return printable(name, 100); }

std::string clock_text(Time at, const Case& about) { return policy::clock_text(at, about.prospect.zone); }

std::string contact_text(const History& history, const Case& about) {
  if (!history.newest_contact) return "no contact yet";
  const NewestContact& newest = *history.newest_contact;
  return fmt::format("{} unanswered, newest contact {} by {}{}{}", history.unanswered, clock_text(newest.at, about),
                     shown(newest.salesperson), newest.answer ? ", an answer" : "", newest.held ? ", on hold" : "");
}

std::string reply_text(const Case& about) {
  const History& history = about.history.prospect;
  if (!history.newest_reply) return "";
  return fmt::format(", newest reply {}", clock_text(*history.newest_reply, about));
}

std::string until_text(const Finding& finding, const Case& about) {
  if (!finding.next_allowed) return "";
  return fmt::format("; allowed from {}", clock_text(*finding.next_allowed, about));
}

std::string slot_text(const Slot& slot, const Case& about) {
  return fmt::format("slot from {} to {}", clock_text(slot.from, about), clock_text(slot.to, about));
}

std::string purpose_text(const Case& about) {
  const std::string& purpose = about.content().imprint.purpose;
  return purpose.empty() ? "no purpose" : "purpose " + shown(purpose);
}

std::string en(Duration duration) { return format_duration(duration, Language::en); }

std::string saw(const Gap&, const Case& about, Time) { return contact_text(about.log(), about) + reply_text(about); }
std::string saw(const StopAfter&, const Case& about, Time) {
  const auto& asked = about.log().permission_asked;
  return contact_text(about.log(), about) + reply_text(about) +
         (asked ? fmt::format(", asked for permission {}", clock_text(*asked, about)) : "");
}
std::string saw(const TimeOfDay&, const Case& about, Time now) {
  const Known& prospect = about.prospect;
  return fmt::format("{} prospect{}, {} {} in {}{}", to_string(prospect.audience),
                     prospect.strict ? " of the strict tier" : "", weekday_text(now, *prospect.zone),
                     clock_text(now, about), prospect.zone->name(), about.answer ? reply_text(about) : "");
}
std::string saw(const DuplicateSender& rule, const Case& about, Time) {
  const bool company = rule.scope == Scope::company && !about.recipient.company.empty();
  std::string out;
  if (!about.prospect.owner.empty()) out = fmt::format("{} is in charge; ", shown(std::string(about.prospect.owner)));
  out += fmt::format("contacts with {}:", shown(company ? about.recipient.company : about.recipient.key));
  constexpr std::size_t most = 5;
  std::size_t count = 0;
  for (const PersonHistory& person : peers(rule, about)) {
    if (!person.newest_contact || ++count > most) continue;
    out += fmt::format("{} {} {}{}", count == 1 ? "" : ",", shown(person.salesperson),
                       clock_text(*person.newest_contact, about), person.newest_is_held ? " (on hold)" : "");
  }
  if (count == 0) return out + " none";
  return count > most ? out + fmt::format(" and {} more", count - most) : out;
}
std::string saw(const DoNotContactRule&, const Case& about, Time) {
  const auto& stands = about.log().do_not_contact;
  if (!stands) return "may be contacted";
  return fmt::format("do not contact since {}: {}{}", clock_text(stands->since, about), to_string(stands->why),
                     reply_text(about));
}
std::string saw(const Volume& rule, const Case& about, Time now) {
  const bool by_sender = rule.per == Volume::Per::salesperson;
  return fmt::format("{} {} within {}, this mail included", count_of(rule, about, now),
                     by_sender ? "prospects of " + shown(about.message.salesperson) : "mails to this prospect",
                     en(rule.within));
}
std::string saw(const Repeat& rule, const Case& about, Time) {
  if (!about.content().given) return "no text was given";
  const Likeness best = most_alike(rule, about);
  if (!best.mail) return "nothing to compare with";
  return fmt::format("{}% like the mail of {} by {}", best.similar, clock_text(best.mail->at, about),
                     shown(best.mail->salesperson));
}
std::string saw(const Broadcast& rule, const Case& about, Time now) {
  if (!about.content().given) return "no text was given";
  return fmt::format("{} prospects with a text like this within {}, this mail included", count_of(rule, about, now),
                     en(rule.within));
}
std::string saw(const Phrase& rule, const Case& about, Time) {
  if (!about.content().given) return "no text was given";
  const PhraseHit* hit = hit_of(rule, about);
  if (!hit) return fmt::format("no phrase of {}", shown(rule.list));
  return fmt::format("\"{}\" of {}, used in {} of the last {} mails", shown(hit->words), shown(rule.list),
                     uses_of(rule, about), rule.of_last);
}
std::string saw(const Value&, const Case& about, Time) {
  if (!about.content().given) return "no text was given";
  return fmt::format("{} unanswered, {} links, attachments and figures{}", about.log().unanswered,
                     about.content().imprint.marks.size(),
                     brings_something(about) ? ", one of them new" : ", none new");
}
std::string saw(const Personal& rule, const Case& about, Time) {
  if (!about.content().given) return "no text was given";
  constexpr std::size_t most = 8;
  std::vector<std::string> words;
  const auto add = [&](const std::vector<std::string>& names) {
    for (const std::string& word : names) {
      if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    }
  };
  if (rule.theirs) add(words_for_them(about));
  if (rule.ours) add(words_for_us(about));
  words.resize(std::min(words.size(), most));
  return words.empty() ? "no name is known"
                       : fmt::format("looked for {}", shown(fmt::format("{}", fmt::join(words, ", "))));
}
std::string saw(const Length&, const Case& about, Time) {
  return about.content().given ? fmt::format("{} words", about.content().words) : "no text was given";
}
std::string saw(const Context&, const Case& about, Time) {
  const Content& content = about.content();
  if (!content.given) return "no text was given";
  const std::string& earlier = about.log().newest_subject;
  return fmt::format("{}, subject \"{}\", earlier \"{}\"",
                     content.follows ? "stands in a thread" : "stands in no thread", shown(content.imprint.subject),
                     shown(earlier));
}
std::string saw(const Commitment&, const Case& about, Time) {
  const auto& slot = about.log().commitment;
  return slot ? slot_text(*slot, about) : "nothing is agreed";
}
std::string saw(const PurposeRule& rule, const Case& about, Time) {
  std::string out = purpose_text(about);
  for (const Anchor& anchor : rule.start) {
    const PurposeWindow window = window_of({{}, {anchor}, {}, {}, {}}, about.log());
    out += ", ";
    out += window.opens ? fmt::format("{} {}", to_string(anchor.event), clock_text(*window.opens - anchor.after, about))
                        : fmt::format("no {}", to_string(anchor.event));
  }
  return out;
}
std::string saw(const Signs&, const Case&, Time) { return "what the other rules said"; }

std::string passes(const Gap& gap, const Case& about, Time now) {
  const History& history = about.log();
  if (about.answer) return "this mail answers a reply";
  if (history.unanswered == 0 || !history.newest_contact) return "nothing of ours stands unanswered";
  const Duration required = required_gap(gap, history);
  const bool excused = now < later(history.newest_contact->at, required);
  const char* why = !excused             ? ""
                    : about.in_slot(now) ? ", but this is the agreed slot"
                                         : ", but its purpose has its own clock";
  return fmt::format("newest contact {}, {} asked for{}", age_text(history.newest_contact->at, now), en(required), why);
}
std::string passes(const StopAfter& stop, const Case& about, Time) {
  if (about.answer) return "this mail answers a reply";
  if (about.log().unanswered >= stop.unanswered) return "this mail asks for permission to go on";
  return fmt::format("{} unanswered, the limit is {}", about.log().unanswered, stop.unanswered);
}
std::string passes(const TimeOfDay&, const Case& about, Time now) {
  const auto fresh = about.fresh_until();
  if (fresh && now < *fresh) return "this mail answers a reply younger than 24 hours";
  if (about.in_slot(now)) return "this is the agreed slot";
  const LocalWindows open{*about.prospect.open, *about.prospect.zone};
  return !is_empty(open.days) && open.contains(now) ? "an agreed exception" : "within the hours";
}
std::string passes(const DuplicateSender& rule, const Case& about, Time) {
  const std::string& sender = about.message.salesperson;
  if (answers_own_reply(about)) return fmt::format("the reply was addressed to {}", shown(sender));
  if (!about.prospect.owner.empty() && about.prospect.owner == sender)
    return fmt::format("{} is in charge", shown(sender));
  if (rule.similar > 0) return fmt::format("nobody else wrote like this in the last {}", en(rule.within));
  return fmt::format("nobody else wrote in the last {}", en(rule.within));
}
std::string passes(const DoNotContactRule&, const Case& about, Time) {
  return about.log().do_not_contact ? "this mail answers a later reply" : "nobody asked us to stop";
}
std::string passes(const Volume& rule, const Case&, Time) { return fmt::format("the limit is {}", rule.most); }
std::string passes(const Repeat& rule, const Case&, Time) { return fmt::format("the limit is {}%", rule.similar); }
std::string passes(const Broadcast& rule, const Case&, Time) {
  return fmt::format("the limit is {}, of texts at least {}% alike", rule.prospects, rule.similar);
}
std::string passes(const Phrase& rule, const Case& about, Time) {
  return hit_of(rule, about) ? fmt::format("the limit is {}", rule.uses) : "nothing was found";
}
std::string passes(const Value&, const Case& about, Time) {
  return is_follow_up(about) ? "it brings something new" : "it is no follow-up";
}
std::string passes(const Personal&, const Case&, Time) { return "what is known was named"; }
std::string passes(const Length& rule, const Case&, Time) {
  return fmt::format("{} to {} are asked for", rule.at_least, rule.at_most);
}
std::string passes(const Context&, const Case& about, Time) {
  return is_follow_up(about) ? "it says what it follows" : "it is no follow-up";
}
std::string passes(const Commitment& rule, const Case& about, Time now) {
  if (rule.asks == Commitment::Asks::agreement) {
    return is_follow_up(about) ? "a next step is agreed" : "it is no follow-up";
  }
  if (about.in_slot(now)) return "this is the agreed slot";
  return about.log().commitment ? "the slot is over" : "no slot to wait for";
}
std::string passes(const PurposeRule& rule, const Case& about, Time) {
  if (!looks_at(rule, about.content().imprint.purpose)) return "not one of its purposes";
  return rule.start.empty() ? "no other of these runs" : "within its window";
}
std::string passes(const Signs& rule, const Case&, Time) { return fmt::format("fewer than {} rules tag", rule.tags); }

std::string objects(const GapFacts& facts, const Case&, Time now) {
  return fmt::format("newest contact {}, {} asked for", age_text(facts.newest.at, now), en(facts.required));
}
std::string objects(const StopFacts& facts, const Case&, Time) {
  if (facts.asked) return "permission was asked for and nothing came back; only a reply or a grant changes that";
  return fmt::format("{} unanswered, the limit is {}; only a reply {}changes that", facts.unanswered, facts.limit,
                     facts.permission_left ? "or a mail that asks for permission " : "");
}
std::string objects(const HoursFacts& facts, const Case& about, Time) {
  if (facts.away_until) return fmt::format("away until {}", clock_text(*facts.away_until, about));
  if (facts.busy) return "the prospect's busy hours";
  if (!facts.holiday.empty()) return fmt::format("a holiday, {}", shown(facts.holiday));
  const bool other = facts.audience != about.prospect.audience;
  return other ? fmt::format("outside the {} hours, which the strict tier adds", to_string(facts.audience))
               : "outside the hours";
}
std::string objects(const DuplicateFacts& facts, const Case&, Time now) {
  if (facts.team) return fmt::format("the prospect goes to team {}", shown(facts.other));
  if (facts.assigned) return fmt::format("{} is in charge", shown(facts.other));
  const std::string like = facts.similar > 0 ? fmt::format(", {}% like this", facts.similar) : "";
  return fmt::format("{} {} {}{}, within {}", shown(facts.other), facts.held ? "has mail on hold from" : "wrote",
                     facts.at ? age_text(*facts.at, now) : "never", like, en(facts.within));
}
std::string objects(const DoNotContactFacts& facts, const Case& about, Time) {
  return fmt::format("{} since {}", to_string(facts.entry.why), clock_text(facts.entry.since, about));
}
std::string objects(const VolumeFacts& facts, const Case&, Time) {
  return fmt::format("{} within {}, the limit is {}", facts.count, en(facts.within), facts.most);
}
std::string objects(const RepeatFacts& facts, const Case& about, Time) {
  return fmt::format("{}% like the mail of {} by {}", facts.similar, clock_text(facts.at, about),
                     shown(facts.salesperson));
}
std::string objects(const BroadcastFacts& facts, const Case&, Time) {
  return fmt::format("{} prospects within {}, the limit is {}", facts.prospects, en(facts.within), facts.limit);
}
std::string objects(const PhraseFacts& facts, const Case&, Time) {
  return fmt::format("\"{}\", {} of the last {} mails", shown(facts.words), facts.uses, facts.of_last);
}
std::string objects(const ValueFacts& facts, const Case&, Time) {
  return fmt::format("{} unanswered, and nothing new in this one", facts.unanswered);
}
std::string objects(const PersonalFacts& facts, const Case&, Time) {
  if (facts.theirs_missing && facts.ours_missing) return "neither their name nor ours is in the text";
  return facts.theirs_missing ? "neither the prospect's name nor its company's is in the text"
                              : "our name is not in the text";
}
std::string objects(const LengthFacts& facts, const Case&, Time) {
  return fmt::format("{} words, {} to {} are asked for", facts.words, facts.at_least, facts.at_most);
}
std::string objects(const ContextFacts&, const Case&, Time) {
  return "a follow-up that neither stands in a thread nor takes up the earlier subject";
}
std::string objects(const CommitmentFacts& facts, const Case& about, Time) {
  return facts.slot ? slot_text(*facts.slot, about) + " is ahead" : "no next step is agreed";
}
std::string objects(const PurposeFacts& facts, const Case& about, Time now) {
  if (facts.missing) return fmt::format("no {} is known", to_string(*facts.missing));
  if (facts.settled) return fmt::format("{} settled it", to_string(*facts.settled));
  if (facts.opens && now < *facts.opens) return fmt::format("its window opens {}", clock_text(*facts.opens, about));
  if (facts.closes && now >= *facts.closes)
    return fmt::format("its window closed {}", clock_text(*facts.closes, about));
  return fmt::format("{} runs since {}", shown(facts.running), clock_text(facts.running_since.value_or(now), about));
}
std::string objects(const SignsFacts& facts, const Case&, Time) { return fmt::format("{} rules tag", facts.tags); }

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

std::string said(const Rule& rule, const Case& about, Time now, const Outcome& outcome) {
  if (outcome.finding) {
    const auto& facts = outcome.finding->facts;
    const auto why = std::visit([&](const auto& known) { return objects(known, about, now); }, facts);
    return fmt::format("{}: {}{}", outcome.overridden ? "overridden" : "objects", why,
                       until_text(*outcome.finding, about));
  }
  const Applies why = applies(rule.when, about, now);
  if (why != Applies::yes) return "does not apply: " + leaves_out(why, about, now);
  if (!outcome.untold.empty()) return fmt::format("cannot tell: {}", outcome.untold);
  if (about.answer && !judges_answers(rule.kind)) return "passes: this mail answers a reply";
  return fmt::format("passes: {}", std::visit([&](const auto& kind) { return passes(kind, about, now); }, rule.kind));
}

}  // namespace

Explanation explain(const Rule& rule, const Case& about, Time now, const Outcome& outcome) {
  Explanation explanation;
  explanation.prospect = about.recipient.key;
  explanation.rule = rule.name;
  explanation.kind = kind_name(rule.kind);
  explanation.saw = std::visit([&](const auto& kind) { return saw(kind, about, now); }, rule.kind);
  explanation.said = said(rule, about, now, outcome);
  explanation.objected = outcome.finding && !outcome.overridden;
  return explanation;
}

}  // namespace jeda::policy
