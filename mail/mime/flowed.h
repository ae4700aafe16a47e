// format=flowed. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// `text` (LF line ends) with the lines of one paragraph joined as RFC 3676 says: lines that end in a blank go on with
/// the next one of the same quote depth, "-- " does not, and a blank that was put before a line is taken off. A quoted
/// line begins with its '>' signs and a blank. Linear; never longer than `text` by more than a byte a line.
std::string unflowed(std::string_view text, bool del_sp);

}  // namespace jeda::mail
