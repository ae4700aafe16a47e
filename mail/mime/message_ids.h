// Message ids of Message-ID, In-Reply-To and References. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

inline constexpr std::size_t longest_message_id = 998;  // a line of RFC 5322; a longer id is passed over

/// Adds the ids of one field's value to `ids` in order, each once, until it holds `most`. False where there were more.
/// An id is what stands in angle brackets, outside comments and quotes, white space and control characters dropped;
/// where a value has no brackets, each word with an '@' in it. Linear in `value` × `most`.
bool read_message_ids(std::string_view value, std::size_t most, std::vector<std::string>& ids);

/// The same for the values of several fields in which the newest id stands last, as in References: where there are too
/// many, the last ones are added.
bool read_newest_message_ids(const std::vector<std::string_view>& values, std::size_t most,
                             std::vector<std::string>& ids);

}  // namespace jeda::mail
