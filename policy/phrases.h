// Lists of phrases as regular expressions (Boost.Regex with ICU), matched against what somebody wrote. Letter case does
// not count, nor how lines were wrapped: a run of white space reads as one space, a blank line as the end of a line, so
// that '^' and '$' stand at paragraphs. A typographic apostrophe reads as "'". Where letters look like others, or
// characters show nothing, the text is matched as it is written and as it looks (look_of()), and so are the patterns.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

namespace jeda::policy {

/// What is wrong with one pattern of a list.
struct PatternError {
  std::size_t index = 0;   // of the pattern, from 0
  std::size_t offset = 0;  // in bytes from its beginning
  std::string message;     // "unmatched ( or \\("; no full stop
};

/// A text made ready to be matched with any number of lists.
class PhraseText {
 public:
  /// At most `looked_at` bytes are read. Bytes that are no UTF-8 become U+FFFD.
  explicit PhraseText(std::string_view text);

  /// False: there was more than is looked at.
  bool complete() const { return complete_; }

  static constexpr std::size_t looked_at = 256 * 1024;
  static constexpr std::size_t trigrams = 16 * 1024;  // of the table that says quickly what is not in the text

 private:
  friend class Patterns;

  void add(std::string_view text);

  /// False: the words are not in the text. True: they may be.
  bool may_hold(std::u32string_view folded_words) const;

  bool complete_ = true;
  std::u32string letters_;  // white space as said above, letter case as written; below it, as a paragraph, the looks
  std::u32string folded_;   // the same, letter by letter in folded case
  std::array<bool, trigrams> has_trigram_{};
};

/// A list. Immutable, safe for concurrent use.
class Patterns {
 public:
  struct None {};
  struct Hit {
    std::string words;  // what matched, one line, at most 60 bytes
  };
  /// A pattern took too long and was given up; none of the others matched.
  struct TooComplex {};
  using Answer = std::variant<None, Hit, TooComplex>;

  ~Patterns();
  Patterns(const Patterns&) = delete;
  Patterns& operator=(const Patterns&) = delete;

  /// The first error, by the order of the patterns. A pattern that matches the empty text is an error.
  static tl::expected<std::shared_ptr<const Patterns>, PatternError> compile(const std::vector<std::string>& patterns);

  /// What one of the patterns matches. Never throws; the effort is bounded to some 20 ms, whatever pattern and text.
  Answer match(const PhraseText& text) const;
  Answer match(std::string_view text) const { return match(PhraseText(text)); }

 private:
  struct Compiled;
  static bool may_match(const std::vector<std::u32string>& needles, const PhraseText& text);
  explicit Patterns(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace jeda::policy
