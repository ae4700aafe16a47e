// Is what the queue has under an id the mail that the store means? Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/mta/queue.h"
#include "store/desk.h"

namespace jeda::agent {

/// Where a mail is. `gone`: in no queue, or its id names another message by now.
enum class Seen { held, elsewhere, gone };

struct Look {
  Seen seen = Seen::gone;
  const service::QueuedMail* mail = nullptr;  // of the listing; null where gone
};

/// Compares the envelope: one of the recipients, or the sender, is the same. More cannot be asked for: aliases and
/// rewriting change what the filter saw, and delivered recipients are not listed any more.
Look look_for(const store::Task& task, const service::Listing& listing);

/// Mail on hold under an id that no task has, to the first recipient of one: it may be a second copy of that.
std::vector<const service::QueuedMail*> unknown_in(const std::vector<store::Task>& tasks,
                                                   const service::Listing& listing);

/// The sender and every recipient are the same.
bool same_envelope(const store::Task& task, const service::QueuedMail& mail);

/// What follows the header.
std::string_view body_of(std::string_view message);

/// The Message-ID of a message's header, without brackets; empty: none.
std::string message_id_of(std::string_view message);

/// What speaks against a message as the queue has it being the one of the store; empty: nothing. With a Message-ID in
/// the store that must be the same, and the envelope as in look_for(); without one, the sender and every recipient.
std::string difference(const store::Task& task, const service::QueuedMail& mail, std::string_view message);

/// What of a message, as the queue has it, is not what was held: "header", "body", or "digest" where that cannot be
/// read. Empty: nothing, or an older jeda held it and kept no digest.
std::string_view broken_seal(const store::Task& task, std::string_view message);

}  // namespace jeda::agent
