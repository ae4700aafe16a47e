#include "mail/written/words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>

#include "mail/written/tokens.h"

namespace jeda::mail {
namespace {

enum class Sort : unsigned char { mark, word, white };

constexpr auto sorts_of_ascii = [] {
  std::array<Sort, 128> sorts{};
  for (std::size_t c = 0; c < sorts.size(); ++c) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) sorts[c] = Sort::white;
    if (folded_ascii[c] != 0) sorts[c] = Sort::word;
  }
  return sorts;
}();

Sort sort_of(std::int32_t c) {
  if (c < 0) return Sort::mark;
  if (u_isUWhiteSpace(c) != 0) return Sort::white;
  return u_isalnum(c) != 0 ? Sort::word : Sort::mark;
}

// The words of a text one after the other, folded.
class FoldedWords {
 public:
  explicit FoldedWords(std::string_view text)
      : tokens_(text), word_(std::make_unique_for_overwrite<char[]>(2 * text.size())) {}

  // False at the end.
  bool next() {
    char* to = word_.get();  // folding makes four bytes of two at most, and of ASCII's one byte one
    const bool found = tokens_.next([&to](char c) { *to++ = c; });
    size_ = static_cast<std::size_t>(to - word_.get());
    return found;
  }

  // True until next() is called.
  std::string_view word() const { return {word_.get(), size_}; }

 private:
  Tokens tokens_;
  std::unique_ptr<char[]> word_;
  std::size_t size_ = 0;
};

// Words, each once, in the order they came.
class DistinctWords {
 public:
  void add(std::string_view word) {
    const std::size_t hash = std::hash<std::string_view>()(word);
    const std::size_t slot = slot_of(word, hash);
    if (slots_[slot] != 0) return;
    words_.emplace_back(word);
    hashes_.push_back(hash);
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

std::vector<std::size_t> hashes_of_words(std::string_view text) {
  std::vector<std::size_t> hashes;
  FoldedWords folded(text);
  while (folded.next()) hashes.push_back(std::hash<std::string_view>()(folded.word()));
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

}  // namespace

std::size_t count_new_words(std::string_view text, std::string_view known) {
  const auto here = hashes_of_words(text);
  const auto there = hashes_of_words(known);
  std::vector<std::size_t> added;
  std::set_difference(here.begin(), here.end(), there.begin(), there.end(), std::back_inserter(added));
  return added.size();
}

std::size_t count_words(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::size_t count = 0;
  bool counted = false;  // the run that is being read
  for (std::int64_t at = 0; at < size;) {
    if (counted) {
      while (at < size && bytes[at] < 0x80 && sorts_of_ascii[bytes[at]] != Sort::white) ++at;
      if (at == size) break;
    }
    Sort sort = Sort::mark;
    if (bytes[at] < 0x80) {
      sort = sorts_of_ascii[bytes[at++]];
    } else {
      UChar32 c = 0;
      U8_NEXT(bytes, at, size, c);
      sort = sort_of(c);
    }
    if (sort == Sort::word && !counted) ++count;
    counted = sort != Sort::white && (counted || sort == Sort::word);
  }
  return count;
}

std::vector<std::string> words_of(std::string_view text, std::size_t limit) {
  std::vector<std::string> words;
  FoldedWords folded(text);
  while (words.size() < limit && folded.next()) words.emplace_back(folded.word());
  return words;
}

std::vector<std::string> distinct_words_of(std::initializer_list<std::string_view> texts, std::size_t limit) {
  DistinctWords distinct;
  for (const std::string_view text : texts) {
    FoldedWords folded(text);
    for (std::size_t left = limit; left > 0 && folded.next(); --left) distinct.add(folded.word());
  }
  std::vector<std::string> words = distinct.take();
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace jeda::mail
