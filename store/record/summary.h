// A prospect's summary and a message's recipients as bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide.h"
#include "policy/history.h"

namespace jeda::store {

std::string pack_history(const policy::History& history);

/// Absent: the bytes are not of pack_history().
std::optional<policy::History> unpack_history(std::string_view bytes);

/// A company's log holds what passed between our people and its people: contacts, replies, calls and the like.
bool in_company_log(policy::TouchKind kind);

/// apply() for a company's log, of whose summary `people` is all that is kept.
void apply_to_company(policy::History& history, const policy::Touch& touch);

/// A key with '@' is a prospect's address, one without a company.
inline bool is_company(std::string_view key) { return key.find('@') == std::string_view::npos; }

/// Stands for a recipient who was erased among others who were not.
inline constexpr std::string_view erased_address = "erased@invalid";

std::string pack_recipients(const std::vector<policy::Recipient>& recipients);
std::optional<std::vector<policy::Recipient>> unpack_recipients(std::string_view bytes);

/// The places of those offered who are not among those left; compared by key.
std::vector<std::size_t> places_missing(const std::vector<policy::Recipient>& offered,
                                        const std::vector<policy::Recipient>& left);

std::string pack_texts(const std::vector<std::string>& texts);
std::optional<std::vector<std::string>> unpack_texts(std::string_view bytes);

inline std::int64_t to_micros(Time time) { return time.time_since_epoch().count(); }
inline Time from_micros(std::int64_t micros) { return Time(Duration(micros)); }

}  // namespace jeda::store
