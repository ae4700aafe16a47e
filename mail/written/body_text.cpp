#include "mail/written/body_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "mail/calendar.h"
#include "mail/html/html.h"
#include "mail/mime/charset.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/parts.h"
#include "mail/mime/transfer.h"

namespace jeda::mail {
namespace {

bool is_html(const MediaType& type) { return type.is("text", "html") || type.is("application", "xhtml+xml"); }

// Calendars, vCards and the like are text by name only.
bool is_readable(const Leaf& leaf) {
  return !leaf.attachment && (is_html(leaf.type) || leaf.type.is("text", "plain") || leaf.type.is("text", "enriched"));
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

BodyText read_html(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  HtmlText html = html_to_text(decoded(leaf, most, doubts), doubts);
  BodyText body{with_plain_lines(html.text), std::move(html.events), std::move(html.links), false, false, {}, {}};
  if (html.text.starts_with(byte_order_mark)) {
    for (HtmlEvent& event : body.events) {
      event.at -= std::min(event.at, byte_order_mark.size());
    }
  }
  return body;
}

BodyText read_leaf(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  if (is_html(leaf.type)) {
    return read_html(leaf, most, doubts);
  }
  return {with_plain_lines(decoded(leaf, most, doubts)), {}, {}, leaf.type.flowed, leaf.type.del_sp, {}, {}};
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

// Takes leaves in order and keeps the one that is the text.
class TextChoice {
 public:
  explicit TextChoice(Doubts& doubts) : doubts_(doubts) {}

  void offer(const Leaf& leaf) {
    decided_ = decided_ || (!html_.text.empty() && leaf.alternative != html_alternative_);
    if (decided_ || !is_readable(leaf) || (is_html(leaf.type) && !html_.text.empty())) {
      return;
    }
    if (left_ == 0) {
      add_doubt(doubts_, "too many parts without words; the last were not read");
      return;
    }
    BodyText read = read_leaf(leaf, std::min(most_text, left_), doubts_);
    left_ -= std::min({left_, most_text, leaf.body.size()});
    if (is_blank(read.text)) {
      return;
    }
    html_ = std::move(read);
    html_alternative_ = leaf.alternative;
    decided_ = !is_html(leaf.type) || leaf.alternative == 0;
  }

  BodyText take() { return std::move(html_); }

 private:
  std::size_t left_ =
      2 * most_text;  // bytes to be read: blank parts, however many, cost no more than HTML and the text beside it
  Doubts& doubts_;
  BodyText html_;  // until it is decided, HTML that waits for text/plain beside it
  std::size_t html_alternative_ = 0;
  bool decided_ = false;
};

}  // namespace

std::string leaf_text(const Leaf& leaf, Doubts& doubts) { return with_plain_lines(decoded(leaf, most_text, doubts)); }

BodyText body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts) {
  PartReader parts(header, body, limits, doubts);
  TextChoice choice(doubts);
  std::vector<std::string> attachments;
  std::optional<Calendar> calendar;
  while (const auto leaf = parts.next()) {
    choice.offer(*leaf);
    if (!calendar && is_calendar(leaf->type)) calendar = read_calendar(leaf_text(*leaf, doubts));
    if (is_attachment(*leaf)) {
      attachments.push_back(name_of(*leaf));
    }
  }
  BodyText text = choice.take();
  text.attachments = std::move(attachments);
  text.calendar = std::move(calendar);
  return text;
}

}  // namespace jeda::mail
