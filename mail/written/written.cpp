#include "mail/written/written.h"

#include <algorithm>

#include "base/letters.h"
#include "mail/mime/flowed.h"
#include "mail/written/signature.h"
#include "mail/written/text_lines.h"

namespace jeda::mail {
namespace {

// "Von: Andi", "Sent: Monday": what stands below Outlook's line in any language.
bool looks_like_header(std::string_view line) {
  constexpr std::size_t longest_name = 25;
  const auto colon = line.find(':');
  return colon != std::string_view::npos && colon > 1 && colon <= longest_name && colon + 1 < line.size();
}

bool header_follows(std::string_view text) {
  constexpr int looked_at = 6;
  constexpr int enough = 3;
  int found = 0;
  for (int line = 0; line < looked_at && !text.empty(); ++line) {
    const auto end = std::min(text.size(), text.find('\n'));
    found += looks_like_header(text.substr(0, std::min<std::size_t>(end, 200))) ? 1 : 0;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return found >= enough;
}

// The text as its reader sees it, with marks where elements are quotes, signatures and links.
class Seen {
 public:
  explicit Seen(const Quoting& quoting) : quoting_(quoting) {}

  void add(const TextPart& part) {
    if (!seen_.empty()) seen_ += "\n\n";
    part_ = &part;
    at_ = 0;
    if (part.flowed) {
      put(unflowed(part.text, part.del_sp));
      return;
    }
    for (const HtmlEvent& event : part.events) {
      copy_to(std::min(event.at, part.text.size()));
      read(event);
    }
    copy_to(part.text.size());
  }

  std::string take() { return std::move(seen_); }
  std::vector<std::string_view> take_links() { return std::move(links_); }
  std::string take_declared() { return std::move(declared_); }  // in elements that say they are quotes

 private:
  bool in_quote() const { return quotes_ > 0 || rest_; }

  // So that no text holds the marks of text_lines.h.
  void put(std::string_view text) {
    std::string& to = in_quote() ? declared_ : seen_;
    const auto begin = static_cast<std::ptrdiff_t>(to.size());
    to += text;
    std::replace_if(
        to.begin() + begin, to.end(), [](char c) { return is_control(c) && c != '\n'; }, ' ');
  }

  void copy_to(std::size_t end) {
    if (end > at_) put(std::string_view(part_->text).substr(at_, end - at_));
    at_ = std::max(at_, end);
  }

  void line(std::string_view mark) {
    if (!seen_.empty() && !seen_.ends_with('\n')) seen_ += '\n';
    seen_.append(mark).append("\n");
  }

  void read(const HtmlEvent& event) {
    switch (event.mark) {
      case ElementMark::quote:
        if (quoting_.any()) quote(event.end);
        break;
      case ElementMark::signature:
        if (!in_quote()) line(event.end ? signature_end_mark : signature_begin_mark);
        break;
      case ElementMark::link:
        if (!in_quote()) link(event);
        break;
      case ElementMark::rest:
        if (quoting_.any()) quote_rest();
        break;
      case ElementMark::header:
        if (quoting_.any() && !event.end && header_follows(trim(std::string_view(part_->text).substr(event.at))))
          quote_rest();
        break;
      case ElementMark::hidden:
      case ElementMark::faint:
      case ElementMark::shown:
      case ElementMark::none:
        break;
    }
  }

  void quote(bool end) {
    if (!end && quotes_++ == 0 && !rest_) begin_quote();
    if (end) --quotes_;
  }

  void quote_rest() {
    if (!in_quote()) begin_quote();
    rest_ = true;
  }

  void begin_quote() {
    line(quote_mark);
    if (!declared_.empty() && !declared_.ends_with('\n')) declared_ += '\n';
  }

  void link(const HtmlEvent& event) {
    seen_ += event.end ? link_end_mark : link_mark;
    if (event.end) return;
    const std::size_t index = event.link;
    links_.push_back(index < part_->links.size() ? std::string_view(part_->links[index]) : std::string_view());
  }

  const Quoting& quoting_;
  const TextPart* part_ = nullptr;
  std::string seen_;
  std::string declared_;
  std::vector<std::string_view> links_;
  std::size_t at_ = 0;
  int quotes_ = 0;
  bool rest_ = false;  // all that follows is quoted
};

// The lines that are left, with one empty line for several and none at the ends.
std::string joined_lines(const TextLines& lines, std::size_t size) {
  std::string text;
  text.reserve(size);
  bool gap = false;
  bool after_mark = false;  // the line end that its element's words begin with is no empty line
  for (const TextLine& line : lines) {
    const bool mark = line.text == signature_begin_mark || line.text == signature_end_mark;
    if (line.kind != LineKind::own || line.blank() || mark) {
      gap = gap || !(mark || (after_mark && line.blank()));
      after_mark = mark;
      continue;
    }
    after_mark = false;
    if (!text.empty()) text += gap ? "\n\n" : "\n";
    gap = false;
    text += line.text;
  }
  return text;
}

// The lines that only another line declares to be quoted.
std::string declared_in(const TextLines& lines) {
  std::string text;
  for (const TextLine& line : lines) {
    if (line.kind == LineKind::declared) text.append(line.text).append("\n");
  }
  return text;
}

void drop_link_marks(std::string& text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == link_mark || c == link_end_mark; }),
             text.end());
}

