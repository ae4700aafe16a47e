#include "policy/kinds/phrase.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

/// Null: this mail does not use the list.
const PhraseHit* hit_of(const Phrase& rule, const Case& about) {
  for (const PhraseHit& hit : about.content().phrases) {
    if (hit.list == rule.list) return &hit;
  }
  return nullptr;
}

bool uses(const PastMail& mail, std::uint32_t list) {
  return std::binary_search(mail.phrases.begin(), mail.phrases.end(), list);
}

/// How many of the last `of_last` mails use the list, this one included. REQUIRES: this one does.
int uses_of(const Phrase& rule, const Case& about) {
  const auto& mails = about.log().mails;
  const std::uint32_t list = mark_of(rule.list);
  auto left = std::min<std::size_t>(mails.size(), static_cast<std::size_t>(std::max(rule.of_last - 1, 0)));
  int count = 1;
  for (auto mail = mails.rbegin(); left > 0; ++mail, --left) count += uses(*mail, list) ? 1 : 0;
  return count;
}

}  // namespace

Phrase Phrase::read(KindReader& reader) {
  Phrase phrase;
  if (const config::Node* list = reader.map.require("list")) {
    phrase.list = reader.phrases.read(*list, reader.report()).value_or("");
  }
  phrase.uses = reader.number("uses", most_to_prospect, 1);
  phrase.of_last = reader.number("of_last", most_to_prospect, 1);
  const config::Node* uses = reader.map.find("uses");
  if (uses != nullptr && phrase.uses > phrase.of_last) {
    reader.problem(*uses, fmt::format("'uses' is {}, but only the last {} mail{} looked at ('of_last')", phrase.uses,
                                      phrase.of_last, phrase.of_last == 1 ? " is" : "s are"));
  }
  return phrase;
}

std::optional<PhraseFacts> Phrase::objection(const Case& about, Time) const {
  const PhraseHit* hit = hit_of(*this, about);
  if (!hit) return std::nullopt;
  const int count = uses_of(*this, about);
  if (count < uses) return std::nullopt;
  return PhraseFacts{list, hit->words, count, of_last};
}

std::string_view Phrase::cannot_tell(const Case& about) const {
  if (const auto why = about.why_unreadable(); !why.empty()) return why;
  for (const Untold& untold : about.content().untold_lists) {
    if (untold.rule == list) return untold.why;
  }
  return {};
}

std::string Phrase::saw(const Case& about, Time) const {
  if (!about.content().given) return no_text;
  const PhraseHit* hit = hit_of(*this, about);
  if (!hit) return fmt::format("no phrase of {}", shown(list));
  return fmt::format("\"{}\" of {}, used in {} of the last {} mails", shown(hit->words), shown(list),
                     uses_of(*this, about), of_last);
}

std::string Phrase::passes(const Case& about, Time) const {
  return hit_of(*this, about) ? fmt::format("the limit is {}", uses) : "nothing was found";
}

std::string PhraseFacts::objects(const Case&, Time) const {
  return fmt::format("\"{}\", {} of the last {} mails", shown(words), uses, of_last);
}

}  // namespace jeda::policy
