// The policy as one immutable value: what rules.yaml says, checked and compiled. Safe to share between threads.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <date/date.h>
#include <date/tz.h>

#include "base/time.h"
#include "policy/history.h"
#include "policy/networks.h"
#include "policy/prospect.h"
#include "texts/texts.h"

namespace jeda::policy {

enum class Mode { enforce, observe };

/// Whether one recipient's finding decides for all of a message, or each recipient is judged for itself.
enum class Recipients { together, apart };
using Language = texts::Language;

/// What a rule does where it objects, mildest first.
enum class Action { tag, hold, reject };

/// How a held message may go on its way: when the next allowed moment comes, or only after a person looked at it.
enum class Release { when_allowed, review };

/// Whose contacts count in duplicate-sender: those to this address, or to anybody at its company.
enum class Scope { address, company };

/// When mail may arrive, by the prospect's own clock.
struct WeekHours {
  WeekWindows days;
  bool open_on_holidays = false;  // true: a holiday is a day like its weekday
};

/// Days that are holidays, and their names.
using Calendar = std::map<date::local_days, std::string>;

/// kind: gap
struct Gap {
  Duration floor{};            // between any two contacts, answers aside
  Duration after_reply{};      // first follow-up once our last mail answered theirs
  std::vector<Duration> wait;  // before follow-up 1, 2, 3...; the last repeats; never empty
};

/// kind: stop-after. An answer passes.
struct StopAfter {
  int unanswered = 0;  // objects once so many contacts stand unanswered
  /// One mail that asks for permission to go on may still follow (A1); after it, everything is objected to until a
  /// reply or a granted permission.
  bool permission = false;
};

/// kind: time-of-day. Asks the prospect's hours; its busy hours close, agreed exceptions and the slot of a commitment
/// open. A prospect of the strict tier wants the hours of both audiences. An absence notice closes until the return.
struct TimeOfDay {};

/// kind: duplicate-sender. Where somebody is in charge (assigned by hand, by turn or by rules.yaml), anybody else is
/// objected to, and that one never is.
struct DuplicateSender {
  Duration within{};
  Scope scope = Scope::address;
  int similar = 0;  // percent; over 0: only another's mail whose text is at least so similar counts (A2); address only
};

/// kind: do-not-contact. Objects for good. Passes: an answer to a reply that came after the wish.
struct DoNotContactRule {};

/// kind: volume. Objects to what would be more than `most` within the rolling window: of distinct prospects that the
/// salesperson writes to, or of messages to this prospect from anybody.
struct Volume {
  enum class Per { salesperson, prospect };
  Per per = Per::salesperson;
  int most = 0;
  Duration within{};
};

/// kind: repeat. Objects where the text is at least so similar to one of the last mails to this prospect.
struct Repeat {
  int similar = 0;  // percent
  int of_last = static_cast<int>(most_past_mails);
};

/// kind: broadcast. Objects where texts at least so similar went to `prospects` or more within the rolling window, this
/// mail's recipients counted.
struct Broadcast {
  int similar = 0;  // percent
  int prospects = 0;
  Duration within{};
};

/// kind: phrase. Objects where this mail uses the list and so do at least `uses` of the last `of_last` mails to this
/// prospect, this one counted.
struct Phrase {
  std::string list;
  int uses = 1;
  int of_last = 1;
};

/// kind: value. Objects to a follow-up (something stands unanswered) that brings no link, attachment or figure which
/// earlier mails to this prospect did not have.
struct Value {};

/// kind: personal. Objects where neither the prospect's name nor its company's is in the text, or ours is not.
struct Personal {
  bool theirs = true;
  bool ours = true;
};

/// kind: length, in words.
struct Length {
  int at_least = 0;
  int at_most = 0;
};

/// kind: context. Objects to a follow-up that neither stands in a thread nor takes up the earlier subject.
struct Context {};

/// kind: commitment (A4). `slot`: objects before an agreed slot begins. `agreement`: objects to a follow-up where no
/// next step is agreed, to advise asking for one.
struct Commitment {
  enum class Asks { slot, agreement };
  Asks asks = Asks::slot;
};

/// A moment told by an event: "order + 3d".
struct Anchor {
  TouchKind event = TouchKind::order;  // checkout, order, payment, delivery or expiry
  Duration after{};                    // negative: before it
};

/// kind: purpose. Looks at mail of these purposes only. With `start`: objects outside the window that begins at the
/// latest of the anchors whose event there was and ends at the earliest of `end` (none: never); also where there was no
/// such event, or an event of `unless` came after the newest event of `start`. With `alone`: objects while a mail of
/// another of these purposes is younger than that.
struct PurposeRule {
  std::vector<std::string> purposes;
  std::vector<Anchor> start;
  std::vector<Anchor> end;
  std::vector<TouchKind> unless;
  Duration alone{};
};

/// kind: signs. Objects where at least so many rules that tag object for one recipient (A0).
struct Signs {
  int tags = 0;
};

using Kind = std::variant<Gap, StopAfter, TimeOfDay, DuplicateSender, DoNotContactRule, Volume, Repeat, Broadcast,
                          Phrase, Value, Personal, Length, Context, Commitment, PurposeRule, Signs>;

/// "gap", "stop-after", "time-of-day", "duplicate-sender", "do-not-contact", ...
std::string_view kind_name(const Kind& kind);

/// Where a rule applies. An empty list asks nothing.
struct When {
  std::vector<Audience> audience;   // a prospect of the strict tier is of both
  std::vector<std::string> sender;  // globs over the salesperson's address, or a name of organisation.people
  std::vector<Stage> stage = {};
  std::vector<std::string> purpose = {};  // names of Policy::purposes; "none": mail without one
};

struct Rule {
  std::string name;  // unique
  Kind kind;
  Action action = Action::hold;
  Release release = Release::review;  // asked only where action is hold
  When when;
  std::string advice;        // a mustache template of the admin's own; empty: the shipped one
  bool overridable = false;  // an override passes it
};

/// A salesperson with several logins and addresses.
struct Person {
  std::string name;
  std::vector<std::string> addresses;  // keys or globs
};

/// Salespeople who share leads by turns.
struct Team {
  std::string name;
  std::vector<std::string> members;  // canonical names; never empty
};

struct Organisation {
  std::vector<std::string> domains;  // A-labels or globs; never empty; the first completes a login without a domain
  std::vector<Network> networks;
  std::vector<std::string> sales;   // globs over address keys
  std::vector<std::string> exempt;  // globs over address keys
  std::vector<Person> people;
  std::vector<Team> teams;
  std::vector<std::string> reports = {};  // globs over address keys: where bounces and complaints come in

