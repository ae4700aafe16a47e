// Whether a machine wrote a message. Internal to mail/. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>

#include "mail/facts.h"
#include "mail/mime/header_index.h"

namespace jeda::mail {

/// The first sign in the order of AutomaticSign. `facts` are those of the message but for `automatic`; of a message
/// whose body was not read their texts are empty. Some fields are no proof:
/// - X-Auto-Response-Suppress: Outlook sets it on what people write. It counts beside a text that confirms only;
/// - List-Unsubscribe and Feedback-ID are put on one-to-one mail too, by sales tools and by relays such as Amazon SES:
///   in a message that answers another one (In-Reply-To or References) they are not counted;
/// - a list's fields where the list is one of the addressee's own company and the message answers one of that company:
///   a group of ours handed a person's answer on.
/// A notice's subject alone proves nothing: beside it the text must speak of absence or say that a program wrote it, or
/// there is none, or the message answers another one.
std::optional<AutomaticSign> automatic_sign(const HeaderIndex& header, const MessageFacts& facts, bool null_sender);

/// The List-Id between its brackets, in lower case; empty where there is none.
std::string list_id(const HeaderIndex& header);

}  // namespace jeda::mail
