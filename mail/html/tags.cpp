#include "mail/html/tags.h"

#include <libxml/HTMLparser.h>

#include <array>
#include <cctype>
#include <charconv>
#include <string>

#include "base/text.h"
#include "mail/html/marks.h"

namespace jeda::mail {
namespace {

constexpr auto none = std::string_view::npos;

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// What 128 to 159 mean where people write "&#146;": windows-1252, as every browser reads it.
constexpr auto windows_1252 =
    std::to_array<int>({0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178});

// HTML's old names, those of Latin-1, count without their semicolon too, and with words behind them.
bool is_old_name(const std::string& name) {
  constexpr unsigned last = 255;
  constexpr unsigned apostrophe = 39;
  const htmlEntityDesc* entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
  return entity != nullptr && entity->value <= last && entity->value != apostrophe;
}

bool is_entity(const std::string& name) {
  return htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str())) != nullptr;
}

constexpr std::size_t longest_reference = 10;  // bytes of a name or number; no old name has more than 6

class Cutter {
 public:
  Cutter(std::string_view html, const std::vector<std::string>& hidden) : html_(html), hidden_(hidden) {
    out_.reserve(html.size());
  }

  BareHtml cut() {
    while (at_ < html_.size()) {
      text();
      if (at_ < html_.size()) {
        markup();
      }
    }
    return {std::move(out_), std::move(links_), std::move(further_), std::move(hidden_names_)};
  }

 private:
  void text() {
    const auto end = std::min(html_.size(), html_.find('<', at_));
    for (; at_ < end; ++at_) {
      if (html_[at_] == '\0') {
        out_ += replacement;
      } else {
        out_ += html_[at_];
        if (html_[at_] == '&') reference();
      }
    }
  }

  // Completes the reference that begins with the '&' at at_, and moves there to its last byte.
  void reference() {
    if (html_.substr(at_ + 1).starts_with('#')) {
      number();
    } else {
      name();
    }
  }

  void number() {
    const std::string_view rest = html_.substr(at_ + 2, longest_reference);
    const bool hexadecimal = !rest.empty() && lower_ascii(rest.front()) == 'x';
    const char* const begin = rest.data() + (hexadecimal ? 1 : 0);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(begin, rest.data() + rest.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc()) {
      out_ += "amp;";
      return;
    }
    constexpr unsigned first = 128;
    if (value >= first && value < first + windows_1252.size())
      value = static_cast<unsigned>(windows_1252[value - first]);
    out_.append("#").append(std::to_string(value)).append(";");
    at_ = static_cast<std::size_t>(end - html_.data());
    at_ -= at_ < html_.size() && html_[at_] == ';' ? 0 : 1;
  }

  // A name with its semicolon is left to libxml2.
  void name() {
    const std::string_view rest = html_.substr(at_ + 1, longest_reference);
    std::size_t size = 0;
    while (size < rest.size() && is_name(rest[size])) ++size;
    if (size < rest.size() && rest[size] == ';' && is_entity(std::string(rest.substr(0, size)))) return;
    for (std::string name(rest.substr(0, size)); name.size() > 1; name.pop_back()) {
      if (!is_old_name(name)) continue;
      out_.append(name).append(";");
      at_ += name.size();
      return;
    }
  }

