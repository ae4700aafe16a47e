#include "policy/kinds/length.h"

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

constexpr int longest_mail = 100'000;  // words

std::optional<int> parse_words(std::string_view text) {
  int number = 0;
  if (text.empty() || text.size() > 6) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

Length Length::read(KindReader& reader) {
  const config::Node* node = reader.map.require("words");
  const auto text = node == nullptr ? std::nullopt : config::read_line(*node, reader.report());
  if (!text) return Length{};
  const std::size_t dash = text->find('-');
  const auto least = parse_words(std::string_view(*text).substr(0, dash));
  const auto most = dash == std::string::npos ? std::nullopt : parse_words(std::string_view(*text).substr(dash + 1));
  if (!least || !most || *most > longest_mail) {
    reader.problem(*node, fmt::format("{} is no range of words (20-200)", config::quote(*text)));
  } else if (*least > *most || *most == 0) {
    reader.problem(*node, fmt::format("{} is a range that no mail is in", config::quote(*text)));
  }
  return Length{least.value_or(0), most.value_or(0)};
}

std::optional<LengthFacts> Length::objection(const Case& about, Time) const {
  if (!about.is_readable()) return std::nullopt;
  const auto words = static_cast<int>(about.content().words);
  const bool too_long = at_most > 0 && words > at_most;
  if (words >= at_least && !too_long) return std::nullopt;
  return LengthFacts{words, at_least, at_most};
}

std::string_view Length::cannot_tell(const Case& about) const { return about.why_unreadable(); }

std::string Length::saw(const Case& about, Time) const {
  return about.content().given ? fmt::format("{} words", about.content().words) : no_text;
}

std::string Length::passes(const Case&, Time) const { return fmt::format("{} to {} are asked for", at_least, at_most); }

std::string LengthFacts::objects(const Case&, Time) const {
  return fmt::format("{} words, {} to {} are asked for", words, at_least, at_most);
}

}  // namespace jeda::policy
