#include "mail/words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mail/tokens.h"

namespace jeda::mail {
namespace {

enum class Kind : unsigned char { mark, word, white };

constexpr auto kinds_of_ascii = [] {
  std::array<Kind, 128> kinds{};
  for (std::size_t c = 0; c < kinds.size(); ++c) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) kinds[c] = Kind::white;
    if (folded_ascii[c] != 0) kinds[c] = Kind::word;
  }
  return kinds;
}();

Kind kind_of(std::int32_t c) {
  if (c < 0) return Kind::mark;
  if (u_isUWhiteSpace(c) != 0) return Kind::white;
  return u_isalnum(c) != 0 ? Kind::word : Kind::mark;
}

// The bytes of one word, in memory that the next one uses again.
class Word {
 public:
  void put(char c) {
    if (size_ == room_) grow();
    memory_[size_++] = c;
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x01000193U;
  }
  void clear() {
    size_ = 0;
    hash_ = 0x811c9dc5U;
  }
  std::string_view text() const { return {memory_, size_}; }
  std::size_t hash() const { return hash_ ^ (hash_ >> 15U); }

 private:
  void grow() {
    bytes_.resize(2 * bytes_.size() + 64);
    memory_ = bytes_.data();
    room_ = bytes_.size();
  }

  std::string bytes_;
  char* memory_ = nullptr;  // bytes_.data()
  std::size_t room_ = 0;    // bytes_.size()
  std::size_t size_ = 0;
  std::uint32_t hash_ = 0x811c9dc5U;  // FNV-1a
};

// Words, each once, in the order they came.
class DistinctWords {
 public:
  void add(const Word& word) {
    const std::size_t slot = slot_of(word.text(), word.hash());
    if (slots_[slot] != 0) return;
    words_.emplace_back(word.text());
    hashes_.push_back(word.hash());
    slots_[slot] = words_.size();
    if (2 * words_.size() > slots_.size()) grow();
  }

  std::vector<std::string> take() { return std::move(words_); }

 private:
  // Where the word is, or the empty slot for it.
  std::size_t slot_of(std::string_view word, std::size_t hash) const {
    for (std::size_t at = hash;; ++at) {
      const std::size_t slot = at & (slots_.size() - 1);
      if (slots_[slot] == 0) return slot;
      const std::size_t known = slots_[slot] - 1;
      if (hashes_[known] == hash && words_[known] == word) return slot;
    }
  }

  void grow() {
    slots_.assign(2 * slots_.size(), 0);
    for (std::size_t i = 0; i < words_.size(); ++i) slots_[slot_of(words_[i], hashes_[i])] = i + 1;
  }

  std::vector<std::size_t> slots_ = std::vector<std::size_t>(512);  // numbers of words from 1; at least half are 0
  std::vector<std::string> words_;
  std::vector<std::size_t> hashes_;
};

template <typename Add>
void each_word(std::string_view text, std::size_t limit, Add add) {
  Tokens tokens(text);
  Word word;
  for (std::size_t count = 0; count < limit; ++count) {
    word.clear();
    if (!tokens.next([&word](char c) { word.put(c); })) return;
    add(word);
  }
}

}  // namespace

std::size_t count_words(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::size_t count = 0;
  bool counted = false;  // the run that is being read
  for (std::int64_t at = 0; at < size;) {
    if (counted) {
      while (at < size && bytes[at] < 0x80 && kinds_of_ascii[bytes[at]] != Kind::white) ++at;
      if (at == size) break;
    }
    Kind kind = Kind::mark;
    if (bytes[at] < 0x80) {
      kind = kinds_of_ascii[bytes[at++]];
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
  each_word(text, limit, [&words](const Word& word) { words.emplace_back(word.text()); });
  return words;
}

std::vector<std::string> distinct_words_of(std::initializer_list<std::string_view> texts, std::size_t limit) {
  DistinctWords distinct;
  for (const std::string_view text : texts) each_word(text, limit, [&](const Word& word) { distinct.add(word); });
  std::vector<std::string> words = distinct.take();
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace jeda::mail
