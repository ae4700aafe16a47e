#include "mail/written/body_text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "mail/calendar.h"
#include "mail/heard.h"
#include "mail/html/html.h"
#include "mail/mime/charset.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/parts.h"
#include "mail/mime/transfer.h"
#include "mail/written/words.h"

namespace jeda::mail {
namespace {

bool is_html(const MediaType& type) { return type.is("text", "html") || type.is("application", "xhtml+xml"); }

// Calendars, vCards and the like are text by name only.
bool is_readable(const Leaf& leaf) {
  return !leaf.attachment && !leaf.aside &&
         (is_html(leaf.type) || leaf.type.is("text", "plain") || leaf.type.is("text", "enriched"));
}

bool is_calendar(const MediaType& type) { return type.is("text", "calendar") || type.is("application", "ics"); }

void read_transfer(const Leaf& leaf, std::string_view body, std::string& bytes, Doubts& doubts) {
  const bool base64 = leaf.encoding == "base64";
  if (!base64 && leaf.encoding != "quoted-printable") {
    if (!leaf.encoding.empty() && leaf.encoding != "7bit" && leaf.encoding != "8bit" && leaf.encoding != "binary") {
      add_doubt(doubts, "unknown transfer encoding, read as it stands");
    }
    bytes.assign(body);
    return;
  }
  Decoded decoded = base64 ? decode_base64(body) : decode_quoted_printable(body);
  if (decoded.broken) {
    add_doubt(doubts, base64 ? "broken base64" : "broken quoted-printable");
  }
  bytes = std::move(decoded.bytes);
}

std::string read_charset(std::string bytes, const std::string& charset, Doubts& doubts) {
  if ((charset.empty() || charset == "utf-8" || charset == "us-ascii") && is_ascii(bytes)) {
    return bytes;
  }
  Utf8 read = to_utf8(bytes, charset);
  if (!read.known) {
    add_doubt(doubts, "text of unknown charset");
  } else if (!read.honest) {
    add_doubt(doubts, "text does not fit its charset");
  }
  return std::move(read.text);
}

std::string show_nul(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    if (c == '\0') {
      shown += replacement;
    } else {
      shown += c;
    }
  }
  return shown;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string with_plain_lines(std::string_view text) {
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find('\r'));
    plain += text.substr(0, end);
    if (end < text.size() && text.substr(end, 2) != "\r\n") {
      plain += '\n';
    }
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return plain.find('\0') == std::string::npos ? plain : show_nul(plain);
}

// Reading takes many times the memory of what is read, so it is bounded apart from the body.
std::string decoded(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  if (leaf.body.size() > most) {
    add_doubt(doubts, fmt::format("only the first {} bytes of a part were read", most));
  }
  std::string bytes;
  read_transfer(leaf, leaf.body.substr(0, most), bytes, doubts);
  return read_charset(std::move(bytes), leaf.type.charset, doubts);
}

TextPart read_html(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  HtmlText html = html_to_text(decoded(leaf, most, doubts), doubts);
  TextPart part{with_plain_lines(html.text), std::move(html.events), std::move(html.links)};
  if (html.text.starts_with(byte_order_mark)) {
    for (HtmlEvent& event : part.events) {
      event.at -= std::min(event.at, byte_order_mark.size());
    }
  }
  return part;
}

TextPart read_leaf(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  if (is_html(leaf.type)) {
    return read_html(leaf, most, doubts);
  }
  return {with_plain_lines(decoded(leaf, most, doubts)), {}, {}, leaf.type.flowed, leaf.type.del_sp};
}

// False for blanks of every script and what has no width.
bool has_ink(std::string_view text) {
  while (!text.empty()) {
    const int c = take_character(text);
    if (c < 0 || (u_isUWhiteSpace(c) == 0 && u_charType(c) != U_FORMAT_CHAR)) return true;
  }
  return false;
}

bool is_signature_of_machines(const MediaType& type) {
  return type.is("application", "pgp-signature") || type.is("application", "pkcs7-signature") ||
         type.is("application", "x-pkcs7-signature");
}

// Pictures that HTML shows in its midst are mostly logos; they are no attachments, nor are signatures of machines.
bool is_attachment(const Leaf& leaf) {
  if (leaf.attachment) {
    return !is_signature_of_machines(leaf.type);
  }
  return !is_readable(leaf) && leaf.type.type != "multipart" && !is_signature_of_machines(leaf.type) &&
         !(leaf.embedded && leaf.type.type == "image");
}

std::string name_of(const Leaf& leaf) {
  constexpr std::size_t longest = 200;
  Doubts unheeded;
  std::string name = decode_header(leaf.file_name, unheeded);
  if (name.empty()) {
    name = repair_utf8(one_line(leaf.type.type + "/" + leaf.type.subtype));
  }
  return std::string(cut_utf8(name, longest)) + ":" + std::to_string(leaf.body.size());
}

using Leaves = std::span<const Leaf>;

// "Your client does not show HTML": short, and speaks of it.
bool may_be_stub(std::span<const TextPart> parts) {
  constexpr std::size_t longest = 400;
  return parts.size() == 1 && parts.front().text.size() <= longest &&
         has_heard(lower_ascii(parts.front().text), Heard::html_stubs);
}

// Half of the words of `some` are among those of `others`.
bool says_the_same(std::string_view some, std::span<const TextPart> others) {
  constexpr std::size_t enough = 1000;
  const std::vector<std::string> words = distinct_words_of({some}, enough);
  std::size_t found = 0;
  for (const TextPart& other : others) {
    const std::vector<std::string> known = distinct_words_of({other.text}, enough);
    found += static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [&known](const std::string& word) {
      return std::binary_search(known.begin(), known.end(), word);
    }));
  }
  return 2 * found >= words.size();
}

