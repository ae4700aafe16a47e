// Every sentence for people: the catalogues texts/*.po, compiled in. A language is one of these files, and nothing
// else names them. Safe for concurrent use.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jeda::texts {

/// One of the languages that there are.
class Language {
 public:
  static const Language id;
  static const Language en;

  /// Indonesian.
  constexpr Language() = default;

  /// REQUIRES: index < names().size().
  explicit constexpr Language(std::size_t index) : index_(static_cast<std::uint8_t>(index)) {}

  /// "id", "en", then the others by their names.
  static std::span<const std::string_view> names();

  /// Absent: there is no file of that name.
  static std::optional<Language> named(std::string_view name);

  /// As in the file's name and in Accept-Language: "id".
  std::string_view name() const { return names()[index_]; }

  constexpr std::size_t index() const { return index_; }
  friend constexpr auto operator<=>(const Language&, const Language&) = default;

 private:
  std::uint8_t index_ = 0;
};
inline constexpr Language Language::id{0};
inline constexpr Language Language::en{1};

/// The text of a key ("closing.reply"), as it stands in the catalogue; valid for ever. Empty: there is no such key.
std::string_view text(Language language, std::string_view key);

/// Of a text with plural forms, the form for `count`.
std::string_view text(Language language, std::string_view key, std::int64_t count);

/// What stands for {{name}}.
struct Value {
  std::string_view name;
  std::string shown;

  Value(std::string_view its_name, std::string_view value) : name(its_name), shown(value) {}
  Value(std::string_view its_name, std::integral auto value) : name(its_name), shown(std::to_string(value)) {}
};

/// A text with its places filled. No sections: those are for texts that are rendered as mustache templates. A value is
/// not looked at; a name that has none stays as it is.
std::string fill(std::string_view text, std::span<const Value> values);
inline std::string fill(std::string_view text, std::initializer_list<Value> values) {
  return fill(text, std::span(values.begin(), values.size()));
}

/// `fill(text(language, key), values)`
std::string told(Language language, std::string_view key, std::initializer_list<Value> values = {});
/// `fill(text(language, key, count), values)`, and {{count}} is `count`.
std::string told_count(Language language, std::string_view key, std::int64_t count,
                       std::initializer_list<Value> values = {});

}  // namespace jeda::texts
