// The decision: a policy, a message, what its recipients already got, and the time; out comes a verdict with its
// reasons.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/content.h"
#include "policy/history.h"
#include "policy/policy.h"

namespace jeda::policy {

/// Of the whole message: the strictest of its findings.
enum class Verdict { accept, tag, hold, reject };
std::string_view to_string(Verdict verdict);

struct Recipient {
  std::string key;      // normalised address
  std::string raw;      // as the envelope had it
  std::string company;  // empty: none, or freemail
};

/// A governed message, as far as the rules look at it.
struct Outgoing {
  std::string salesperson;            // canonical name, see identity.h
  std::string address;                // the key the salesperson was recognised by
  std::vector<Recipient> recipients;  // prospects only, each key once
  Content content = {};
};

struct GapFacts {
  NewestContact newest;
  int unanswered = 0;
  Duration required{};  // between that contact and this mail
};
struct StopFacts {
  NewestContact newest;
  int unanswered = 0;
  int limit = 0;
  bool permission_left = false;  // a mail that asks for permission would pass
  std::optional<Time> asked;     // permission was asked for then, and nothing came back
};
struct HoursFacts {
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;
  std::string holiday;             // its name, where a holiday is why
  bool busy = false;               // the prospect's own busy hours are why
  std::optional<Time> away_until;  // an absence notice is why
};
struct DuplicateFacts {
  std::string other;       // the salesperson in charge: assigned, or the one of the newest contact in the window
  std::optional<Time> at;  // of that one's newest contact; absent: none yet
  bool held = false;       // that contact still waits on hold
  std::string company;     // the company where the scope is company; else empty
  Duration within{};
  bool assigned = false;  // in charge by assignment, not by having written first
  int similar = 0;        // percent; 0: the rule does not compare texts
  bool team = false;      // `other` names a team: the prospect goes to its members
};
struct DoNotContactFacts {
  DoNotContact entry;
};
struct VolumeFacts {
  Volume::Per per = Volume::Per::salesperson;
  int count = 0;  // this message included
  int most = 0;
  Duration within{};
};
struct RepeatFacts {
  int similar = 0;  // percent
  Time at;
  std::string salesperson;
};
struct BroadcastFacts {
  int prospects = 0;  // this message's included
  int limit = 0;
  Duration within{};
};
struct PhraseFacts {
  std::string list;
  std::string words;
  int uses = 0;
  int of_last = 0;
};
struct ValueFacts {
  int unanswered = 0;
};
struct PersonalFacts {
  bool theirs_missing = false;
  bool ours_missing = false;
};
struct LengthFacts {
  int words = 0;
  int at_least = 0;
  int at_most = 0;
};
struct ContextFacts {
  std::string subject;  // of the newest mail; may be empty
};
struct CommitmentFacts {
  std::optional<Slot> slot;  // absent: none is agreed
};
struct PurposeFacts {
  std::string purpose;
  std::optional<Time> opens;         // of the window; absent where there is none
  std::optional<Time> closes;        // absent: never
  std::optional<TouchKind> missing;  // the event that is not known
  std::optional<TouchKind> settled;  // the event that makes the mail needless
  std::string running;               // the other purpose that is younger than `alone`
  std::optional<Time> running_since;
};
struct SignsFacts {
  int tags = 0;
};
using Facts = std::variant<GapFacts, StopFacts, HoursFacts, DuplicateFacts, DoNotContactFacts, VolumeFacts, RepeatFacts,
                           BroadcastFacts, PhraseFacts, ValueFacts, PersonalFacts, LengthFacts, ContextFacts,
                           CommitmentFacts, PurposeFacts, SignsFacts>;

/// One rule's objection to one message for one recipient.
struct Finding {
  std::string rule;
  std::string kind;
  Action action = Action::hold;
  Release release = Release::review;
  std::string prospect;  // key
  Facts facts;
  std::optional<Time> next_allowed;  // by this rule alone; absent: not until something else happens
  std::string advice;                // the rule's own template; empty: the shipped one
  int order = 0;                     // place of the rule in the policy, from 0
  bool overridable = false;
  const date::time_zone* zone = nullptr;  // the prospect's, as told or by rule; never null in a decision
  Audience audience = Audience::business;
};

/// What recording needs to know of each recipient: in the order of Outgoing::recipients.
struct Decision {
  Verdict verdict = Verdict::accept;
  Release release = Release::review;  // of a hold: when_allowed only where every hold finding says so
  std::vector<Finding> findings;      // by recipient, then in the order of the rules
  std::vector<bool> answers;          // per recipient: this mail is an answer
  std::vector<Finding> overridden;    // what an override passed; not in `findings`
  bool whole = false;                 // for some recipient Content::whole was judged: its quote is of no known mail
  bool override_spent = false;        // one was asked for, but the salesperson has none left
  int overrides_left = 0;             // of the salesperson's, where one would pass all that stops this mail; else 0
  std::vector<Untold> untold;         // rules that could not tell

  /// The earliest moment, now or later, at which no rule would object for any recipient, were nothing else to happen.
  /// Absent: there is none within two years (a stop-after that holds or refuses objects until a reply comes).
  /// Left out is what only tags and no time mends (stop-after; a purpose without its event), what an override passes,
  /// and rules about the text, which want another text. A later moment is a whole minute, since people are told the
  /// minute.
  std::optional<Time> next_allowed;

  /// Names of the rules that objected, each once, in the order of the policy, "gap,hours".
  std::string rule_names() const;
};

/// One rule looked at for one recipient: for `jeda explain`.
struct Explanation {
  std::string prospect;
  std::string rule;
  std::string kind;
  std::string saw;   // "3 unanswered, newest contact 2026-11-20 10:00 +07 by budi"
  std::string said;  // "passes: ...", "objects: ...", "does not apply: ..."
  bool objected = false;
};

/// Judges a message. Pure: equal arguments give equal results. REQUIRES: histories.size() == message.recipients.size(),
/// same order. `explanations`, where given, gets an entry for every rule and recipient.
///
/// An answer passes every kind but do-not-contact, duplicate-sender and time-of-day, which say when they pass it. Mail
/// in the agreed slot of a commitment, and mail whose purpose has its own clock and is within it, pass the waits of a
/// gap, not its floor. Where there is no content, rules about it pass; where it cannot be read, they are untold.
Decision decide(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                std::vector<Explanation>* explanations = nullptr);

}  // namespace jeda::policy
