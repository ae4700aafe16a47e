// The parts of rules.yaml, each read by its own file. They report what is wrong and give what they could make of the
// rest, which is thrown away where there was an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <tl/expected.hpp>

#include "config/reader.h"
#include "policy/names.h"
#include "policy/policy.h"

namespace jeda::policy::load {

using config::MapReader;
using config::Node;
using config::Report;

/// A value of an enumeration by its name. `what` is what messages call it.
template <class Enum>
std::optional<Enum> read_enum(const Node& node, Report& report, std::string_view what) {
  const auto index = config::read_choice(node, report, what, names_of<Enum>());
  return index ? std::optional<Enum>(static_cast<Enum>(*index)) : std::nullopt;
}

/// A domain, or a glob over domains, in lower-case A-labels. The error is a sentence.
tl::expected<std::string, std::string> normalise_domain(std::string_view text);

/// An address, or a glob over addresses, in the form in which address keys are compared. Needs an '@', except for "*".
/// The error is a sentence.
tl::expected<std::string, std::string> normalise_pattern(std::string_view text);

/// True where everything that `narrow` matches is matched by `wide`, both globs in normal form. It may miss such a
/// pair, but names no wrong one.
bool covers(std::string_view wide, std::string_view narrow);

Organisation read_organisation(const Node& node, Report& report);

/// Ends with an entry that matches everybody; that one is added where the file has none. `node` may be null.
std::vector<ProspectRule> read_prospects(const Node* node, Report& report);

/// Both audiences' hours into the policy; policy.md's figures for those the file does not give. `node` may be null.
void read_hours(const Node* node, Report& report, Policy& policy);

/// "09:00-17:00". The error is a sentence.
tl::expected<Window, std::string> parse_window(std::string_view text);

/// "mon-fri", "sat": days by date::weekday::c_encoding(), in the order of the range. The error is a sentence.
tl::expected<std::vector<unsigned>, std::string> parse_days(std::string_view text);

/// Adds a map of dates and names. A day that another calendar gave already keeps its name, with a warning where they
/// differ.
void read_calendar(const Node& node, Report& report, Calendar& calendar);

/// REQUIRES: the organisation is read, since rules name its people.
std::vector<Rule> read_rules(const Node& node, const Organisation& organisation, Report& report);

}  // namespace jeda::policy::load
