// The decision: a policy, a message, what its recipients already got, and the time; out comes a verdict with its
// reasons.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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
};
struct HoursFacts {
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;
  std::string holiday;  // its name, where a holiday is why
};
struct DuplicateFacts {
  std::string other;  // the salesperson in charge: the one of the newest contact in the window
  Time at;
  bool held = false;    // that contact still waits on hold
  std::string company;  // the company where the scope is company; else empty
  Duration within{};
};
using Facts = std::variant<GapFacts, StopFacts, HoursFacts, DuplicateFacts>;

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
};

/// What recording needs to know of each recipient: in the order of Outgoing::recipients.
struct Decision {
  Verdict verdict = Verdict::accept;
  Release release = Release::review;  // of a hold: when_allowed only where every hold finding says so
  std::vector<Finding> findings;      // by recipient, then in the order of the rules
  std::vector<bool> answers;          // per recipient: this mail is an answer

  /// The earliest moment, now or later, at which no rule would object for any recipient, were nothing else to happen.
  /// Absent: there is none within two years (a stop-after that holds or refuses objects until a reply comes).
  /// stop-after rules that only tag are left out. A later moment is a whole minute, since people are told the minute.
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
Decision decide(const Policy& policy, const Outgoing& message, std::span<const ProspectHistory> histories, Time now,
                std::vector<Explanation>* explanations = nullptr);

}  // namespace jeda::policy
