#include "texts/texts.h"

#include <algorithm>
#include <boost/locale/gnu_gettext.hpp>
#include <limits>
#include <locale>
#include <vector>

#include "texts/catalogues.h"

namespace jeda::texts {
namespace {

using Messages = boost::locale::message_format<char>;

/// Boost asks for a file of a path; there is one, and it is compiled in. The locale owns what it read.
std::locale read(const Catalogue& catalogue) {
  namespace gettext = boost::locale::gnu_gettext;
  gettext::messages_info info;
  info.language = catalogue.name;
  info.encoding = "UTF-8";
  info.domains = {gettext::messages_info::domain("jeda")};
  info.paths = {"compiled in"};
  info.callback = [&catalogue](const std::string&, const std::string&) {
    return std::vector<char>(catalogue.bytes.begin(), catalogue.bytes.end());
  };
  return {std::locale::classic(), gettext::create_messages_facet<char>(info)};
}

const Messages& messages(Language language) {
  static const auto all = [] {
    std::vector<std::locale> read_in;
    for (const Catalogue& catalogue : catalogues()) read_in.push_back(read(catalogue));
    return read_in;
  }();
  return std::use_facet<Messages>(all[language.index()]);
}

std::string_view found(const char* text) { return text == nullptr ? std::string_view() : text; }

const Value* value_of(std::string_view name, std::span<const Value> values) {
  const auto at = std::find_if(values.begin(), values.end(), [name](const Value& one) { return one.name == name; });
  return at == values.end() ? nullptr : &*at;
}

}  // namespace

std::span<const std::string_view> Language::names() {
  static const auto all = [] {
    std::vector<std::string_view> names;
    for (const Catalogue& catalogue : catalogues()) names.push_back(catalogue.name);
    return names;
  }();
  return all;
}

std::optional<Language> Language::named(std::string_view name) {
  const auto at = std::find(names().begin(), names().end(), name);
  if (at == names().end()) return std::nullopt;
  return Language(static_cast<std::size_t>(at - names().begin()));
}

std::string_view text(Language language, std::string_view key) {
  return found(messages(language).get(0, nullptr, std::string(key).c_str()));
}

std::string_view text(Language language, std::string_view key, std::int64_t count) {
  const auto bounded = static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
  return found(messages(language).get(0, nullptr, std::string(key).c_str(), bounded));
}

std::string fill(std::string_view text, std::span<const Value> values) {
  std::string filled;
  while (!text.empty()) {
    const auto open = std::min(text.find("{{"), text.size());
    filled += text.substr(0, open);
    text.remove_prefix(open);
    const auto close = text.find("}}");
    if (close == std::string_view::npos) break;
    const Value* value = value_of(text.substr(2, close - 2), values);
    filled += value == nullptr ? text.substr(0, close + 2) : value->shown;
    text.remove_prefix(close + 2);
  }
  return filled.append(text);
}

std::string told(Language language, std::string_view key, std::initializer_list<Value> values) {
  return fill(text(language, key), values);
}

std::string told_count(Language language, std::string_view key, std::int64_t count,
                       std::initializer_list<Value> values) {
  std::vector<Value> all(values);
  all.emplace_back("count", count);
  return fill(text(language, key, count), all);
}

}  // namespace jeda::texts
