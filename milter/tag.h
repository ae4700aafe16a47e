// Tags that outgoing mail bears (`inbound: tag`), so that nobody who never had a mail of ours can return one. Pure but
// for tag_key().
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace jeda::milter {

/// The key of all tags, in a file beside the store (its name and ".tag", mode 0600); made where there is none. The
/// error is a sentence.
tl::expected<std::string, std::string> tag_key(const std::string& store_path);

/// Of the message with that Message-ID: 32 hex digits, 128 bits of its HMAC-SHA256.
std::string tag_of(std::string_view key, std::string_view message_id);

/// False where either is empty, too.
bool is_tag_of(std::string_view key, std::string_view message_id, std::string_view tag);

}  // namespace jeda::milter
