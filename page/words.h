// The texts of the pages, in one language: those of texts/*.po whose keys begin with "page.". Safe for concurrent use.
#pragma once

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"
#include "texts/texts.h"

namespace jeda::page {

using policy::Language;

class Words {
 public:
  explicit Words(Language language) : language_(language) {}
  Language language() const { return language_; }

  /// Whether there is a text of the key, here without "page.".
  bool has(std::string_view key) const { return !text(key).empty(); }

  /// The text, its places filled. A key that is not there is shown itself.
  std::string operator()(std::string_view key, std::initializer_list<texts::Value> values = {}) const {
    const auto found = text(key);
    return found.empty() ? std::string(key) : texts::fill(found, values);
  }

  /// Its places are {{0}}, {{1}}, ...: the values in their order.
  template <typename... Values>
  requires(sizeof...(Values) > 0) std::string operator()(std::string_view key, const Values&... values) const {
    static constexpr std::array<std::string_view, 4> places{"0", "1", "2", "3"};
    static_assert(sizeof...(Values) <= places.size());
    std::size_t next = 0;
    return (*this)(key, {texts::Value(places[next++], fmt::format("{}", values))...});
  }

  /// Of a text with plural forms, the one for `count`.
  std::string counted(std::string_view key, std::int64_t count) const {
    return texts::told_count(language_, full(key), count);
  }

 private:
  static std::string full(std::string_view key) { return std::string("page.").append(key); }
  std::string_view text(std::string_view key) const { return texts::text(language_, full(key)); }

  Language language_;
};

/// What Accept-Language prefers of those that there are; absent: it names none of them.
std::optional<Language> preferred_language(std::string_view accept_language);

}  // namespace jeda::page
