#include "page/words.h"

#include <algorithm>
#include <charconv>

namespace jeda::page {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The weight of "id-ID;q=0.8" in thousandths.
int weight_of(std::string_view parameters) {
  const auto found = parameters.find("q=");
  if (found == std::string_view::npos) return 1000;
  double weight = 0;
  const auto digits = parameters.substr(found + 2);
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
  return failure == std::errc{} && weight >= 0 && weight <= 1 ? static_cast<int>(weight * 1000) : 0;
}

}  // namespace

std::optional<Language> preferred_language(std::string_view accept_language) {
  std::optional<Language> preferred;
  int best = 0;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    const auto item = trimmed(accept_language.substr(0, end));
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
    const auto name = item.substr(0, item.find_first_of(";-"));
    const auto known = Language::named(name == "in" ? "id" : name);  // "in": Indonesian's older code
    const int weight = weight_of(item.substr(std::min(item.find(';'), item.size())));
    if (!known || weight <= best) continue;
    best = weight;
    preferred = known;
  }
  return preferred;
}

}  // namespace jeda::page