// Reads readable leaves, each at most once.
class TextChoice {
 public:
  explicit TextChoice(Doubts& doubts) : doubts_(doubts) {}

  // All of them; `depth` alternatives are decided.
  void read(Leaves leaves, std::size_t depth) {
    while (!leaves.empty()) {
      std::size_t end = 1;
      if (leaves.front().alternatives.size() <= depth) {
        read_text(leaves.front());
      } else {
        end = end_of(leaves, [depth](const Leaf& leaf) {
          return leaf.alternatives.size() > depth ? leaf.alternatives[depth].of : 0;
        });
        read_one(leaves.first(end), depth);
      }
      leaves = leaves.subspan(end);
    }
  }

  std::vector<TextPart> take() { return std::move(parts_); }

 private:
  // How many leaves at the front are of the same kind.
  template <typename KindOf>
  static std::size_t end_of(Leaves leaves, KindOf kind_of) {
    std::size_t end = 1;
    while (end < leaves.size() && kind_of(leaves[end]) == kind_of(leaves.front())) ++end;
    return end;
  }

  // The part of a multipart/alternative that says something, text/plain first.
  void read_one(Leaves leaves, std::size_t depth) {
    std::vector<Leaves> choices;
    while (!leaves.empty()) {
      choices.push_back(
          leaves.first(end_of(leaves, [depth](const Leaf& leaf) { return leaf.alternatives[depth].part; })));
      leaves = leaves.subspan(choices.back().size());
    }
    std::stable_partition(choices.begin(), choices.end(),
                          [](Leaves choice) { return choice.front().type.is("text", "plain"); });
    const auto before = static_cast<std::ptrdiff_t>(parts_.size());
    std::optional<TextPart> stub;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      read(choices[i], depth + 1);
      const auto found = std::span(parts_).subspan(static_cast<std::size_t>(before));
      if (found.empty()) continue;
      if (stub && says_the_same(stub->text, found)) break;
      if (stub || i + 1 == choices.size() || !may_be_stub(found)) return;
      stub = std::move(parts_.back());
      parts_.pop_back();
    }
    if (!stub) return;
    parts_.erase(parts_.begin() + before, parts_.end());
    parts_.push_back(std::move(*stub));
  }

  void read_text(const Leaf& leaf) {
    if (left_ == 0) {
      add_doubt(doubts_, "too much text; the last parts were not read");
      return;
    }
    TextPart part = read_leaf(leaf, std::min(most_text, left_), doubts_);
    left_ -= std::min({left_, most_text, leaf.body.size()});
    if (has_ink(part.text)) parts_.push_back(std::move(part));
  }

  std::size_t left_ = 2 * most_text;  // bytes to be read, however many parts there are
  Doubts& doubts_;
  std::vector<TextPart> parts_;
};

}  // namespace

std::string leaf_text(const Leaf& leaf, Doubts& doubts) { return with_plain_lines(decoded(leaf, most_text, doubts)); }

BodyText body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts) {
  PartReader reader(header, body, limits, doubts);
  std::vector<Leaf> readable;
  BodyText found;
  while (auto leaf = reader.next()) {
    if (!found.calendar && is_calendar(leaf->type)) found.calendar = read_calendar(leaf_text(*leaf, doubts));
    if (is_attachment(*leaf)) found.attachments.push_back(name_of(*leaf));
    if (is_readable(*leaf)) readable.push_back(std::move(*leaf));
  }
  TextChoice choice(doubts);
  choice.read(readable, 0);
  found.parts = choice.take();
  return found;
}

std::string joined(std::vector<TextPart> parts) {
  std::string text;
  for (TextPart& part : parts) {
    if (text.empty()) {
      text = std::move(part.text);
    } else {
      text.append("\n\n").append(part.text);
    }
  }
  return text;
}

}  // namespace jeda::mail
