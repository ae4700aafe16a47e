// References: the names that people know decisions by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jeda::store {

/// 10 characters of lower-case Crockford base32 for the number of a record. One to one for numbers from 0 to 2^50 - 1,
/// and neighbours look nothing alike, so that a slip of the pen names no other decision.
std::string reference_of(std::int64_t record);

/// The number behind a reference, upper case and the look-alikes i, l, o allowed. Absent: not a reference.
std::optional<std::int64_t> record_of(std::string_view reference);

}  // namespace jeda::store
