// As much of MIME as a notice needs. Lines end with LF. Internal to agent/.
#pragma once

#include <string>
#include <string_view>

namespace jeda::agent {

/// Printable ASCII with one '@' and nothing that has a meaning in headers or SMTP.
bool is_plain_address(std::string_view text);

/// A text in two forms, as the inside of a message or part: Content-Type, empty line, body.
std::string alternative_part(std::string_view boundary, std::string_view text, std::string_view html);

/// That, and a message attached as it is.
std::string mixed_part(std::string_view boundary, std::string_view first, std::string_view original);

}  // namespace jeda::agent
