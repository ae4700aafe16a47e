// When a mail on hold may go, as it stands now: lists, pages and notices show this, and never a moment that has passed.
#pragma once

#include <optional>

#include "policy/decide.h"
#include "policy/policy.h"
#include "store/desk.h"
#include "store/store.h"

namespace jeda::service {

/// The histories of a message's prospects, in their order, and the salesperson's. `reader` null: all are empty.
store::Result<policy::Histories> read_histories(const policy::Policy& policy, const policy::Outgoing& message, Time now,
                                                store::Reader* reader);

/// What stands before a mail on hold.
struct Outlook {
  Time now;                          // when it was asked
  std::optional<Time> next_allowed;  // ahead of now; absent: no moment, or it came already (`due`), or nobody can say
  bool due = false;                  // no moment is waited for any more: only the agent's next round, or the reviewer
  std::optional<policy::Decision> decision = {};  // the new judgement; absent: none was made
};

/// Mail that a reviewer must let go is judged anew, and nothing is recorded; where its text is not kept (an older jeda
/// held it), or `policy` is null, its recorded moment counts while it is ahead. Mail that goes by itself waits for its
/// recorded moment, at which the agent judges it. Of mail that is not held any more nothing is ahead.
store::Result<Outlook> outlook_of(const policy::Policy* policy, const store::HeldMessage& message, Time now,
                                  store::Desk& desk, store::Reader& reader);

}  // namespace jeda::service
