#include "mail/words.h"

#include "mail/tokens.h"

namespace jeda::mail {
namespace {

enum class Kind { white, word, mark };

Kind kind_of_ascii(unsigned char c) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) return Kind::white;
  return folded_ascii[c] != 0 ? Kind::word : Kind::mark;
}

Kind kind_of(std::int32_t c) {
  if (c < 0) return Kind::mark;
  if (u_isUWhiteSpace(c) != 0) return Kind::white;
  return u_isalnum(c) != 0 ? Kind::word : Kind::mark;
}

}  // namespace

std::size_t count_words(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::size_t count = 0;
  bool counted = false;  // the run that is being read
  for (std::int64_t at = 0; at < size;) {
    Kind kind = Kind::mark;
    if (bytes[at] < 0x80) {
      kind = kind_of_ascii(bytes[at++]);
    } else {
      UChar32 c = 0;
      U8_NEXT(bytes, at, size, c);
      kind = kind_of(c);
    }
    if (kind == Kind::word && !counted) ++count;
    counted = kind != Kind::white && (counted || kind == Kind::word);
  }
  return count;
}

std::vector<std::string> words_of(std::string_view text, std::size_t limit) {
  std::vector<std::string> words;
  Tokens tokens(text);
  std::string word;
  while (words.size() < limit && tokens.next([&word](char c) { word += c; })) {
    words.push_back(std::move(word));
    word.clear();
  }
  return words;
}

}  // namespace jeda::mail
