#include "page/acts.h"

#include <algorithm>

#include "base/utf8.h"

namespace jeda::page {
namespace {

using What = store::Ask::What;

/// As they are offered: what passes rules, or ends a mail, is not the first.
constexpr Act act_table[] = {
    {"release_when_allowed", What::release_when_allowed, Act::Words::none, "release_when_allowed", "words_optional"},
    {"return", What::give_back, Act::Words::needed, "return", "words_to_salesperson"},
    {"release", What::release, Act::Words::none, "release_now", "words_optional"},
    {"discard", What::discard, Act::Words::optional, "discard", "words_optional"},
    {"note", What::note, Act::Words::needed, "add_note", "note"},
    {"undo", What::undo, Act::Words::none, "undo", ""},
};

}  // namespace

std::span<const Act> acts() { return act_table; }

const Act* act_of(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(act_table), std::end(act_table), [name](const Act& act) { return act.name == name; });
  return found == std::end(act_table) ? nullptr : found;
}

const Act& act_of(What what) {
  return *std::find_if(std::begin(act_table), std::end(act_table), [what](const Act& act) { return act.what == what; });
}

std::string words_wrong(const Act& act, const std::string& given, const Words& words) {
  if (act.words == Act::Words::needed && given.find_first_not_of(" \t\r\n") == std::string::npos)
    return words("words_needed");
  if (given.size() > store::max_words) return words("words_too_long", {{"most", store::max_words}});
  if (find_invalid_utf8(given) != std::string::npos || given.find('\0') != std::string::npos) return words("words_bad");
  return "";
}

std::string tidy_words(const std::string& given) {
  std::string tidy;
  for (const char c : given)
    if (c != '\r') tidy += c;
  tidy.erase(tidy.find_last_not_of(" \t\n") + 1);
  return tidy;
}

}  // namespace jeda::page
