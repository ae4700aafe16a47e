#include "mail/written/readings.h"

#include <algorithm>
#include <utility>

#include "mail/written/figures.h"
#include "mail/written/links.h"
#include "mail/written/tokens.h"
#include "mail/written/written.h"

namespace jeda::mail {
namespace {

constexpr std::uint64_t no_word = 0xcbf29ce484222325U;  // FNV-1a's beginning

std::string without_links(std::string_view text) {
  std::string bare;
  bare.reserve(text.size());
  while (!text.empty()) {
    const auto at = std::min({text.size(), text.find("http://"), text.find("https://")});
    bare += text.substr(0, at);
    text.remove_prefix(at);
    text.remove_prefix(std::min(text.size(), text.find_first_of(" \t\r\n<>\"")));
  }
  return bare;
}

// Calls `each` with the hash of each pair of neighbouring words; before the first of them stands none.
template <typename Each>
void each_pair(std::string_view text, Each each) {
  Tokens tokens(text);
  std::uint64_t last = no_word;
  std::uint64_t word = no_word;
  while (tokens.next([&word](char c) { word = (word ^ static_cast<unsigned char>(c)) * 0x100000001b3U; })) {
    each(last, word);
    last = std::exchange(word, no_word);
  }
}

constexpr std::uint64_t pair_of(std::uint64_t before, std::uint64_t word) { return before * 3 + word; }

void add_declared(Written& other, MessageFacts& facts) {
  if (other.declared.empty()) return;
  std::string new_lines = Said(facts.text).unsaid(other.declared);
  if (new_lines.empty()) return;
  if (facts.declared.empty()) {
    facts.declared = std::move(other.declared);
    facts.declared_first = std::move(other.declared_first);
  } else {
    facts.beside.append(new_lines).append("\n\n");
  }
}

}  // namespace

Said::Said(std::string_view text) {
  each_pair(without_links(text), [this](std::uint64_t before, std::uint64_t word) {
    pairs_.push_back(pair_of(before, word));
    pairs_.push_back(word);
  });
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

std::string Said::unsaid(std::string_view text) const {
  const auto is_said = [this](std::uint64_t hash) { return std::binary_search(pairs_.begin(), pairs_.end(), hash); };
  std::string lines;
  const std::string bare = without_links(text);
  for (std::string_view rest = bare; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    bool said = true;
    each_pair(line, [&](std::uint64_t before, std::uint64_t word) {
      said = said && is_said(before == no_word ? word : pair_of(before, word));
    });
    if (!said) lines.append(line).append("\n");
  }
  return lines;
}

void add_other_readings(const BodyText& body, const Quoting& quoting, MessageFacts& facts) {
  if (body.others.empty()) return;
  const Said said(facts.written);
  for (const TextPart& part : body.others) {
    BodyText alone;
    alone.parts.push_back(part);
    Written other = written_of(alone, quoting);
    add_links(other.text, other.links, facts.links);
    add_figures(other.text, facts.figures);
    add_declared(other, facts);
    if (!said.unsaid(other.text).empty()) facts.otherwise.push_back(std::move(other.text));
  }
}

}  // namespace jeda::mail
