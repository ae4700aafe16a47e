#include "mail/html/marks.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_links = 1000;
constexpr std::size_t longest_style = 2000;  // what comes after is not looked at

struct Attribute {
  std::string_view name;
  std::string_view value;
};

// Walks over attributes. Every step moves forward, so a walk is linear.
class Attributes {
 public:
  explicit Attributes(std::string_view text) : rest_(text) {}

  bool next(Attribute& attribute) {
    skip(" \t\r\n\f/");
    attribute.name = take_until("= \t\r\n\f/>");
    attribute.value = {};
    skip(" \t\r\n\f");
    if (rest_.starts_with('=')) {
      rest_.remove_prefix(1);
      skip(" \t\r\n\f");
      attribute.value = value();
    }
    return !attribute.name.empty();
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(characters)));
  }

  std::string_view take_until(std::string_view characters) {
    const auto taken = rest_.substr(0, rest_.find_first_of(characters));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view value() {
    if (!rest_.starts_with('"') && !rest_.starts_with('\'')) return take_until(" \t\r\n\f>");
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    const auto taken = rest_.substr(0, rest_.find(quote));
    rest_.remove_prefix(std::min(rest_.size(), taken.size() + 1));
    return taken;
  }

  std::string_view rest_;
};

template <std::size_t size>
bool has_word(std::string_view value, const std::array<std::string_view, size>& words) {
  while (!value.empty()) {
    const auto word = value.substr(0, value.find_first_of(" \t\r\n"));
    if (std::find(words.begin(), words.end(), word) != words.end()) return true;
    value.remove_prefix(std::min(value.size(), word.size() + 1));
  }
  return false;
}

constexpr auto quote_classes =
    std::to_array<std::string_view>({"airmail_on", "gmail_attr", "moz-cite-prefix", "moz-forward-container",
                                     "protonmail_quote", "tutanota_quote", "yahoo_quoted", "zmail_extra"});
constexpr auto signature_classes =
    std::to_array<std::string_view>({"gmail_signature", "moz-signature", "protonmail_signature_block"});
// Gateways put their own letters before an id, so it need only end so.
constexpr auto rest_ids = std::to_array<std::string_view>(
    {"OLK_SRC_BODY_SECTION", "appendonsend", "divRplyFwdMsg", "mail-editor-reference-message-container", "zwchr"});
constexpr auto signature_ids =
    std::to_array<std::string_view>({"AppleMailSignature", "Signature", "ms-outlook-mobile-signature"});

template <std::size_t size>
bool ends_with_any(std::string_view value, const std::array<std::string_view, size>& ends) {
  return std::any_of(ends.begin(), ends.end(), [value](std::string_view end) { return value.ends_with(end); });
}

// "font-size:0" and "font-size:0px", but not "font-size:0.9em".
bool is_zero(std::string_view style, std::string_view property) {
  for (auto at = style.find(property); at != std::string_view::npos; at = style.find(property, at + 1)) {
    const auto after = style.substr(at + property.size());
    const bool whole = at == 0 || style[at - 1] == ';';
    if (whole && (after.empty() || (after.front() != '.' && (after.front() < '0' || after.front() > '9')))) return true;
  }
  return false;
}

// "left:-9999px", "text-indent:-999em": past any edge. Word indents by "-18.0pt".
bool is_far_off(std::string_view style, std::string_view property) {
  constexpr std::size_t far_digits = 3;
  for (auto at = style.find(property); at != std::string_view::npos; at = style.find(property, at + 1)) {
    const auto after = style.substr(at + property.size());
    if (at > 0 && style[at - 1] != ';') continue;
    if (after.starts_with('-') && after.substr(1).find_first_not_of("0123456789") >= far_digits) return true;
  }
  return false;
}

std::string without_blanks(std::string_view style) {
  std::string bare;
  for (const char c : style.substr(0, longest_style)) {
    if (!is_space(c)) bare += lower_ascii(c);
  }
  return bare;
}

ElementMark mark_of_style(bool blockquote, std::string_view value) {
  const std::string style = without_blanks(value);
  const auto has = [&style](std::string_view text) { return style.find(text) != std::string::npos; };
  const bool clipped = has("overflow:hidden") && (is_zero(style, "max-height:0") || is_zero(style, "height:0") ||
                                                  is_zero(style, "max-width:0") || is_zero(style, "width:0"));
  if (has("display:none") || clipped || is_zero(style, "opacity:0") || is_far_off(style, "text-indent:") ||
      is_far_off(style, "left:") || is_far_off(style, "top:") || is_far_off(style, "margin-left:")) {
    return ElementMark::hidden;
  }
  if (has("visibility:hidden") || is_zero(style, "font-size:0") || is_zero(style, "font-size:1px") ||
      has("color:transparent")) {
    return ElementMark::faint;
  }
  if (blockquote && has("border-left")) return ElementMark::quote;
  if (has("border:none;border-top:solid")) return ElementMark::header;
  return has("font-size:") || has("visibility:visible") || has("color:") ? ElementMark::shown : ElementMark::none;
}

