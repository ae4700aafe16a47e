// Values that people write on the command line and in files, read for what they mean. Pure: errors are sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "command/records.h"
#include "policy/decide.h"
#include "policy/policy.h"

namespace jeda::command {

inline constexpr std::size_t longest_note = 1000;    // bytes
inline constexpr std::size_t longest_field = 256;    // bytes, of any other text
inline constexpr std::size_t longest_address = 320;  // bytes: 64 of a local part, '@', 255 of a domain

template <class Value>
using OrSentence = tl::expected<Value, std::string>;

inline constexpr std::size_t longest_pasted = longest_address + longest_field;  // bytes: "Name <address>"
inline constexpr std::size_t most_known = 40;                                   // names that a complaint lists

/// " (did you mean 'call'? known: call, chat)": what may have been meant by `word`, and what there is; empty: nothing
/// is. Of more than most_known names the others are counted.
std::string known_hint(std::string_view word, const std::vector<std::string>& names);

/// An address as people paste it: "<ani@x.example>" of "Ani <ani@x.example>", else `text` without spaces around it.
std::string_view pasted_address(std::string_view text);

/// The same without the brackets: "ani@x.example".
std::string_view bare_address(std::string_view text);

/// The canonical name of somebody in sales: by a name of organisation.people, by a login whose address is spelled out
/// there or in organisation.sales, or by an address. A login that only a pattern covers is refused: it may be a slip.
OrSentence<std::string> read_person(const policy::Policy& policy, std::string_view text);

/// An address outside; our own ones are refused.
OrSentence<policy::Recipient> read_prospect(const policy::Policy& policy, std::string_view text);

/// A text of one line: line ends in it become spaces; other control characters, bytes that are no UTF-8 and more than
/// `most` bytes are refused.
OrSentence<std::string> read_words(std::string_view text, std::size_t most = longest_field);

/// A zone of the time zone database, or one of Indonesia's by its short name: WIB, WITA, WIT.
OrSentence<const date::time_zone*> read_zone(std::string_view text);

// windows.cpp
/// Of "mon-fri 08:30-10:00", "sat 10:00-12:00, 14:00-16:00": days and windows as rules.yaml has them. Windows of one
/// day that overlap or touch become one.
OrSentence<policy::WeekWindows> read_windows(const std::vector<std::string>& texts);

/// The other way round, days with the same windows together: {"mon-fri 08:30-10:00", "sun 20:00-22:00"}.
std::vector<std::string> windows_text(const policy::WeekWindows& windows);

/// The team of that name.
OrSentence<const policy::Team*> read_team(const policy::Policy& policy, std::string_view name);

}  // namespace jeda::command
