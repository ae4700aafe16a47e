#include "mail/heard.h"

#include "base/utf8.h"

namespace jeda::mail {
namespace {

std::vector<std::string_view> sorted_entries(Heard section) {
  const auto entries = heard(section);
  std::vector<std::string_view> sorted(entries.begin(), entries.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

std::string folded(std::string_view text) {
  return is_ascii(text) ? lower_ascii(text) : fold_case(text).value_or(lower_ascii(text));
}

bool has_heard(std::string_view text, Heard section) {
  const auto entries = heard(section);
  return std::any_of(entries.begin(), entries.end(),
                     [text](std::string_view entry) { return text.find(entry) != std::string_view::npos; });
}

bool ends_as_heard(std::string_view text, Heard section) {
  const auto entries = heard(section);
  return std::any_of(entries.begin(), entries.end(), [text](std::string_view entry) {
    return text.size() >= entry.size() && equals_ignoring_case(text.substr(text.size() - entry.size()), entry);
  });
}

NamedWords named_words(std::string_view entry) {
  const auto end = std::min(entry.size(), entry.find(": "));
  return {entry.substr(0, end), entry.substr(std::min(entry.size(), end + 2))};
}

HeardWords::HeardWords(Heard section) : words_(sorted_entries(section)) {}

HeardNames::HeardNames(Heard section) {
  for (const std::string_view entry : heard(section)) {
    const NamedWords named = named_words(entry);
    split_at(named.words, '|', [&](std::string_view word) { names_.emplace_back(word, named.name); });
  }
  std::stable_sort(names_.begin(), names_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

std::string_view HeardNames::name_of(std::string_view word) const {
  const auto found = std::lower_bound(names_.begin(), names_.end(), word,
                                      [](const auto& one, std::string_view wanted) { return one.first < wanted; });
  return found != names_.end() && found->first == word ? found->second : std::string_view();
}

HeardBeginnings::HeardBeginnings(Heard section) : sorted_(sorted_entries(section)) {
  for (const std::string_view entry : sorted_) ++starts_[static_cast<unsigned char>(entry.front()) + 1U];
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] = static_cast<std::uint16_t>(starts_[i] + starts_[i - 1]);
}

bool HeardBeginnings::within(std::string_view text) const {
  const auto is_high = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; };
  bool in_word = false;  // the byte before belongs to one
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool letter = is_high(c) || is_letter(c) || is_digit(c);
    const bool inside = is_high(c) ? is_continuation(c) : in_word && letter;
    if (!inside && c != ' ' && begin(text.substr(at))) return true;
    in_word = letter;
  }
  return false;
}

}  // namespace jeda::mail
