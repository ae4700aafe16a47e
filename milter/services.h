// What all sessions of a daemon share.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "mail/facts.h"
#include "milter/body_memory.h"
#include "milter/metrics.h"
#include "policy/decide.h"
#include "policy/policy.h"
#include "service/log.h"
#include "store/desk.h"
#include "store/store.h"

namespace jeda::milter {

using service::Log;
using service::log_value;

/// The time now. One clock for the whole process, injected.
using Clock = std::function<Time()>;

/// The policy in force. May give another one from one message to the next (reload); a message keeps the one it began
/// with.
using CurrentPolicy = std::function<policy::PolicyPtr()>;

/// Outlives the sessions; every member is safe for concurrent use.
struct Services {
  store::Store& store;
  CurrentPolicy current_policy;
  Clock clock;
  Log& log;
  config::OnFailure on_failure = config::OnFailure::tempfail;
  mail::Limits limits = {};
  config::Preview preview = config::Preview::text;  // how much of held mail is kept
  bool tells = false;           // people are told by mail what becomes of theirs; else recipients are judged together
  store::Desk* desk = nullptr;  // for mail of jeda-agent; null: it is as any other
  std::atomic<bool> passed_own = false;  // mail of jeda-agent was seen: this filter is in its way
  config::InboundSettings inbound = {};
  std::string tag_key = {};  // milter/tag.h; empty: outgoing mail bears no tag, and none is asked for
  std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();                                     // never null
  std::shared_ptr<BodyMemory> memory = std::make_shared<BodyMemory>(config::Settings{}.body_memory);  // never null
  std::shared_ptr<Readings> readings = std::make_shared<Readings>();                                  // never null
};

/// mail::read_facts(), once it is this message's turn (Readings).
mail::MessageFacts read_in_turn(Services& services, const mail::RawMessage& message, bool null_sender);

/// A prospect's address with the company it belongs to.
policy::Recipient as_recipient(const mail::Address& address);

/// For a log line: "-" for an empty text.
std::string or_dash(std::string_view text);

/// The first few keys and the number of the rest.
std::string logged_prospects(const std::vector<policy::Recipient>& prospects);

/// What could not be read of a message, a line each.
void log_doubts(Services& services, const mail::MessageFacts& facts, const std::string& queue_id);

}  // namespace jeda::milter
