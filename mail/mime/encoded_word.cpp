#include "mail/mime/encoded_word.h"

#include <optional>

#include "base/text.h"
#include "mail/mime/charset.h"
#include "mail/mime/transfer.h"

namespace jeda::mail {
namespace {

struct EncodedWord {
  std::string_view charset;
  bool base64 = false;
  std::string_view text;
  std::size_t size = 0;  // of the whole word, from "=?" to "?="
};

// The word at the start of `text`. Linear in the word: neither part may hold a '?'.
std::optional<EncodedWord> word_at(std::string_view text) {
  const auto after_charset = text.find('?', 2);
  if (after_charset == std::string_view::npos || after_charset + 2 >= text.size() || text[after_charset + 2] != '?') {
    return std::nullopt;
  }
  const char encoding = lower_ascii(text[after_charset + 1]);
  const auto begin = after_charset + 3;
  const auto end = text.find('?', begin);
  if ((encoding != 'b' && encoding != 'q') || end == std::string_view::npos || end + 1 >= text.size() ||
      text[end + 1] != '=') {
    return std::nullopt;
  }
  auto charset = text.substr(2, after_charset - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231 5: a language may follow
  return EncodedWord{charset, encoding == 'b', text.substr(begin, end - begin), end + 2};
}

Decoded decode_word(const EncodedWord& word) {
  if (word.base64) {
    return decode_base64(word.text);
  }
  std::string quoted;
  for (const char c : word.text) {
    quoted += c == '_' ? std::string("=20") : std::string(1, c);
  }
  return decode_quoted_printable(quoted);
}

// Collects the bytes of neighbouring words of one charset, so that a character split between two words is whole again.
class Decoder {
 public:
  Decoder(std::string& out, Doubts& doubts) : out_(out), doubts_(doubts) {}

  void plain(std::string_view text) {
    flush();
    const Utf8 read = to_utf8(text, is_utf8(text) ? "utf-8" : "");
    if (!read.honest) add_doubt(doubts_, "unencoded bytes in the header that are not UTF-8");
    out_ += read.text;
  }

  void word(const EncodedWord& word) {
    if (!equals_ignoring_case(charset_, word.charset)) {
      flush();
      charset_ = word.charset;
    }
    const Decoded decoded = decode_word(word);
    if (decoded.broken) {
      add_doubt(doubts_, "broken encoded word in the header");
    }
    bytes_ += decoded.bytes;
  }

  void flush() {
    const Utf8 read = to_utf8(bytes_, charset_);
    if (!read.known || !read.honest) {
      add_doubt(doubts_, read.known ? "encoded word does not fit its charset" : "encoded word of unknown charset");
    }
    for (const char c : read.text) {
      out_ += is_control(c) ? ' ' : c;
    }
    bytes_.clear();
    charset_ = {};
  }

 private:
  std::string& out_;
  Doubts& doubts_;
  std::string bytes_;
  std::string_view charset_;
};

void decode_words(std::string_view text, Decoder& decoder) {
  bool after_word = false;
  std::size_t plain = 0;
  for (auto at = text.find("=?"); at != std::string_view::npos; at = text.find("=?", at)) {
    const auto word = word_at(text.substr(at));
    if (!word) {
      at += 2;
      continue;
    }
    const auto between = text.substr(plain, at - plain);
    if (!between.empty() && !(after_word && is_blank(between))) {  // RFC 2047 6.2: blanks between words are no text
      decoder.plain(between);
    }
    decoder.word(*word);
    at += word->size;
    plain = at;
    after_word = true;
  }
  if (plain < text.size()) {
    decoder.plain(text.substr(plain));
  }
  decoder.flush();
}

}  // namespace

std::string decode_header(std::string_view value, Doubts& doubts) {
  std::string line = one_line(value);
  if (line.find("=?") == std::string::npos && is_ascii(line)) {
    return line;
  }
  std::string decoded;
  Decoder decoder(decoded, doubts);
  decode_words(line, decoder);
  return one_line(decoded);
}

}  // namespace jeda::mail
