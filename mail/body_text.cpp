#include "mail/body_text.h"

#include "mail/charset.h"
#include "mail/html.h"
#include "mail/parts.h"
#include "mail/text.h"
#include "mail/transfer.h"

namespace jeda::mail {
namespace {

bool is_html(const MediaType& type) { return type.is("text", "html") || type.is("application", "xhtml+xml"); }

// Calendars, vCards and the like are text by name only.
bool is_readable(const Leaf& leaf) {
  return !leaf.attachment && (is_html(leaf.type) || leaf.type.is("text", "plain") || leaf.type.is("text", "enriched"));
}

void read_transfer(const Leaf& leaf, std::string& bytes, Doubts& doubts) {
  const bool base64 = leaf.encoding == "base64";
  if (!base64 && leaf.encoding != "quoted-printable") {
    if (!leaf.encoding.empty() && leaf.encoding != "7bit" && leaf.encoding != "8bit" && leaf.encoding != "binary") {
      add_doubt(doubts, "unknown transfer encoding, read as it stands");
    }
    bytes.assign(leaf.body);
    return;
  }
  Decoded decoded = base64 ? decode_base64(leaf.body) : decode_quoted_printable(leaf.body);
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

std::string with_plain_lines(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
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

std::string read_leaf(const Leaf& leaf, Doubts& doubts) {
  std::string bytes;
  read_transfer(leaf, bytes, doubts);
  const std::string text = read_charset(std::move(bytes), leaf.type.charset, doubts);
  return with_plain_lines(is_html(leaf.type) ? html_to_text(text, doubts) : text);
}

}  // namespace

std::string body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts) {
  PartReader parts(header, body, limits, doubts);
  std::string html;
  std::size_t html_alternative = 0;
  while (const auto leaf = parts.next()) {
    if (!html.empty() && leaf->alternative != html_alternative) {
      break;
    }
    if (!is_readable(*leaf) || (is_html(leaf->type) && !html.empty())) {
      continue;
    }
    std::string text = read_leaf(*leaf, doubts);
    if (is_blank(text)) {
      continue;
    }
    if (!is_html(leaf->type) || leaf->alternative == 0) {
      return text;
    }
    html = std::move(text);
    html_alternative = leaf->alternative;
  }
  return html;
}

}  // namespace jeda::mail
