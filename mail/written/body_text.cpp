#include "mail/written/body_text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "mail/calendar.h"
#include "mail/heard.h"
#include "mail/html/html.h"
#include "mail/mime/charset.h"
#include "mail/mime/encoded_word.h"
#include "mail/mime/header_block.h"
#include "mail/mime/parts.h"
#include "mail/mime/transfer.h"
#include "mail/written/words.h"

namespace jeda::mail {
namespace {

constexpr std::size_t deepest_message = 4;  // attached to one that is attached ...

// AMP's HTML is "text/x-amp-html".
bool is_html(const MediaType& type) {
  return (type.type == "text" && type.subtype.find("html") != std::string::npos) || type.is("application", "xhtml+xml");
}

bool is_calendar(const MediaType& type) { return type.is("text", "calendar") || type.is("application", "ics"); }

bool is_message(const MediaType& type) { return type.is("message", "rfc822") || type.is("message", "global"); }

// Text of any other name is shown as it stands (RFC 2046 4.1.4). Calendars, vCards and the like are text by name only.
bool is_prose(const MediaType& type) {
  constexpr auto others =
      std::to_array<std::string_view>({"calendar", "css", "csv", "directory", "javascript", "rfc822-headers", "rtf",
                                       "tab-separated-values", "vcard", "x-vcalendar", "x-vcard", "xml"});
  return is_html(type) ||
         (type.type == "text" && std::find(others.begin(), others.end(), type.subtype) == others.end());
}

bool is_readable(const Leaf& leaf) { return !leaf.attachment && !leaf.aside && is_prose(leaf.type); }

bool has_name_of(const Leaf& leaf, std::span<const std::string_view> endings) {
  const std::string name = lower_ascii(trim(leaf.file_name));
  return std::any_of(endings.begin(), endings.end(), [&name](std::string_view end) { return name.ends_with(end); });
}

bool is_html_file(const Leaf& leaf) {
  constexpr auto endings = std::to_array<std::string_view>({".htm", ".html", ".xhtml"});
  return is_html(leaf.type) || has_name_of(leaf, endings);
}

bool is_message_file(const Leaf& leaf) {
  constexpr auto endings = std::to_array<std::string_view>({".eml"});
  return is_message(leaf.type) || has_name_of(leaf, endings);
}

// What a mail client shows below the mail, or at a click.
bool is_attached_text(const Leaf& leaf) {
  constexpr auto endings =
      std::to_array<std::string_view>({".csv", ".ics", ".log", ".md", ".rtf", ".text", ".txt", ".vcf"});
  const bool told = leaf.type.is("text", "rfc822-headers");  // what a bounce returns
  return !told &&
         (leaf.type.type == "text" || is_calendar(leaf.type) || is_html_file(leaf) || has_name_of(leaf, endings));
}

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

// Programs show ASCII whatever a charset is called.
bool is_mostly_ascii(std::string_view bytes) {
  const auto high =
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
  return 4 * static_cast<std::size_t>(high) <= bytes.size();
}

// Text files of Windows name no charset and begin with a mark.
std::string_view charset_by_mark(std::string_view bytes) {
  const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  return wide ? std::string_view("utf-16") : std::string_view();
}

std::string read_charset(std::string bytes, const std::string& charset, Doubts& doubts) {
  if ((charset.empty() || charset == "utf-8" || charset == "us-ascii") && is_ascii(bytes)) {
    return bytes;
  }
  Utf8 read = to_utf8(bytes, charset.empty() ? charset_by_mark(bytes) : charset);
  if (!read.known) {
    add_doubt(doubts, is_mostly_ascii(bytes) ? "unknown charset of a text that is ASCII" : "text of unknown charset");
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
  part.hidden = with_plain_lines(html.hidden);
  if (html.text.starts_with(byte_order_mark)) {
    for (HtmlEvent& event : part.events) {
      event.at -= std::min(event.at, byte_order_mark.size());
    }
  }
  return part;
}

// HTML that is not called so: some programs show it as such.
bool looks_like_html(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const auto rest = text.substr(at + 1);
    const bool ends = rest.starts_with('/') && rest.size() > 1 && is_letter(rest[1]);
    if (ends || starts_ignoring_case(rest, "br") || starts_ignoring_case(rest, "p>")) return true;
  }
  return false;
}

std::string words_of_html(std::string_view html, Doubts& doubts) {
  const HtmlText read = html_to_text(html, doubts);
  return with_plain_lines(read.text + "\n\n" + read.hidden);
}

// "begin 644 name": some programs show what follows as an attachment; it is text as it stands, too.
void note_uuencode(std::string_view text, Doubts& doubts) {
  for (const std::string_view mark : {"begin ", "=ybegin "}) {
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
      const auto rest = text.substr(at + mark.size());
      if ((at == 0 || text[at - 1] == '\n') && (mark.front() == '=' || has_form(rest.substr(0, 4), "999 ")))
        add_doubt(doubts, "a file within the text (uuencode or yEnc), read as it stands");
    }
  }
}

TextPart read_leaf(const Leaf& leaf, std::size_t most, Doubts& doubts) {
  if (is_html(leaf.type)) {
    return read_html(leaf, most, doubts);
  }
  TextPart part{with_plain_lines(decoded(leaf, most, doubts)), {}, {}, leaf.type.flowed, leaf.type.del_sp};
  note_uuencode(part.text, doubts);
  if (looks_like_html(part.text)) part.hidden = words_of_html(part.text, doubts);
  return part;
}

// False for blanks of every script and what has no width.
bool has_ink(std::string_view text) {
  while (!text.empty()) {
    const int c = take_character(text);
    if (c < 0) return true;
    if (c >= 0x80 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) continue;
    if (u_isUWhiteSpace(c) == 0 && u_charType(c) != U_FORMAT_CHAR) return true;
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
  const bool text = leaf.type.is("text", "plain") || leaf.type.is("text", "enriched") || is_html(leaf.type);
  return (leaf.aside || !text) && leaf.type.type != "multipart" && !is_signature_of_machines(leaf.type) &&
         !(leaf.embedded && leaf.type.type == "image");
}

constexpr std::size_t longest_name = 200;

std::string type_of(const Leaf& leaf) { return repair_utf8(one_line(leaf.type.type + "/" + leaf.type.subtype)); }

std::string file_of(const Leaf& leaf) {
  Doubts unheeded;
  std::string name = decode_header(leaf.file_name, unheeded);
  return std::string(cut_utf8(name.empty() ? type_of(leaf) : name, longest_name));
}

std::string name_of(const Leaf& leaf) { return file_of(leaf) + ":" + std::to_string(leaf.body.size()); }

// Nothing is decoded for it: an attachment may be most of the message.
std::size_t decoded_size(const Leaf& leaf) {
  if (leaf.encoding != "base64") return leaf.body.size();
  const auto blanks = std::count_if(leaf.body.begin(), leaf.body.end(), [](char c) { return is_space(c); });
  std::string_view end = leaf.body;
  std::size_t padding = 0;
  while (!end.empty() && (is_space(end.back()) || end.back() == '=')) {
    if (end.back() == '=') ++padding;
    end.remove_suffix(1);
  }
  const std::size_t digits = leaf.body.size() - static_cast<std::size_t>(blanks) - padding;
  return digits * 3 / 4;
}

Enclosure enclosure_of(const Leaf& leaf) {
  return {one_line(file_of(leaf)), std::string(cut_utf8(type_of(leaf), longest_name)), decoded_size(leaf)};
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

// Reads leaves, each at most once.
class TextChoice {
 public:
  TextChoice(std::size_t& left, BodyText& found, Doubts& doubts) : left_(left), found_(found), doubts_(doubts) {}

  // All of them that are shown; `depth` alternatives are decided.
  std::vector<TextPart> read(Leaves leaves, std::size_t depth = 0) {
    std::vector<TextPart> parts;
    while (!leaves.empty()) {
      std::size_t end = 1;
      if (leaves.front().alternatives.size() <= depth) {
        read_text(leaves.front(), parts);
      } else {
        end = end_of(leaves, [depth](const Leaf& leaf) {
          return leaf.alternatives.size() > depth ? leaf.alternatives[depth].of : 0;
        });
        read_one(leaves.first(end), depth, parts);
      }
      leaves = leaves.subspan(end);
    }
    return parts;
  }

 private:
  // How many leaves at the front are of the same kind.
  template <typename KindOf>
  static std::size_t end_of(Leaves leaves, KindOf kind_of) {
    std::size_t end = 1;
    while (end < leaves.size() && kind_of(leaves[end]) == kind_of(leaves.front())) ++end;
    return end;
  }

  static std::vector<Leaves> choices_of(Leaves leaves, std::size_t depth) {
    std::vector<Leaves> choices;
    while (!leaves.empty()) {
      choices.push_back(
          leaves.first(end_of(leaves, [depth](const Leaf& leaf) { return leaf.alternatives[depth].part; })));
      leaves = leaves.subspan(choices.back().size());
    }
    std::stable_partition(choices.begin(), choices.end(),
                          [](Leaves choice) { return choice.front().type.is("text", "plain"); });
    return choices;
  }

  // The part of a multipart/alternative that says something, text/plain first. The rest is not forgotten.
  void read_one(Leaves leaves, std::size_t depth, std::vector<TextPart>& parts) {
    std::vector<std::vector<TextPart>> choices;
    for (const Leaves choice : choices_of(leaves, depth)) {
      choices.push_back(read(choice, depth + 1));
      if (choices.back().empty()) choices.pop_back();
    }
    const bool stub = choices.size() > 1 && may_be_stub(choices[0]) && !says_the_same(choices[0][0].text, choices[1]);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      auto& to = i == (stub ? 1U : 0U) ? parts : found_.others;
      std::move(choices[i].begin(), choices[i].end(), std::back_inserter(to));
    }
  }

  void read_text(const Leaf& leaf, std::vector<TextPart>& parts) {
    if (left_ == 0) {
      add_doubt(doubts_, "too much text; the last parts were not read");
      return;
    }
    TextPart part = read_leaf(leaf, std::min(most_text, left_), doubts_);
    left_ -= std::min({left_, most_text, leaf.body.size()});
    if (!part.hidden.empty()) found_.beside.append(std::exchange(part.hidden, {})).append("\n\n");
    if (has_ink(part.text)) parts.push_back(std::move(part));
  }

  std::size_t& left_;  // bytes to be read, however many parts there are
  BodyText& found_;
  Doubts& doubts_;
};

// A body, and those of the messages attached to it.
class BodyReader {
 public:
  BodyReader(const Limits& limits, Doubts& doubts) : limits_(limits), doubts_(doubts) {}

  BodyText read(const HeaderIndex& header, std::string_view body, std::size_t depth = 0) {
    PartReader reader(header, body, limits_, doubts_);
    std::vector<Leaf> readable;
    std::vector<Leaf> attached;
    BodyText found;
    while (auto leaf = reader.next()) {
      if (!found.calendar && is_calendar(leaf->type)) found.calendar = read_calendar(leaf_text(*leaf, doubts_));
      if (is_attachment(*leaf)) {
        found.attachments.push_back(name_of(*leaf));
        found.enclosures.push_back(enclosure_of(*leaf));
      }
      if (is_readable(*leaf)) {
        readable.push_back(std::move(*leaf));
      } else if (is_message_file(*leaf) || is_attached_text(*leaf)) {
        attached.push_back(std::move(*leaf));
      }
    }
    found.parts = TextChoice(left_, found, doubts_).read(readable);
    for (const Leaf& leaf : attached) read_attached(leaf, depth, found.beside);
    return found;
  }

 private:
  void read_attached(const Leaf& leaf, std::size_t depth, std::string& beside) {
    if (left_ == 0) {
      add_doubt(doubts_, "too much text; the last parts were not read");
      return;
    }
    const std::size_t most = std::min(most_text, left_);
    if (is_message_file(leaf)) return read_message(leaf, depth, beside);
    std::string text = is_html_file(leaf) ? words_of_html(decoded(leaf, most, doubts_), doubts_)
                                          : with_plain_lines(decoded(leaf, most, doubts_));
    left_ -= std::min({left_, most_text, leaf.body.size()});
    if (text.starts_with("BEGIN:V")) text = calendar_words(text);
    if (looks_like_html(text)) text.append("\n\n").append(words_of_html(text, doubts_));
    beside.append(text).append("\n\n");
  }

  void read_message(const Leaf& leaf, std::size_t depth, std::string& beside) {
    if (depth >= deepest_message) {
      add_doubt(doubts_, fmt::format("more than {} messages attached one to the other", deepest_message));
      return;
    }
    std::string bytes;
    read_transfer(leaf, leaf.body, bytes, doubts_);
    const HeaderBlock block = read_header_block(bytes, 0, limits_.header_fields);
    const HeaderIndex header(block.fields, limits_, doubts_);
    beside.append(decode_header(header.first(FieldKind::subject), doubts_)).append("\n\n");
    BodyText inner = read(header, std::string_view(bytes).substr(block.body), depth + 1);
    for (auto* parts : {&inner.parts, &inner.others}) beside.append(joined(std::move(*parts))).append("\n\n");
    beside.append(inner.beside);
  }

  const Limits& limits_;
  Doubts& doubts_;
  std::size_t left_ = 2 * most_text;
};

}  // namespace

std::string leaf_text(const Leaf& leaf, Doubts& doubts) { return with_plain_lines(decoded(leaf, most_text, doubts)); }

BodyText body_text(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts) {
  return BodyReader(limits, doubts).read(header, body);
}

std::vector<Enclosure> enclosures_of(const HeaderIndex& header, std::string_view body, const Limits& limits,
                                     Doubts& doubts) {
  PartReader reader(header, body, limits, doubts);
  std::vector<Enclosure> found;
  while (const auto leaf = reader.next())
    if (is_attachment(*leaf)) found.push_back(enclosure_of(*leaf));
  return found;
}

std::optional<EnclosedFile> enclosed_file(const HeaderIndex& header, std::string_view body, std::size_t number,
                                          const Limits& limits, Doubts& doubts) {
  PartReader reader(header, body, limits, doubts);
  while (const auto leaf = reader.next()) {
    if (!is_attachment(*leaf) || number-- > 0) continue;
    EnclosedFile file{one_line(file_of(*leaf)), {}};
    read_transfer(*leaf, leaf->body, file.bytes, doubts);
    return file;
  }
  return std::nullopt;
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
