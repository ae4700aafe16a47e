// Why a mail is held, in words: the findings that the store keeps, as sentences.
#pragma once

#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page/words.h"

namespace jeda::page {

struct Reason {
  std::string rule;
  std::string action;  // "tag", "hold" or "reject"
  std::string prospect;
  std::string sentence;
  std::optional<Time> next;        // from then on this rule would not object
  std::vector<Time> moments = {};  // that the sentence names: of a contact, a slot
};

/// In the order of `findings`, a JSON array of store::findings_json; a kind that is not known here has a sentence that
/// says little. At most 100.
std::vector<Reason> reasons(std::string_view findings, const date::time_zone* zone, const Words& words);

}  // namespace jeda::page
