#include "mail/html/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "mail/html/tags.h"

namespace jeda::mail {
namespace {

// Newsletters nest some tens of tables; libxml2 looks through all open elements at an end tag that fits none.
constexpr int deepest_element = 512;

struct FreeParser {
  void operator()(htmlParserCtxtPtr parser) const { htmlFreeParserCtxt(parser); }
};

constexpr auto blocks = std::to_array<std::string_view>(
    {"address", "article", "aside", "blockquote", "br", "center", "dd",      "div",   "dl", "dt",     "fieldset",
     "figure",  "footer",  "form",  "h1",         "h2", "h3",     "h4",      "h5",    "h6", "header", "hr",
     "li",      "main",    "nav",   "ol",         "p",  "pre",    "section", "table", "tr", "ul"});
static_assert(std::is_sorted(blocks.begin(), blocks.end()));

constexpr auto unseen = std::to_array<std::string_view>({"script", "style", "template", "title"});

// What the SAX callbacks fill. White space is folded as it comes; a block leaves a line end.
class Words {
 public:
  explicit Words(htmlParserCtxtPtr parser) : parser_(parser) {}

  void start(std::string_view name, std::string_view mark) {
    if (++depth_ > deepest_element) {
      too_deep_ = true;
      xmlStopParser(parser_);
      return;
    }
    unseen_ += is_unseen(name) ? 1 : 0;
    separate(name);
    if (!mark.empty() && !change_light(static_cast<ElementMark>(mark.front())) && light() == Light::shown) {
      open_mark(mark);
    }
  }

  void end(std::string_view name) {
    if (!open_.empty() && open_.back().first >= depth_) {
      put_links();
      events_.push_back({text_.size(), open_.back().second, true});
      open_.pop_back();
    }
    while (!lights_.empty() && lights_.back().first >= depth_) lights_.pop_back();
    --depth_;
    unseen_ -= is_unseen(name) && unseen_ > 0 ? 1 : 0;
    separate(name);
  }

  void characters(std::string_view text) {
    if (unseen_ > 0) {
      return;
    }
    if (light() != Light::shown) {
      hide(text);
      return;
    }
    constexpr std::string_view no_break_space = "\xC2\xA0";  // a reader sees a blank, and one beside another
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (is_space(text[at])) {
        pending_ = std::max(pending_, Gap::blank);
        continue;
      }
      put_gap();
      const bool no_break = text.substr(at, no_break_space.size()) == no_break_space;
      text_ += no_break ? ' ' : text[at];
      at += no_break ? 1 : 0;
    }
  }

  bool too_deep() const { return too_deep_; }

  // Closes what a broken parse left open.
  HtmlText take(std::vector<std::string> links) {
    lights_.clear();
    put_links();
    for (; !open_.empty(); open_.pop_back()) {
      events_.push_back({text_.size(), open_.back().second, true});
    }
    return {std::move(text_), std::move(events_), std::move(links), std::move(hidden_)};
  }

 private:
  enum class Gap { none, blank, line };
  enum class Light { shown, faint, hidden };

  Light light() const { return lights_.empty() ? Light::shown : lights_.back().second; }

  // True where the mark is of what is shown and what is not.
  bool change_light(ElementMark mark) {
    if (mark != ElementMark::hidden && mark != ElementMark::faint && mark != ElementMark::shown) return false;
    if (mark == ElementMark::hidden) lights_.emplace_back(depth_, Light::hidden);
    if (mark == ElementMark::faint && light() == Light::shown) lights_.emplace_back(depth_, Light::faint);
    if (mark == ElementMark::shown && light() == Light::faint) lights_.emplace_back(depth_, Light::shown);
    return true;
  }

  // An element that hides words, one line.
  void hide(std::string_view text) {
    if (hidden_at_ != lights_.back().first && !hidden_.empty()) hidden_ += '\n';
    hidden_at_ = lights_.back().first;
    hidden_ += text;
  }

  static bool is_unseen(std::string_view name) { return std::find(unseen.begin(), unseen.end(), name) != unseen.end(); }

  void separate(std::string_view name) {
    if (std::binary_search(blocks.begin(), blocks.end(), name)) {
      pending_ = Gap::line;
    } else if (name == "td" || name == "th" || name == "option") {
      pending_ = std::max(pending_, Gap::blank);
    }
  }

  void put_gap() {
    if (pending_ != Gap::none && !text_.empty()) {
      text_ += pending_ == Gap::line ? '\n' : ' ';
    }
    pending_ = Gap::none;
    put_links();
  }

