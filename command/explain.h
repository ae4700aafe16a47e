// What `jeda explain` finds out, before it is shown.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "command/json.h"
#include "mail/facts.h"
#include "policy/decide.h"
#include "policy/identity.h"

namespace jeda::command {

/// A message as the filter would meet it.
struct Question {
  std::optional<mail::Address> sender;  // envelope sender; absent: null
  std::string login;
  std::string client;
  std::vector<mail::Address> recipients;    // never empty, each key once
  std::optional<mail::MessageFacts> facts;  // absent: no message was given
};

/// Part of a recipient in the message.
struct SeenRecipient {
  mail::Address address;
  bool internal = false;
  std::string salesperson;   // internal only: empty where nobody in sales has it
  bool reports = false;      // internal only: where bounces and complaints come in; then it is no salesperson's
  bool no_prospect = false;  // outside only: organisation.no_prospects names it
  std::string company;       // outside only; empty: none, or freemail
  policy::Audience audience = policy::Audience::business;
  const date::time_zone* zone = nullptr;
};

/// The mail is governed, and this is what the rules say.
struct Judged {
  policy::Salesperson salesperson;
  policy::Outgoing message;     // its recipients are the prospects
  policy::Histories histories;  // in their order
  std::vector<policy::Explanation> explanations;
  policy::Decision decision;
  std::vector<std::string> advice;
  bool store_read = true;  // false: there is none yet
};

/// From outside to these salespeople: a reply, where nothing is said against it.
struct Received {
  std::vector<std::string> salespeople;  // empty: it goes to organisation.reports alone
  std::string
      not_reply;  // why it is none: an AutomaticSign's name, "from-us", "no-prospect", "null-sender" or "to-reports"
};

struct Answer {
  Question question;
  policy::PolicyPtr policy;
  std::string rules_file;
  Time at;
  const date::time_zone* zone = nullptr;  // of the first recipient outside, else of the first
  std::vector<SeenRecipient> recipients;
  std::variant<Judged, Received, policy::Ignored> outcome;
};

// explain_show.cpp
void show_answer(const Answer& answer, std::ostream& out);
Json json_answer(const Answer& answer);

}  // namespace jeda::command