// What the newest message of a quote says.
std::string first_of(std::string_view declared) {
  const std::string_view text = below_head(declared);
  TextLines lines = lines_of(text);
  mark_quotes(lines, {true, true});
  mark_signatures(lines);
  return joined_lines(lines, text.size());
}

// Of the marks of links, those in lines that are left: their addresses of the web.
std::vector<std::string> links_in(const TextLines& lines, const std::vector<std::string_view>& addresses) {
  std::vector<std::string> links;
  std::size_t number = 0;
  for (const TextLine& line : lines) {
    for (const char c : line.text) {
      if (c != link_mark) continue;
      const bool kept = line.kind == LineKind::own && number < addresses.size();
      if (kept && addresses[number].find("://") != std::string_view::npos) links.emplace_back(addresses[number]);
      ++number;
    }
  }
  return links;
}

// The words of links in lines that are left.
std::vector<std::string> words_of_links(const TextLines& lines) {
  constexpr std::size_t most = 100;
  std::vector<std::string> linked;
  for (const TextLine& line : lines) {
    if (line.kind != LineKind::own) continue;
    for (auto at = line.text.find(link_mark); at != std::string_view::npos && linked.size() < most;
         at = line.text.find(link_mark, at + 1)) {
      const auto words = line.text.substr(at + 1);
      const auto bare = trim_line(words.substr(0, words.find_first_of(std::string_view("\x03\x05"))));
      if (!bare.empty()) linked.emplace_back(bare);
    }
  }
  return linked;
}

Written read_lines(std::string_view text, const Quoting& quoting, const std::vector<std::string_view>& links) {
  TextLines lines = lines_of(text);
  Written written;
  written.quotes = mark_quotes(lines, quoting);
  mark_signatures(lines);
  written.text = joined_lines(lines, text.size());
  if (written.quotes) written.declared = declared_in(lines);
  if (!links.empty()) {
    written.links = links_in(lines, links);
    written.linked = words_of_links(lines);
    drop_link_marks(written.text);
    drop_link_marks(written.declared);
  }
  return written;
}

void read_declared(std::string elements, Written& written) {
  constexpr std::size_t most = 64UL * 1024;
  written.declared = std::move(elements.append(written.declared));
  written.declared.resize(cut_utf8(written.declared, most).size());
  if (is_blank(written.declared)) written.declared.clear();
  if (!written.declared.empty()) written.declared_first = first_of(written.declared);
}

}  // namespace

Written written_of(const BodyText& body, const Quoting& quoting) {
  Seen seen(quoting);
  for (const TextPart& part : body.parts) seen.add(part);
  const std::string text = without_unseen(seen.take());
  Written written = read_lines(text, quoting, seen.take_links());
  read_declared(without_unseen(seen.take_declared()), written);
  return written;
}

}  // namespace jeda::mail
