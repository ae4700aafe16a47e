// Digests that records are found again by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/store.h"

namespace jeda::store {

/// Finds the records of a Message-ID: the first 8 bytes of its SHA-256. Whoever looks one up compares the id itself.
std::int64_t message_key(std::string_view message_id);

/// The key a retry is recognised by: SHA-256, hex, of salesperson, Message-ID, recipient keys (sorted) and text. Empty
/// where there is no Message-ID: then nothing is a retry.
std::string retry_key(const Offer& offer);

/// The keys of all that it may be a retry of, its own first: one for each of above_footer, too.
std::vector<std::string> retry_keys(const Offer& offer);

/// The same id to the same people from the same writer gives the same key: SHA-256, hex. Empty where the reply has no
/// Message-ID.
std::string reply_key(const Reply& reply);

/// The same event told again of the same prospect gives the same key: the first 8 bytes of a SHA-256. `prospect` is the
/// key it is told under.
std::int64_t event_key(const Event& event, std::string_view prospect);

}  // namespace jeda::store