ElementMark mark_of_class(bool blockquote, std::string_view value) {
  constexpr auto blockquotes = std::to_array<std::string_view>({"cite", "gmail_quote"});
  if (has_word(value, quote_classes) || (blockquote && has_word(value, blockquotes))) return ElementMark::quote;
  return has_word(value, signature_classes) ? ElementMark::signature : ElementMark::none;
}

ElementMark mark_of_id(std::string_view value) {
  if (ends_with_any(value, rest_ids)) return ElementMark::rest;
  if (value.starts_with("yahoo_quoted")) return ElementMark::quote;
  return ends_with_any(value, signature_ids) ? ElementMark::signature : ElementMark::none;
}

ElementMark mark_of_attribute(bool blockquote, const Attribute& attribute) {
  const auto is = [&attribute](std::string_view name) { return equals_ignoring_case(attribute.name, name); };
  if (is("class")) return mark_of_class(blockquote, attribute.value);
  if (is("id")) return mark_of_id(attribute.value);
  if (is("style")) return mark_of_style(blockquote, attribute.value);
  if (is("type") && blockquote && equals_ignoring_case(attribute.value, "cite")) return ElementMark::quote;
  if (is("hidden")) return ElementMark::hidden;
  if (is("name") && (attribute.value == "quote" || attribute.value == "messageReplySection")) return ElementMark::quote;
  if (is("data-marker") && attribute.value == "__DIVIDER__") return ElementMark::rest;
  if (is("data-marker") && attribute.value.starts_with("__SIG_")) return ElementMark::signature;
  return ElementMark::none;
}

bool is_followed(std::string_view value) {
  return starts_ignoring_case(value, "http://") || starts_ignoring_case(value, "https://") ||
         starts_ignoring_case(value, "mailto:");
}

}  // namespace

ElementMark mark_of(std::string_view element, std::string_view attributes, std::vector<std::string>& links) {
  const bool blockquote = equals_ignoring_case(element, "blockquote");
  const bool anchor = equals_ignoring_case(element, "a");
  Attributes reader(attributes);
  Attribute attribute;
  ElementMark found = ElementMark::none;
  while (reader.next(attribute)) {
    if (anchor && equals_ignoring_case(attribute.name, "href") && is_followed(trim(attribute.value)) &&
        (found == ElementMark::none || found == ElementMark::shown) && links.size() < most_links) {
      links.emplace_back(trim(attribute.value));
      found = ElementMark::link;
    } else if (const auto mark = mark_of_attribute(blockquote, attribute); mark != ElementMark::none) {
      if (mark == ElementMark::shown && found != ElementMark::none) continue;
      if (found == ElementMark::link) links.pop_back();
      const bool weak = found == ElementMark::none || found == ElementMark::link || found == ElementMark::shown;
      if (weak || mark == ElementMark::quote) found = mark;
    }
  }
  return found;
}

bool has_name_of(std::string_view attributes, const std::vector<std::string>& names) {
  Attributes reader(attributes);
  Attribute attribute;
  while (reader.next(attribute)) {
    if (!equals_ignoring_case(attribute.name, "class") && !equals_ignoring_case(attribute.name, "id")) continue;
    for (std::string_view rest = attribute.value; !rest.empty();) {
      const auto word = rest.substr(0, rest.find_first_of(" \t\r\n"));
      if (std::find(names.begin(), names.end(), word) != names.end()) return true;
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
  }
  return false;
}

void add_hidden_names(std::string_view style, std::vector<std::string>& names) {
  constexpr std::size_t most_names = 100;
  const auto is_name = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  while (!style.empty()) {
    const auto end = std::min(style.size(), style.find('}'));
    const auto rule = style.substr(0, end);
    style.remove_prefix(std::min(style.size(), end + 1));
    const auto open = rule.rfind('{');
    if (open == std::string_view::npos || without_blanks(rule.substr(open)).find("display:none") == std::string::npos)
      continue;
    const auto before = rule.substr(0, open);
    const auto outer = before.rfind('{');  // "@media ... {"
    const auto selectors = before.substr(outer == std::string_view::npos ? 0 : outer + 1);
    for (auto at = selectors.find_first_of(".#"); at != std::string_view::npos && names.size() < most_names;
         at = selectors.find_first_of(".#", at + 1)) {
      const auto rest = selectors.substr(at + 1);
      const auto size = std::find_if_not(rest.begin(), rest.end(), is_name) - rest.begin();
      if (size > 0) names.emplace_back(rest.substr(0, static_cast<std::size_t>(size)));
    }
  }
}

std::string words_instead(std::string_view attributes) {
  constexpr auto names = std::to_array<std::string_view>({"alt", "title", "value", "placeholder"});
  std::string words;
  Attributes reader(attributes);
  Attribute attribute;
  while (reader.next(attribute)) {
    const std::string name = lower_ascii(attribute.name.substr(0, 20));
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (known && !is_blank(attribute.value)) words.append(attribute.value).append("\n");
  }
  return words;
}

}  // namespace jeda::mail
