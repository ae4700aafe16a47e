// The way of a governed message: its facts, the store's transaction with the decision inside, the actions, the log
// line.
#pragma once

#include <string>
#include <vector>

#include "mail/facts.h"
#include "milter/actions.h"
#include "milter/original.h"
#include "milter/services.h"
#include "policy/identity.h"

namespace jeda::milter {

/// A message from a salesperson to prospects.
struct GovernedMail {
  policy::PolicyPtr policy;
  policy::Salesperson salesperson;
  std::vector<policy::Recipient> prospects;  // never empty, each key once
  mail::RawMessage raw;
  bool null_sender = false;
  std::vector<RemoveHeader> own_headers;  // X-Jeda headers the sender wrote, in the order met
  bool can_hold = true;                   // the MTA can quarantine
  std::string queue_id;
  std::string host;
  std::optional<mail::Address> sender = {};          // of the envelope; absent: null
  std::vector<std::vector<std::string>> paths = {};  // of each prospect, as the envelope has it
  bool handed_back = false;  // from this host itself, without a login: maybe a relay of ours saw it meanwhile
  std::optional<Original> original = {};  // where recipients may be judged apart, or reviewers may see all of it
  bool parts = false;                     // they may; then there is an `original`
};

/// Judges, records and logs. A store that fails gives governed mail `on_failure`; while only observing, it goes its
/// way.
Actions judge(Services& services, GovernedMail mail);

}  // namespace jeda::milter
