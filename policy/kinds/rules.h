// How each kind of rule judges one recipient. Internal to policy/: decide(), the search for the next moment and the
// explanations are built on it.
//
// Every kind answers two questions of a moment, everything else standing still: does it object, and if so on what
// facts; and what is the earliest moment, not before that one, at which it would not. A kind that does without one of
// these functions does not compile.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "policy/decide.h"

namespace jeda::policy {

/// How far ahead a next allowed moment is looked for. Beyond it there is none.
inline constexpr Duration search_horizon = date::days(2 * 366);

/// An answer passes time-of-day while the reply is younger than this.
inline constexpr Duration fresh_reply = std::chrono::hours(24);

/// What is known of a prospect: what was told of it, else what rules.yaml says. Borrows from both.
struct Known {
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;
  bool strict = false;
  std::string_view owner;     // empty: nobody is in charge
  std::string_view team;      // asked only where nobody is in charge
  const WeekWindows* busy;    // never null
  const WeekWindows* open;    // never null
  const ProspectFacts* told;  // never null
};
Known known_of(const ProspectRule& rule, const ProspectFacts& told);

/// The salesperson's mails to prospects that a message does not go to, for all its recipients' cases. Borrows; lives
/// within decide(). Not safe for concurrent use.
class SentToOthers {
 public:
  SentToOthers(const Outgoing& message, const SenderHistory& sender) : message_(message), sender_(sender) {}

  /// To anybody, the message's recipients among them.
  const std::vector<SentMail>& to_all() const { return sender_.sent; }

  /// The newest mail to each of the others that counts, newest first. Found once for the same rule, moment and text
  /// (`whole` or not), which must always count the same mails.
  const std::vector<Time>& newest(const void* rule, Time now, bool whole,
                                  const std::function<bool(const SentMail&)>& counts);

 private:
  const std::vector<const SentMail*>& to_others();

  const Outgoing& message_;
  const SenderHistory& sender_;
  std::optional<std::vector<const SentMail*>> mails_;  // by prospect, each newest first; made when first asked for
  std::map<std::tuple<const void*, Time, bool>, std::vector<Time>> found_;
};

/// One recipient of one message, as rules see it. Borrows everything; lives within decide().
struct Case {
  const Policy& policy;
  const Outgoing& message;
  const Recipient& recipient;
  const ProspectHistory& history;
  SentToOthers& sent;
  Known prospect;
  bool answer;  // History::awaits_answer()
  bool whole;   // what the message declares to be quoted is judged as written

  Case(const Policy& policy, const Outgoing& message, const Recipient& recipient, const ProspectHistory& history,
       SentToOthers& sent);

  /// What is judged: Content::whole where the quote is of no mail that this prospect's history knows.
  const Content& content() const { return whole ? *message.content.whole : message.content; }
  const History& log() const { return history.prospect; }

  /// The end of the time in which this mail passes time-of-day as an answer; absent where it is none.
  std::optional<Time> fresh_until() const;

  /// True within the agreed slot of a commitment.
  bool in_slot(Time at) const;

  /// Computed at most once for a moment. Not safe for concurrent use.
  Stage stage(Time at) const;

