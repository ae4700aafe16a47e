// The way of a collected message: its facts, the store's transaction with the decision inside, the actions, the log
// line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "mail/facts.h"
#include "milter/actions.h"
#include "milter/log.h"
#include "policy/identity.h"
#include "store/store.h"

namespace jeda::milter {

/// The time now. One clock for the whole process, injected.
using Clock = std::function<Time()>;

/// The policy in force. May give another one from one message to the next (reload); a message keeps the one it began
/// with.
using CurrentPolicy = std::function<policy::PolicyPtr()>;

/// What all sessions share. Outlives them; every member is safe for concurrent use.
struct Services {
  store::Store& store;
  CurrentPolicy current_policy;
  Clock clock;
  Log& log;
  config::OnFailure on_failure = config::OnFailure::tempfail;
  mail::Limits limits;
};

/// A prospect's address with the company it belongs to.
policy::Recipient as_recipient(const mail::Address& address);

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
};

/// Judges, records and logs. A store that fails gives governed mail `on_failure`; while only observing, it goes its
/// way.
Actions judge(Services& services, GovernedMail mail);

/// A message from outside to salespeople.
struct InboundMail {
  policy::PolicyPtr policy;
  std::optional<mail::Address> sender;   // of the envelope
  std::vector<std::string> salespeople;  // never empty
  mail::MessageFacts facts;              // of the header
  bool header_complete = true;
  std::string queue_id;
};

/// Records it as a reply, unless a machine wrote it or one of ours did. Whatever happens the message goes on: what
/// fails is logged.
void read_reply(Services& services, const InboundMail& mail);

}  // namespace jeda::milter