  void markup() {
    const auto rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      comment();
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      skip_past(">", at_);
    } else if (rest.size() > 1 && (is_letter(rest[1]) || (rest[1] == '/' && rest.size() > 2 && is_letter(rest[2])))) {
      tag();
    } else {
      out_ += "&lt;";
      ++at_;
    }
  }

  void skip_past(std::string_view end, std::size_t from) {
    const auto found = html_.find(end, from);
    at_ = found == none ? html_.size() : found + end.size();
  }

  // "<!--[if mso]> ... <![endif]-->": Outlook shows what stands there.
  void comment() {
    const auto begin = at_ + 4;
    skip_past("-->", at_ + 2);
    const auto inside = html_.substr(begin, at_ > begin ? at_ - begin : 0);
    const auto condition_end = inside.find('>');
    if (!starts_ignoring_case(inside, "[if") || condition_end == none) return;
    further_.append(inside.substr(condition_end + 1)).append("\n");
  }

  void tag() {
    const auto begin = at_++;
    at_ += html_[at_] == '/' ? 1 : 0;
    while (at_ < html_.size() && is_name(html_[at_])) {
      ++at_;
    }
    const auto name = html_.substr(begin + 1, at_ - begin - 1);
    const auto attributes = at_;
    skip_attributes();
    if (equals_ignoring_case(name, "script") || equals_ignoring_case(name, "style")) {
      const auto content = at_;
      skip_raw_text(name);
      if (equals_ignoring_case(name, "style")) add_hidden_names(html_.substr(content, at_ - content), hidden_names_);
    } else {
      out_.append("<").append(name);
      put_mark(name, html_.substr(attributes, at_ - attributes));
      out_ += '>';
      if (stands_for_words(name)) put_instead(html_.substr(attributes, at_ - attributes));
    }
  }

  // "<p>" and end tags have nothing to say; <html> and <body> may come twice, and libxml2 then joins their attributes.
  void put_mark(std::string_view name, std::string_view attributes) {
    constexpr std::size_t shortest = 5;
    if (attributes.size() < shortest || name.starts_with('/') || equals_ignoring_case(name, "html") ||
        equals_ignoring_case(name, "body")) {
      return;
    }
    const bool hidden = !hidden_.empty() && has_name_of(attributes, hidden_);
    const ElementMark mark = hidden ? ElementMark::hidden : mark_of(name, attributes, links_);
    faint_ = faint_ || mark == ElementMark::faint;
    if (mark != ElementMark::none && (mark != ElementMark::shown || faint_)) {
      out_.append(" ").append(mark_attribute).append("=\"") += static_cast<char>(mark);
      out_.append(mark == ElementMark::link ? std::to_string(links_.size() - 1) : "").append("\"");
    }
  }

  static bool stands_for_words(std::string_view name) {
    return equals_ignoring_case(name, "img") || equals_ignoring_case(name, "input") ||
           equals_ignoring_case(name, "area");
  }

  void put_instead(std::string_view attributes) {
    const std::string words = words_instead(attributes);
    if (!words.empty()) further_.append("<p>").append(words).append("</p>");
  }

  // To the '>' that ends the tag. A quote counts only after '=', as in a browser; one that is never closed does not.
  void skip_attributes() {
    bool value = false;
    for (; at_ < html_.size() && html_[at_] != '>'; ++at_) {
      const char c = html_[at_];
      if (value && (c == '"' || c == '\'')) {
        skip_quoted(c);
      }
      value = c == '=' || (value && is_space(c));
    }
    at_ = std::min(at_ + 1, html_.size());
  }

  void skip_quoted(char quote) {
    bool& unclosed = quote == '"' ? unclosed_double_ : unclosed_single_;
    const auto end = unclosed ? none : html_.find(quote, at_ + 1);
    unclosed = unclosed || end == none;
    at_ = end == none ? at_ : end;
  }

  // Script and style end at their own end tag, whatever stands between.
  void skip_raw_text(std::string_view name) {
    for (auto end = html_.find("</", at_); end != none; end = html_.find("</", end + 2)) {
      if (starts_ignoring_case(html_.substr(end + 2), name)) {
        at_ = end + 2;
        skip_attributes();
        return;
      }
    }
    at_ = html_.size();
  }

  std::string_view html_;
  const std::vector<std::string>& hidden_;
  std::vector<std::string> hidden_names_;
  std::string out_;
  std::vector<std::string> links_;
  std::string further_;
  std::size_t at_ = 0;
  bool faint_ = false;  // an element before was
  bool unclosed_double_ = false;
  bool unclosed_single_ = false;
};

}  // namespace

BareHtml bare_tags(std::string_view html, const std::vector<std::string>& hidden) { return Cutter(html, hidden).cut(); }

}  // namespace jeda::mail