 private:
  mutable std::optional<std::pair<Time, Stage>> stage_;
};

/// Whether `when:` admits the case at a moment, and if not, which of its conditions does not.
enum class Applies { yes, other_audience, other_sender, other_stage, other_purpose };
Applies applies(const When& when, const Case& about, Time at);

/// True where one of the globs or names stands for the message's salesperson.
bool names_sender(const std::vector<std::string>& patterns, const Outgoing& message);

/// Saturates: durations come from a file and may be absurd.
inline Time later(Time at, Duration wait) {
  return wait > Duration::zero() && wait > Time::max() - at ? Time::max() : at + wait;
}
std::optional<Time> within_horizon(Time found, Time from);

std::optional<Facts> objection(const Gap& gap, const Case& about, Time now);
std::optional<Facts> objection(const StopAfter& stop, const Case& about, Time now);
std::optional<Facts> objection(const TimeOfDay& rule, const Case& about, Time now);
std::optional<Facts> objection(const DuplicateSender& rule, const Case& about, Time now);
std::optional<Facts> objection(const DoNotContactRule& rule, const Case& about, Time now);
std::optional<Facts> objection(const Volume& rule, const Case& about, Time now);
std::optional<Facts> objection(const Repeat& rule, const Case& about, Time now);
std::optional<Facts> objection(const Broadcast& rule, const Case& about, Time now);
std::optional<Facts> objection(const Phrase& rule, const Case& about, Time now);
std::optional<Facts> objection(const Value& rule, const Case& about, Time now);
std::optional<Facts> objection(const Personal& rule, const Case& about, Time now);
std::optional<Facts> objection(const Length& rule, const Case& about, Time now);
std::optional<Facts> objection(const Context& rule, const Case& about, Time now);
std::optional<Facts> objection(const Commitment& rule, const Case& about, Time now);
std::optional<Facts> objection(const PurposeRule& rule, const Case& about, Time now);
/// Never objects: what the other rules said is counted by decide().
std::optional<Facts> objection(const Signs& rule, const Case& about, Time now);

/// time-of-day, duplicate-sender and do-not-contact. An answer passes every other kind.
bool judges_answers(const Kind& kind);
std::optional<Facts> objection_of(const Kind& kind, const Case& about, Time now);

/// Absent: not within the search horizon. Asked of the kinds that time mends.
std::optional<Time> earliest(const Gap& gap, const Case& about, Time from);
std::optional<Time> earliest(const StopAfter& stop, const Case& about, Time from);
std::optional<Time> earliest(const TimeOfDay& rule, const Case& about, Time from);
std::optional<Time> earliest(const DuplicateSender& rule, const Case& about, Time from);
std::optional<Time> earliest(const DoNotContactRule& rule, const Case& about, Time from);
std::optional<Time> earliest(const Volume& rule, const Case& about, Time from);
std::optional<Time> earliest(const Broadcast& rule, const Case& about, Time from);
std::optional<Time> earliest(const Commitment& rule, const Case& about, Time from);
std::optional<Time> earliest(const PurposeRule& rule, const Case& about, Time from);

/// Kinds that no time mends, as they judge the text: absent where they object.
template <class Rule>
concept AboutText = std::is_same_v<Rule, Repeat> || std::is_same_v<Rule, Phrase> || std::is_same_v<Rule, Value> ||
    std::is_same_v<Rule, Personal> || std::is_same_v<Rule, Length> || std::is_same_v<Rule, Context> ||
    std::is_same_v<Rule, Signs>;
std::optional<Time> earliest(const AboutText auto& rule, const Case& about, Time from) {
  return objection(rule, about, from) ? std::nullopt : std::optional(from);
}

/// The earliest moment at which a rule does not object or, where its `when:` asks for a stage, does not apply.
/// REQUIRES: its other conditions admit the case.
std::optional<Time> earliest(const Rule& rule, const Case& about, Time from);

/// True for kinds that the search for the next moment asks.
bool waits(const Kind& kind);

/// Why a rule that looks at the text cannot tell; empty where it can.
std::string_view cannot_tell(const Kind& kind, const Case& about);

/// The time a gap asks for after the newest contact, its exceptions aside. REQUIRES: something stands unanswered.
Duration required_gap(const Gap& gap, const History& history);

/// The window of a purpose rule for one prospect.
struct PurposeWindow {
  std::optional<Time> opens;  // absent: there is none
  std::optional<Time> closes;
  std::optional<TouchKind> missing;
  std::optional<TouchKind> settled;

  bool contains(Time at) const { return opens && *opens <= at && (!closes || at < *closes); }
};
PurposeWindow window_of(const PurposeRule& rule, const History& history);
bool looks_at(const PurposeRule& rule, std::string_view purpose);

/// True where the mail has a purpose with a clock of its own and is within it.
bool in_own_clock(const Case& about, Time at);

/// Whose contacts a duplicate-sender rule looks at: those of the company, where it asks for that and the prospect has
/// one; else those of the address.
const std::vector<PersonHistory>& peers(const DuplicateSender& rule, const Case& about);

/// True where the reply that this answer answers was addressed to its salesperson. Of several replies that stand
/// unanswered any will do. Asked of the address alone, whatever the rule's scope: a colleague's reply is no leave to
/// write here.
bool answers_own_reply(const Case& about);

/// This message included: distinct prospects of the salesperson, or messages to this prospect, within the window.
int count_of(const Volume& rule, const Case& about, Time now);
/// Prospects that a text like this one went to within the window, this message's included.
int count_of(const Broadcast& rule, const Case& about, Time now);

/// The mail to this prospect that this one is most like, of the last `of_last`; null where nothing can be compared.
struct Likeness {
  const PastMail* mail = nullptr;
  int similar = 0;  // percent
};
Likeness most_alike(const Repeat& rule, const Case& about);

/// How many of the last `of_last` mails use the list, this one included. REQUIRES: this one does.
int uses_of(const Phrase& rule, const Case& about);
const PhraseHit* hit_of(const Phrase& rule, const Case& about);  // null: this mail does not use the list

/// What `value` counts as new: true where a link, attachment or figure is one no earlier mail had.
bool brings_something(const Case& about);

/// True where something of ours stands unanswered, and this is no answer.
inline bool is_follow_up(const Case& about) { return !about.answer && about.log().unanswered > 0; }

/// What `personal` looks for; empty where nothing is known to look for.
std::vector<std::string> words_for_them(const Case& about);
std::vector<std::string> words_for_us(const Case& about);

/// The commitment that stands: its slot lies ahead or runs, or we have been silent since. Null where there is none.
const Slot* agreed(const Case& about, Time now);

/// The earliest moment, `now` or later, at which no rule objects for any recipient; see Decision::next_allowed.
/// `overriding`: an override passes what is overridable.
std::optional<Time> next_allowed(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                                 bool overriding);

/// Sets verdict and release to what the findings make of them.
void settle(Decision& decision);

/// What came of one rule for one recipient, as far as its explanation tells it.
struct Outcome {
  const Finding* finding = nullptr;  // its objection; null where it has none
  bool overridden = false;           // that objection was passed by an override
  std::string_view untold;           // why it could not tell; empty where it could
};
Explanation explain(const Rule& rule, const Case& about, Time now, const Outcome& outcome);

}  // namespace jeda::policy
