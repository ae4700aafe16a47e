// What people tell of a prospect, made a change of what is known. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "command/fields.h"

namespace jeda::command {

/// As written, trimmed; empty: not given.
struct ProspectFields {
  std::string owner;
  std::string audience;
  std::string zone;
  std::string strict;  // true, yes, false or no
  std::string stage;   // a stage's name, or "auto" for the computed one
  std::vector<std::string> busy;
  std::vector<std::string> open;
  std::vector<std::string> names;
  std::string company;
  std::string consent;
  std::vector<std::string> clear;  // names of the fields above
};

/// Columns of a file of prospects.
inline constexpr std::array<Column, 12> prospect_columns{{{"prospect", false, true},
                                                          {"owner"},
                                                          {"audience"},
                                                          {"zone"},
                                                          {"strict"},
                                                          {"stage"},
                                                          {"busy", true},
                                                          {"open", true},
                                                          {"name", true},
                                                          {"company"},
                                                          {"consent"},
                                                          {"also", true}}};
ProspectFields prospect_fields(const Record& record);

/// What is known of a prospect, told anew in part.
struct ProspectChange {
  policy::ProspectFacts told;  // `owner` with `since` of the telling
  bool owner = false;          // which fields of `told` count: an empty one clears
  bool audience = false;
  bool zone = false;
  bool strict = false;
  bool stage = false;
  bool busy = false;
  bool open = false;
  bool names = false;
  bool company = false;
  bool consent = false;

  bool empty() const;

  /// Who is in charge by hand already stays so since then.
  void apply(policy::ProspectFacts& facts) const;
};

/// Gives all that is wrong at once.
tl::expected<ProspectChange, Wrongs> read_change(const ProspectFields& fields, const policy::Policy& policy, Time now);

}  // namespace jeda::command