  /// By its name; null where there is none. Owned by this.
  const Team* team(std::string_view name) const;
};

/// What is known of a prospect from settings alone.
struct ProspectRule {
  std::string match;  // glob over the address key
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;  // owned by the tz library, lives for ever; never null
  bool strict = false;
  std::string owner = {};  // canonical name of the salesperson in charge; empty: nobody by rule
  std::string team = {};   // name; new leads go to its members by turns, and nobody else may write; empty: none
  WeekWindows busy = {};
  WeekWindows open = {};
};

/// Figures of stage_of(). Defaults: rules.yaml.
struct Stages {
  Duration live = date::days(14);     // how long a conversation counts as live after the newest reply
  int cold = 3;                       // contacts without any sign
  Duration dormant = date::days(90);  // A3: nothing bought for three months
};

class Patterns;  // compiled regular expressions, see phrases.h

struct PhraseList {
  std::string name;
  std::shared_ptr<const Patterns> patterns;
};

/// A class of mail. Recognised by X-Jeda-Purpose, else by the first whose subject or sender matches.
struct Purpose {
  std::string name;
  std::vector<std::string> subject;  // globs over the folded subject
  std::vector<std::string> sender;   // as When::sender
  std::vector<std::string> phrases;  // names of phrase lists
};

/// How a salesperson may pass rules that are `overridable`. A limit of 0: nobody may.
struct Overrides {
  std::string token;  // in the subject, "[urgent: why]" for the token "urgent"; empty: only by header
  int limit = 0;      // a salesperson, in the rolling window
  Duration within{};
};

struct Policy {
  std::string version;  // first 12 hex digits of a hash of everything the policy was read from
  Mode mode = Mode::observe;
  Recipients recipients = Recipients::together;
  Language language = Language::id;
  Organisation organisation;
  std::vector<ProspectRule> prospects;  // first match wins; the last one matches everybody
  WeekHours business;
  WeekHours consumer;
  Calendar holidays;
  Stages stages;
  std::vector<PhraseList> phrases;
  std::vector<Purpose> purposes;
  Overrides overrides;
  std::vector<Rule> rules;

  const WeekHours& hours(Audience audience) const { return audience == Audience::business ? business : consumer; }

  /// The first entry that matches. Always finds one.
  const ProspectRule& prospect(std::string_view address_key) const;
};

using PolicyPtr = std::shared_ptr<const Policy>;

std::string_view to_string(Mode mode);
std::string_view to_string(Recipients recipients);
std::string_view to_string(Language language);
std::string_view to_string(Audience audience);
std::string_view to_string(Action action);
std::string_view to_string(Release release);
std::string_view to_string(Scope scope);

}  // namespace jeda::policy
