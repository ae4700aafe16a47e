// The decision: a policy, a message, what its recipients already got, and the time; out comes a verdict with its
// reasons.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
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

/// One rule's objection to one message for one recipient.
struct Finding {
  std::string rule;
  std::string kind;
  Action action = Action::hold;
  Release release = Release::review;
  std::string prospect;  // key
  std::string name;      // what people call the prospect, as told of it or as To has it; empty: not known
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
  bool override_spent = false;        // one was asked for, but the salesperson has too few left
  int overrides_needed = 0;           // asked for and not granted: so many prospects it would have had to cover; else 0
  int overrides_left = 0;             // of the salesperson's, where they would pass all that stops this mail, or where
                                      // they are too few; else 0
  std::vector<Untold> untold;         // rules that could not tell
  std::optional<Notice> notice = {};  // it goes as a notice of ours: no rule was asked, and it is no contact

  /// An override was asked for, and passes nothing: there are too few, or it would cover too many.
  bool override_refused() const { return override_spent || overrides_needed > 0; }

  /// For how many prospects an override was needed that passed.
  int overridden_prospects() const;

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

/// The notice that a message goes its way as, unasked and as no contact (decision 25). It looks like one, goes to one
/// prospect alone, and answers: of its kind fewer went out within notice_window than the prospect wrote messages.
std::optional<Notice> free_notice(const Outgoing& message, const Histories& histories, Time now);
inline constexpr Duration notice_window = std::chrono::hours(24 * 14);

/// Judges a message. Pure: equal arguments give equal results. REQUIRES: histories.size() == message.recipients.size(),
/// same order. `explanations`, where given, gets an entry for every rule and recipient. A free_notice() is accepted,
/// and has none.
///
/// An answer passes every kind but do-not-contact, duplicate-sender and time-of-day, which say when they pass it. Mail
/// in the agreed slot of a commitment, and mail whose purpose has its own clock and is within it, pass the waits of a
/// gap, not its floor. What changes or cancels an invitation that went to the prospect passes gap and time-of-day. What
/// does no more than doubt is held for a review where the rule would refuse. Where there is no content, rules about it
/// pass; where it cannot be read, they are untold.
Decision decide(const Policy& policy, const Outgoing& message, const Histories& histories, Time now,
                std::vector<Explanation>* explanations = nullptr);

}  // namespace jeda::policy
