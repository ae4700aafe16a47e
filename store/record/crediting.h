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

/// A prospect that a reply counts for.
struct Credited {
  policy::Recipient prospect;
  bool sure = false;     // a wish in it is that one's
  bool answers = false;  // that one wrote it, and it names a message that went there
};

/// The prospects a reply counts for, each key once. `ours` are those of the messages it names that are ours, by time;
/// `known` says whether an address has a history. Nobody outside may change more than he was written to: whoever names
/// a message of ours speaks for himself, and for colleagues to whom it went. No freemail domain makes colleagues.
/// - Trust::none: nobody. Trust::named: the From address alone, where such a message went to it; else nobody.
/// - Who wrote is among the recipients of such a message: those writers only, of the company of From.
/// - Who wrote is not: colleagues of From to whom such a message went (the newest that went to any), and From itself,
///   so that answering it is an answer.
/// - No message of ours is named: the From address, and further writers of its company with a history.
/// A wish is surely that of a writer whose mail was checked, or is checked by nobody.
std::vector<Credited> credit(const Reply& reply, std::span<const SentMessage> ours,
                             const std::function<bool(const std::string& key)>& known);

/// Whether a reply that is so credited counts for the day: of somebody unknown, or of whom nothing shows that he wrote
/// it but his From. `known`: one of those credited has a history.
bool is_for_the_day(const Reply& reply, const std::vector<Credited>& credited, bool known);

/// Likewise an event that is recorded as `event` says: one that is not believed, or that has a bound and names no mail
/// of ours.
bool is_for_the_day(const Event& event);

/// The reply as it stands in the log of a prospect who is not believed to have written it; an id of its own, so that it
/// keeps no true one with the same Message-ID out.
Event unverified_reply(const Reply& reply);

/// The event as it is recorded where it is not believed. REQUIRES: event.else_unverified.
Event as_unverified(const Event& event);

/// Whether one of these messages went to a person with that key. REQUIRES: recipients with persons' keys.
bool went_to(std::span<const SentMessage> ours, std::string_view person);

/// Whether a prospect with this history is one that the event may be recorded of: Event::mailed_within and stands_for.
/// Mail on hold counts as mail that went.
bool agrees(const Event& event, const policy::History& history);

/// Salespeople a reply was addressed to, each once; one empty name where it names nobody.
std::vector<std::string> addressed(const Reply& reply);

/// The beginning of its day, UTC.
Time day_of(Time at);

/// Bytes that the store keeps for one touch of a stranger's, about: its row, its keys, and what it says.
std::int64_t kept_bytes(const policy::Recipient& prospect, std::string_view message_id, std::string_view words);

}  // namespace jeda::store
