#include "policy/telling/advice_facts.h"

#include <fmt/format.h>

#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

/// A touch by its name, where texts have no word for it.
std::string_view word_of(std::string_view group, TouchKind kind, Language language) {
  const auto word = texts::text(language, fmt::format("{}.{}", group, to_string(kind)));
  return word.empty() ? to_string(kind) : word;
}

/// Puts the facts of one finding into values.
class FactTeller {
 public:
  FactTeller(Values& values, const Finding& finding, const Telling& telling)
      : values_(values), finding_(finding), telling_(telling) {}

  void operator()(const GapFacts& facts) {
    contact(facts.newest, facts.unanswered);
    values_.text("required", length(facts.required));
    values_.flag("live", facts.newest.channel == TouchKind::call || facts.newest.channel == TouchKind::meeting);
  }

  void operator()(const StopFacts& facts) {
    contact(facts.newest, facts.unanswered);
    number("limit", facts.limit);
    values_.flag("permission_left", facts.permission_left);
    at("asked", facts.asked);
  }

  void operator()(const HoursFacts& facts) {
    values_.text("holiday", facts.holiday);
    values_.flag("busy", facts.busy);
    at("away_until", facts.away_until);
  }

  void operator()(const DuplicateFacts& facts) {
    values_.text("other", facts.other);
    at("last_contact", facts.at);
    values_.flag("on_hold", facts.held);
    values_.text("within", length(facts.within));
    values_.text("company", facts.company);
    values_.flag("assigned", facts.assigned);
    values_.flag("team", facts.team);
    percent("similar", facts.similar);
  }

  void operator()(const DoNotContactFacts& facts) {
    values_.text("why", word_of("reason", facts.entry.why, telling_.language));
    at("since", facts.entry.since);
    values_.flag("dead", facts.entry.why == TouchKind::hard_bounce);
    values_.flag("wish", facts.entry.why == TouchKind::opt_out_wish);
  }

  void operator()(const VolumeFacts& facts) {
    values_.flag("per_prospect", facts.per == Volume::Per::prospect);
    number("count", facts.count);
    number("most", facts.most);
    values_.text("within", length(facts.within));
  }

  void operator()(const RepeatFacts& facts) {
    percent("similar", facts.similar);
    at("last_contact", facts.at);
    author(facts.salesperson);
  }

  void operator()(const BroadcastFacts& facts) {
    number("prospects", facts.prospects);
    number("limit", facts.limit);
    values_.text("within", length(facts.within));
  }

  void operator()(const PhraseFacts& facts) {
    values_.text("list", facts.list);
    values_.text("words", facts.words);
    number("uses", facts.uses);
    number("of_last", facts.of_last);
    values_.flag("several", facts.uses > 1);
  }

  void operator()(const ValueFacts& facts) {
    number("unanswered", facts.unanswered);
    values_.flag("several", facts.unanswered > 1);
  }

  void operator()(const PersonalFacts& facts) {
    values_.flag("theirs_missing", facts.theirs_missing);
    values_.flag("ours_missing", facts.ours_missing);
  }

  void operator()(const LengthFacts& facts) {
    number("words", facts.words);
    number("at_least", facts.at_least);
    number("at_most", facts.at_most);
    values_.flag("too_short", facts.words < facts.at_least);
  }

  void operator()(const ContextFacts& facts) { values_.text("subject", facts.subject); }

  void operator()(const CommitmentFacts& facts) {
    if (!facts.slot) return;
    at("slot_from", facts.slot->from);
    at("slot_to", facts.slot->to);
  }

  /// One reason is told: the other mail first, then the event, then the window.
  void operator()(const PurposeFacts& facts) {
    values_.text("purpose", facts.purpose);
    if (!facts.running.empty()) {
      values_.text("running", facts.running);
      at("running_since", facts.running_since);
    } else if (facts.settled) {
      values_.text("settled", event_word(*facts.settled, telling_.language));
    } else if (facts.missing) {
      values_.text("missing", event_word(*facts.missing, telling_.language));
    } else {
      at("opens", facts.opens);
      at("closes", facts.closes);
      values_.flag("over", !finding_.next_allowed.has_value());
    }
  }

  void operator()(const SignsFacts& facts) { number("tags", facts.tags); }

 private:
  void contact(const NewestContact& newest, int unanswered) {
    number("unanswered", unanswered);
    values_.flag("several", unanswered > 1);
    values_.text("channel", event_word(newest.channel, telling_.language));
    if (newest.salesperson.empty()) return;
    at("last_contact", newest.at);
    author(newest.salesperson);
    values_.flag("on_hold", newest.held);
  }

  void author(const std::string& salesperson) {
    values_.text("last_by", salesperson);
    values_.flag("own", salesperson == telling_.salesperson);
  }

  void number(const char* name, int value) { values_.text(name, std::to_string(value)); }

  void percent(const char* name, int value) {
    if (value > 0) values_.text(name, fmt::format("{}%", value));
  }

  void at(const char* name, std::optional<Time> moment) {
    if (moment) values_.text(name, format_moment(*moment, telling_.zone, telling_.language));
  }

  std::string length(Duration duration) const { return format_duration(duration, telling_.language); }

  Values& values_;
  const Finding& finding_;
  const Telling& telling_;
};

}  // namespace

std::string_view event_word(TouchKind event, Language language) { return word_of("event", event, language); }

void add_facts(Values& values, const Finding& finding, const Telling& telling) {
  std::visit(FactTeller(values, finding, telling), finding.facts);
}

bool wants_another_text(const Facts& facts) {
  if (const auto* commitment = std::get_if<CommitmentFacts>(&facts)) return !commitment->slot;
  return std::holds_alternative<RepeatFacts>(facts) || std::holds_alternative<PhraseFacts>(facts) ||
         std::holds_alternative<ValueFacts>(facts) || std::holds_alternative<PersonalFacts>(facts) ||
         std::holds_alternative<LengthFacts>(facts) || std::holds_alternative<ContextFacts>(facts) ||
         std::holds_alternative<SignsFacts>(facts);
}

}  // namespace jeda::policy
