// What engines read and write, as values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace jeda::store {

/// An offer made ready in its caller's thread, so that the writer has little left to do.
struct PreparedOffer {
  Offer offer;
  std::optional<std::int64_t> key;  // message_key(); absent: no Message-ID
  std::string retry;                // retry_key()
  std::vector<std::string> copies;  // retry_keys(): what it may be a copy of
  std::string recipients;           // pack_recipients()
  std::string details;              // pack_details()
};
PreparedOffer prepare(const Offer& offer);

/// The first copy of a message that is offered again.
struct FirstCopy {
  std::int64_t record = 0;
  Time at;
  Outcome outcome;
  bool held = false;
  std::string queue_id;
  std::string host;
  int copies = 0;  // retries so far of mail that went its way
};

/// Whether `offer` is the message that was recorded with this retry_key() and `exact`. `held`: it is on hold since, and
/// no relay has it to hand it back.
bool is_copy(const PreparedOffer& offer, std::string_view retry, std::string_view exact, bool held);

/// Whether a copy of it counts as the same message still at that moment; and whether it is counted among its copies.
bool counts_as_copy(const FirstCopy& first, const Offer& offer, Time at);
bool is_counted_copy(const FirstCopy& first, const Offer& offer);

/// For each recipient, resolved, the place at which the person's touch is: of the person's addresses the first at a
/// company, else the first.
std::vector<std::size_t> places_of_touch(const std::vector<policy::Recipient>& people);

/// A message that was held, as settling needs it.
struct HeldRow {
  HeldState state = HeldState::held;
  Time at;
  std::vector<policy::Recipient> recipients;
  std::string salesperson;
  std::optional<Time> settled_at = {};
  std::optional<Time> left_at = {};  // it was let go, and is a contact from then on
  std::string details = {};          // pack_details() of its imprint
  bool counts = false;               // for `volume` and `broadcast`, once it goes
  std::string fingerprint = {};      // of its text
};

/// Held and on its way: what a decision means for its touches.
bool is_held(const Judgement& judgement);
bool is_counted(const Judgement& judgement);

/// The person behind an address.
struct Person {
  std::string key;  // under which the history is kept: the address itself where it is linked to no other
  policy::ProspectFacts facts = {};
};

/// What places a touch in a log: by time, then as recorded.
struct Place {
  Time at;
  std::int64_t record = 0;  // the message, reply or event behind it
  int number = 0;           // among the touches of that record
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A touch of a prospect, which its company's log may hold as well.
struct TouchRow {
  policy::Recipient prospect;  // its key is the person's
  std::int64_t record = 0;
  int number = 0;
  policy::Touch touch;       // but for its reference
  std::string details = {};  // pack_details() of it

  Place place() const { return {touch.at, record, number}; }
};

/// The end of one key's log: its newest place and its summary.
struct Tail {
  std::string key;
  std::optional<Place> newest;  // absent: the log is empty
  policy::History history;
  std::size_t summary_bytes = 0;
  std::optional<Place> stale_from = {};  // a touch was put before the newest: the summaries from there on are not true
};

}  // namespace jeda::store
