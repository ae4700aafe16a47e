#include "page/why.h"

#include <fmt/format.h>

#include "page/view.h"
#include "policy/policy.h"
#include "policy/telling/advice.h"
#include "store/store.h"

namespace jeda::page {
namespace {

constexpr std::size_t most_reasons = 100;
constexpr std::size_t most_places = 4;  // of a sentence

/// The values of a sentence, for people.
struct InWords {
  const date::time_zone* zone;
  const Words& words;

  std::string operator()(int number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(Time moment) const { return moment == Time() ? "?" : moment_words(moment, zone, words); }
  std::string operator()(Duration length) const { return policy::format_duration(length, words.language()); }
  std::string operator()(policy::TouchKind touch) const {
    const auto word = fmt::format("touch_{}", policy::to_string(touch));
    return words.has(word) ? words(word) : std::string(policy::to_string(touch));
  }
};

std::string sentence_of(const store::KeptFinding& finding, const InWords& in_words) {
  if (!finding.facts) return in_words.words("why_other");
  const policy::Sentence said = policy::sentence_of(*finding.facts);
  std::array<std::string, most_places> places;
  for (std::size_t i = 0; i < said.places.size() && i < most_places; ++i) {
    places[i] = std::visit(in_words, said.places[i]);
  }
  const auto key = fmt::format("why_{}{}", finding.kind, said.form);
  return in_words.words(key, places[0], places[1], places[2], places[3]);
}

std::vector<Time> moments_in(const store::KeptFinding& finding) {
  std::vector<Time> moments;
  if (!finding.facts) return moments;
  for (const auto& place : policy::sentence_of(*finding.facts).places)
    if (const auto* moment = std::get_if<Time>(&place); moment != nullptr && *moment != Time())
      moments.push_back(*moment);
  return moments;
}

}  // namespace

std::vector<Reason> reasons(std::string_view findings, const date::time_zone* zone, const Words& words) {
  std::vector<Reason> result;
  for (const auto& finding : store::kept_findings(findings, most_reasons)) {
    result.push_back({finding.rule, finding.action, finding.prospect, sentence_of(finding, {zone, words}),
                      finding.next_allowed, moments_in(finding)});
  }
  return result;
}

}  // namespace jeda::page
