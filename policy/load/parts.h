// The parts of rules.yaml, each read by its own file. They report what is wrong and give what they could make of the
// rest, which is thrown away where there was an error.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <tl/expected.hpp>

#include "config/reader.h"
#include "policy/kinds/reader.h"
#include "policy/names.h"
#include "policy/policy.h"

namespace jeda::policy::load {

using config::MapReader;
using config::Node;
using config::Report;

constexpr std::size_t longest_word = 40;  // the MTA cuts a quarantine's reason at 100 bytes

/// A name that logs and headers can hold: 1 to longest_word letters, digits, '-', '_' and '.'. `what`: "rule name".
std::optional<std::string> read_word(const Node& node, Report& report, std::string_view what);

/// What people call a thing: a text for all languages, or a map of languages and texts. One line of at most
/// longest_title bytes each.
Titles read_titles(const Node& node, Report& report);
inline constexpr std::size_t longest_title = 80;

/// A domain, or a glob over domains, in lower-case A-labels. The error is a sentence.
tl::expected<std::string, std::string> normalise_domain(std::string_view text);

/// An address, or a glob over addresses, in the form in which address keys are compared. Needs an '@', except for "*".
/// The error is a sentence.
tl::expected<std::string, std::string> normalise_pattern(std::string_view text);

/// True for a pattern that may match more than itself.
bool is_glob(std::string_view pattern);

/// True where everything that `narrow` matches is matched by `wide`, both globs in normal form. It may miss such a
/// pair, but names no wrong one.
bool covers(std::string_view wide, std::string_view narrow);

Organisation read_organisation(const Node& node, Report& report);

/// Names of organisation.people and patterns of addresses, as When::sender has them.
std::vector<std::string> read_senders(const Node& node, const Organisation& organisation, Report& report);

/// Single salespeople, as teams and owners name them: by a name of organisation.people or by an address.
class Salespeople {
 public:
  /// The organisation is borrowed; its teams are not looked at.
  explicit Salespeople(const Organisation& organisation);

  /// The canonical name. An error where it is neither, or nobody in organisation.sales.
  std::optional<std::string> read(const Node& node, Report& report);

 private:
  std::string name_of(const std::string& key) const;
  bool in_sales(const std::string& key);

  const Organisation& organisation_;
  std::map<std::string, std::string, std::less<>> people_;  // names by exact addresses; names by themselves
  std::vector<std::pair<std::string, std::string>> globs_;  // pattern, name
  std::size_t compared_ = 0;
};

/// organisation.teams.
std::vector<Team> read_teams(const Node& node, const Organisation& organisation, Report& report);

/// Ends with an entry that matches everybody; that one is added where the file has none. `node` may be null. REQUIRES:
/// the organisation is read, teams included.
std::vector<ProspectRule> read_prospects(const Node* node, const Organisation& organisation, Report& report);

/// Both audiences' hours into the policy; policy.md's figures for those the file does not give. `node` may be null.
void read_hours(const Node* node, Report& report, Policy& policy);

/// Days and windows, as a prospect's busy hours have them. `what` names them in messages.
WeekWindows read_windows(const Node& node, Report& report, const std::string& what);

/// "09:00-17:00". The error is a sentence.
tl::expected<Window, std::string> parse_window(std::string_view text);

/// "mon-fri", "sat": days by date::weekday::c_encoding(), in the order of the range. The error is a sentence.
tl::expected<std::vector<unsigned>, std::string> parse_days(std::string_view text);

/// Adds a map of dates and names. A day that another calendar gave already keeps its name, with a warning where they
/// differ.
void read_calendar(const Node& node, Report& report, Calendar& calendar);

Stages read_stages(const Node& node, Report& report);
Overrides read_overrides(const Node& node, Report& report);

/// Collects phrase lists, from rules.yaml and from files it names: what several of them call alike is one list.
class Phrases {
 public:
  /// Adds a map of names and lists of patterns. A pattern that does not compile is an error at its place. `at`: where
  /// in rules.yaml the map, or the file that it is, is named; absent: each list by its own place.
  void read(const Node& node, Report& report, Names& names, std::optional<config::Position> at);

  /// The lists, compiled. REQUIRES: no error was reported.
  std::vector<PhraseList> take() &&;

 private:
  void read_list(const std::string& name, const Node& node, Report& report);
  void read_pattern(std::vector<std::string>& list, const Node& node, Report& report);

  std::map<std::string, std::vector<std::string>> lists_;
  std::size_t patterns_ = 0;
};

/// What rules may name.
struct Vocabulary {
  const Organisation& organisation;
  Names phrases{"phrase list"};
  Names purposes{"purpose"};
};

/// REQUIRES: the phrase lists are given. Gives the purposes' names; "permission" is one, defined or not: mail may say
/// so in its header alone. `node` may be null.
std::vector<Purpose> read_purposes(const Node* node, Vocabulary& vocabulary, Report& report);

When read_when(const Node& node, Vocabulary& vocabulary, Report& report);

/// REQUIRES: all else is read, since rules name it. `overrides`: where the file says how to override, if it does.
std::vector<Rule> read_rules(const Node& node, Vocabulary& vocabulary, std::optional<config::Position> overrides,
                             Report& report);

}  // namespace jeda::policy::load
