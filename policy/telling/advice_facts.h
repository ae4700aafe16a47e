// The facts of a finding as the values that advice templates name. Internal to policy/.
#pragma once

#include <string_view>

#include "policy/decide.h"
#include "policy/telling/templates.h"

namespace jeda::policy {

/// What is told of a finding depends on who is told, in which language, and on the prospect's clock.
struct Telling {
  Language language = Language::id;
  const date::time_zone& zone;
  std::string_view salesperson;
  const Policy& policy;
};

/// Adds the variables of the finding's kind.
void add_facts(Values& values, const Finding& finding, const Telling& telling);

/// Adds every variable that some kind has, each with something in it.
void add_all_facts(Values& values);

/// "pesanan" / "order": an event in the words of people.
std::string_view event_word(TouchKind event, Language language);

}  // namespace jeda::policy