  void open_mark(std::string_view value) {
    const auto mark = static_cast<ElementMark>(value.front());
    if (mark == ElementMark::link) {
      std::size_t link = 0;
      std::from_chars(value.data() + 1, value.data() + value.size(), link);
      new_links_.push_back(link);
      open_.emplace_back(depth_, mark);
      return;
    }
    put_links();
    events_.push_back({text_.size(), mark, false});
    if (mark != ElementMark::rest) {
      open_.emplace_back(depth_, mark);
    }
  }

  // A link stands where its words stand, not where the line before it ends.
  void put_links() {
    for (const std::size_t link : new_links_) {
      events_.push_back({text_.size(), ElementMark::link, false, link});
    }
    new_links_.clear();
  }

  htmlParserCtxtPtr parser_;
  std::string text_;
  std::vector<HtmlEvent> events_;
  std::string hidden_;
  std::vector<std::pair<int, ElementMark>> open_;  // with the depth of each
  std::vector<std::pair<int, Light>> lights_;      // elements that change what is shown, with their depths
  int hidden_at_ = 0;                              // depth of the element that hid the last words
  std::vector<std::size_t> new_links_;             // not yet in events_
  Gap pending_ = Gap::none;
  int depth_ = 0;
  int unseen_ = 0;
  bool too_deep_ = false;
};

std::string_view view(const xmlChar* name) { return reinterpret_cast<const char*>(name); }

// libxml2 is C: no exception may pass through it. The only one there can be is for want of memory; the text ends there.
template <typename Call>
void guarded(Call call) noexcept {
  try {
    call();
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

// A tag has no attribute but the mark that bare_tags() put there.
std::string_view mark_in(const xmlChar** attributes) {
  return attributes != nullptr && attributes[0] != nullptr && attributes[1] != nullptr ? view(attributes[1])
                                                                                       : std::string_view();
}

void on_start(void* words, const xmlChar* name, const xmlChar** attributes) {
  guarded([&] { static_cast<Words*>(words)->start(view(name), mark_in(attributes)); });
}

void on_end(void* words, const xmlChar* name) {
  guarded([&] { static_cast<Words*>(words)->end(view(name)); });
}

void on_characters(void* words, const xmlChar* text, int size) {
  guarded([&] { static_cast<Words*>(words)->characters(view(text).substr(0, static_cast<std::size_t>(size))); });
}

xmlSAXHandler handlers() {
  xmlSAXHandler sax{};
  sax.startElement = on_start;
  sax.endElement = on_end;
  sax.characters = on_characters;
  sax.ignorableWhitespace = on_characters;
  return sax;
}

std::unique_ptr<xmlParserCtxt, FreeParser> new_parser() {
  static const bool initialised = (xmlInitParser(), true);
  return std::unique_ptr<xmlParserCtxt, FreeParser>(initialised ? htmlNewParserCtxt() : nullptr);
}

}  // namespace

namespace {

HtmlText read_bare(BareHtml bare, Doubts& doubts) {
  const std::string& tags = bare.html;
  const auto parser = new_parser();
  if (parser == nullptr || tags.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() / 2)) {
    add_doubt(doubts, "HTML that could not be read");
    return {};
  }
  Words words(parser.get());
  *parser->sax = handlers();
  parser->userData = &words;
  constexpr int options =
      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC;
  htmlDocPtr document =
      htmlCtxtReadMemory(parser.get(), tags.data(), static_cast<int>(tags.size()), nullptr, "UTF-8", options);
  xmlFreeDoc(document);
  if (words.too_deep()) {
    add_doubt(doubts, "HTML nested too deep; its words up to there were read");
  }
  return words.take(std::move(bare.links));
}

}  // namespace

HtmlText html_to_text(std::string_view html, Doubts& doubts) {
  BareHtml bare = bare_tags(html);
  const std::string further = std::move(bare.further);
  const std::vector<std::string> names = std::move(bare.hidden_names);
  HtmlText text = read_bare(std::move(bare), doubts);
  if (!names.empty()) {  // what is left where they are hidden: on some screen, or on each
    const std::string left = read_bare(bare_tags(html, names), doubts).text;
    if (left != text.text) text.hidden.append("\n").append(left).append("\n");
  }
  if (further.empty()) return text;
  const HtmlText more = read_bare(bare_tags(further), doubts);
  text.hidden.append("\n").append(more.text).append("\n").append(more.hidden);
  return text;
}

}  // namespace jeda::mail
