// Whether a machine wrote a message. Internal to mail/. Safe for concurrent use.
#pragma once

#include <optional>
#include <string_view>

#include "mail/facts.h"
#include "mail/mime/header_index.h"

namespace jeda::mail {

/// The first sign in the order of AutomaticSign. Some fields are no proof:
/// - X-Auto-Response-Suppress is not looked at: Outlook sets it on what people write;
/// - List-Unsubscribe and Feedback-ID are put on one-to-one mail too, by sales tools and by relays such as Amazon SES:
///   in a message that answers another one (In-Reply-To or References) they are not counted.
/// `subject` is decoded.
std::optional<AutomaticSign> automatic_sign(const HeaderIndex& header, std::string_view subject, bool null_sender);

}  // namespace jeda::mail
