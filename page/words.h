// Every text of the pages, in both languages. Safe for concurrent use.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace jeda::page {

using policy::Language;

/// One text. "{}" and "{0}" are filled in.
struct Text {
  std::string_view key;
  std::string_view id;
  std::string_view en;
};

/// All of them, each key once.
std::span<const Text> texts();

/// The text of a key; empty: there is none.
std::string_view find_text(std::string_view key, Language language);

/// The texts of one language.
class Words {
 public:
  explicit Words(Language language) : language_(language) {}
  Language language() const { return language_; }
  bool has(std::string_view key) const { return !find_text(key, language_).empty(); }

  /// The text, its places filled. A key that is not there is shown itself.
  template <typename... Values>
  std::string operator()(std::string_view key, const Values&... values) const {
    const auto text = find_text(key, language_);
    return text.empty() ? std::string(key) : fmt::vformat(text, fmt::make_format_args(values...));
  }

 private:
  Language language_;
};

/// What Accept-Language prefers of the two; absent: it names neither.
std::optional<Language> preferred_language(std::string_view accept_language);

}  // namespace jeda::page
