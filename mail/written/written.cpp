#include "mail/written/written.h"

#include <algorithm>

#include "mail/mime/flowed.h"
#include "mail/written/signature.h"
#include "mail/written/text_lines.h"

namespace jeda::mail {
namespace {

// So that no text holds the marks of text_lines.h.
void blank_controls(std::string& text) {
  for (char& c : text) {
    if (is_control(c) && c != '\n') c = ' ';
  }
}

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

// HTML's text as its reader sees it: hidden words left out, marks where elements are quotes, signatures and links.
class Seen {
 public:
  Seen(const BodyText& body, const Quoting& quoting) : body_(body), quoting_(quoting) {
    seen_.reserve(body.text.size());
  }

  std::string take() {
    for (const HtmlEvent& event : body_.events) {
      copy_to(std::min(event.at, body_.text.size()));
      read(event);
    }
    copy_to(body_.text.size());
    return std::move(seen_);
  }

  std::vector<std::size_t> take_links() { return std::move(links_); }
  std::string take_declared() { return std::move(declared_); }  // in elements that say they are quotes

 private:
  bool in_quote() const { return quotes_ > 0 || rest_; }

  void copy_to(std::size_t end) {
    if (hidden_ == 0 && end > at_) {
      std::string& to = in_quote() ? declared_ : seen_;
      const std::size_t begin = to.size();
      to.append(body_.text, at_, end - at_);
      std::replace_if(
          to.begin() + static_cast<std::ptrdiff_t>(begin), to.end(), [](char c) { return is_control(c) && c != '\n'; },
          ' ');
    }
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
      case ElementMark::hidden:
        hidden_ += event.end ? -1 : 1;
        break;
      case ElementMark::signature:
        if (!in_quote()) line(event.end ? signature_end_mark : signature_begin_mark);
        break;
      case ElementMark::link:
        if (!in_quote() && hidden_ == 0) link(event.link);
        break;
      case ElementMark::rest:
        if (quoting_.any()) quote_rest();
        break;
      case ElementMark::header:
        if (quoting_.any() && !event.end && header_follows(trim(body_.text.substr(event.at)))) quote_rest();
        break;
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

  void link(std::size_t index) {
    seen_ += link_mark;
    links_.push_back(index);
  }

  const BodyText& body_;
  const Quoting& quoting_;
  std::string seen_;
  std::string declared_;
  std::vector<std::size_t> links_;
  std::size_t at_ = 0;
  int quotes_ = 0;
  int hidden_ = 0;
  bool rest_ = false;  // all that follows is quoted
};

// The lines that are left, with one empty line for several and none at the ends.
std::string joined(const TextLines& lines, std::size_t size) {
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

void drop_link_marks(std::string& text) { text.erase(std::remove(text.begin(), text.end(), link_mark), text.end()); }

// What the newest message of a quote says.
std::string first_of(std::string_view declared) {
  const std::string_view text = below_head(declared);
  TextLines lines = lines_of(text);
  mark_quotes(lines, {true, true});
  mark_signatures(lines);
  return joined(lines, text.size());
}

// The marks of links out of `text`; of those in lines that are left, the addresses into `links`.
class LinkReader {
 public:
  LinkReader(const std::vector<std::size_t>& indices, const std::vector<std::string>& addresses)
      : indices_(indices), addresses_(addresses) {}

  std::vector<std::string> read(const TextLines& lines) {
    std::vector<std::string> links;
    for (const TextLine& line : lines) {
      for (const char c : line.text) {
        if (c != link_mark) continue;
        const std::size_t number = seen_++;
        if (line.kind == LineKind::own && number < indices_.size() && indices_[number] < addresses_.size()) {
          links.push_back(addresses_[indices_[number]]);
        }
      }
    }
    return links;
  }

 private:
  const std::vector<std::size_t>& indices_;
  const std::vector<std::string>& addresses_;
  std::size_t seen_ = 0;
};

Written read_lines(std::string_view text, const Quoting& quoting, const BodyText& body,
                   const std::vector<std::size_t>& links) {
  TextLines lines = lines_of(text);
  Written written;
  written.quotes = mark_quotes(lines, quoting);
  mark_signatures(lines);
  written.text = joined(lines, text.size());
  if (written.quotes) written.declared = declared_in(lines);
  if (!links.empty()) {
    written.links = LinkReader(links, body.links).read(lines);
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
  if (!body.events.empty()) {
    Seen reader(body, quoting);
    const std::string seen = reader.take();
    std::string elements = reader.take_declared();
    Written written = read_lines(seen, quoting, body, reader.take_links());
    read_declared(std::move(elements), written);
    return written;
  }
  std::string plain = body.flowed ? unflowed(body.text, body.del_sp) : body.text;
  blank_controls(plain);
  Written written = read_lines(plain, quoting, body, {});
  read_declared({}, written);
  return written;
}

}  // namespace jeda::mail
