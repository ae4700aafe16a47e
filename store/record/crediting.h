// Whom a reply is credited to, and whether an event is believed. Pure.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace jeda::store {

/// A message of ours that went its way or waits on hold.
struct SentMessage {
  Time at;
  std::string message_id;
  std::vector<policy::Recipient> recipients;
};

/// The prospects a reply counts for, each key once. `ours` are those of the messages it names that are ours, by time;
/// `known` says whether an address has a history.
/// - Who wrote is among the recipients of such a message: those writers only.
/// - Who wrote is not: everybody the newest such message went to, and the From address itself, so that answering it is
/// an answer.
/// - No message of ours is named: the From address, and further writers with a history.
std::vector<policy::Recipient> credit(const Reply& reply, std::span<const SentMessage> ours,
                                      const std::function<bool(const std::string& key)>& known);

/// Whether a prospect with this history is one that the event may be recorded of: Event::mailed_within and stands_for.
/// Mail on hold counts as mail that went.
bool agrees(const Event& event, const policy::History& history);

/// Salespeople a reply was addressed to, each once; one empty name where it names nobody.
std::vector<std::string> addressed(const Reply& reply);

}  // namespace jeda::store
