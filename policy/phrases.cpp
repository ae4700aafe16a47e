// Most phrases are plain words: those are looked for in the folded text, which costs a fraction of a regular
// expression. The rest goes to Boost.Regex, whose matcher backtracks. Two bounds hold it: its own count of states,
// which for iterators that are not random-access is the constant below, and a count of the letters it looks at.
#define BOOST_REGEX_MAX_STATE_COUNT 500000

#include "policy/phrases.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <stdexcept>

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include <boost/regex/icu.hpp>

#include "base/letters.h"
#include "base/printable.h"
#include "base/text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t hit_bytes = 60;
constexpr std::size_t most_looks = 1'000'000;

struct TooMuchEffort : std::runtime_error {
  TooMuchEffort() : std::runtime_error("too many letters looked at") {}
};

/// Walks a text letter by letter and counts how often it is looked at. Bidirectional on purpose, see above.
class CountingIterator {
 public:
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = UChar32;
  using difference_type = std::ptrdiff_t;
  using pointer = const UChar32*;
  using reference = UChar32;

  CountingIterator() = default;
  CountingIterator(const char32_t* place, std::size_t* left) : place_(place), left_(left) {}

  UChar32 operator*() const {
    if ((*left_)-- == 0) throw TooMuchEffort();
    return static_cast<UChar32>(*place_);
  }
  CountingIterator& operator++() {
    ++place_;
    return *this;
  }
  CountingIterator operator++(int) { return {place_++, left_}; }
  CountingIterator& operator--() {
    --place_;
    return *this;
  }
  CountingIterator operator--(int) { return {place_--, left_}; }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.place_ == b.place_; }
  friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return a.place_ != b.place_; }

  const char32_t* place() const { return place_; }

 private:
  const char32_t* place_ = nullptr;
  std::size_t* left_ = nullptr;
};

char32_t folded(char32_t c) {
  if (c < 0x80) return static_cast<char32_t>(lower_ascii(static_cast<char>(c)));
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

std::u32string folded(std::u32string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char32_t c) { return folded(c); });
  return text;
}

bool is_white(char32_t c) {
  return c < 0x80 ? is_space(static_cast<char>(c)) : u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

/// A letter of most texts, which stands for itself.
bool is_plain(std::uint8_t byte) { return byte > ' ' && byte < 0x7F; }

bool is_word(char32_t c) { return c == U'_' || u_isalnum(static_cast<UChar32>(c)) != 0; }

template <class Add>
void each_letter(std::string_view text, Add add) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    add(static_cast<char32_t>(c));
  }
}

std::u32string to_utf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  each_letter(text, [&out](char32_t c) { out.push_back(c); });
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::int32_t length = 0;
    UBool bad = 0;
    U8_APPEND(bytes.data(), length, U8_MAX_LENGTH, static_cast<UChar32>(c), bad);
    if (bad == 0) out.append(bytes.data(), static_cast<std::size_t>(length));
  }
  return out;
}

/// A pattern without operators, perhaps between "\b" and "\b".
struct Plain {
  std::u32string words;  // folded
  bool from_word = false;
  bool to_word = false;
};

bool at_boundary(std::u32string_view text, std::size_t place) {
  const bool before = place > 0 && is_word(text[place - 1]);
  const bool after = place < text.size() && is_word(text[place]);
  return before != after;
}

std::optional<std::size_t> find(const Plain& plain, std::u32string_view folded_text) {
  for (std::size_t at = folded_text.find(plain.words); at != std::u32string_view::npos;
       at = folded_text.find(plain.words, at + 1)) {
    const bool begins = !plain.from_word || at_boundary(folded_text, at);
    if (begins && (!plain.to_word || at_boundary(folded_text, at + plain.words.size()))) return at;
  }
  return std::nullopt;
}

std::optional<Plain> as_plain(std::u32string_view pattern) {
  constexpr std::u32string_view boundary = U"\\b";
  Plain plain;
  if (pattern.starts_with(boundary)) {
    plain.from_word = true;
    pattern.remove_prefix(boundary.size());
  }
  if (pattern.ends_with(boundary)) {
    plain.to_word = true;
    pattern.remove_suffix(boundary.size());
  }
  if (pattern.empty() || pattern.find_first_of(U"\\.[]{}()*+?^$|") != std::u32string_view::npos) return std::nullopt;
  plain.words = folded(std::u32string(pattern));
  return plain;
}

/// "a|b|c" as its parts; absent where one of them is no plain one.
std::optional<std::vector<Plain>> as_alternatives(std::u32string_view pattern) {
  std::vector<Plain> parts;
  for (std::size_t start = 0; start <= pattern.size();) {
    const std::size_t end = std::min(pattern.find(U'|', start), pattern.size());
    auto part = as_plain(pattern.substr(start, end - start));
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
    start = end + 1;
  }
  return parts;
}

/// Finds words of which every match of a pattern holds one, so that a text without them needs no regular expression.
/// Knows the common operators; where it meets any other, it finds none.
class Needles {
 public:
  using Words = std::vector<std::u32string>;

  explicit Needles(std::u32string_view pattern) : pattern_(pattern) {}

  /// Folded; empty: none are known.
  Words find() {
    Words words = alternatives(0);
    return known_ && at_ == pattern_.size() ? std::move(words) : Words();
  }

 private:
  static constexpr std::size_t shortest = 2;
  static constexpr int deepest = 10;

  static std::size_t shortest_of(const Words& words) {
    std::size_t least = words.empty() ? 0 : words.front().size();
    for (const std::u32string& word : words) least = std::min(least, word.size());
    return least;
  }

  bool at_end() const { return !known_ || at_ >= pattern_.size(); }
  bool next_is(char32_t c) const { return at_ < pattern_.size() && pattern_[at_] == c; }

  /// Up to the end, or to the parenthesis that closes the group. Empty where one of them holds no word for sure.
  Words alternatives(int depth) {
    Words all;
    bool each = depth <= deepest;
    if (depth > deepest) known_ = false;
    while (!at_end()) {
      Words one = sequence(depth);
      each = each && shortest_of(one) >= shortest;
      all.insert(all.end(), one.begin(), one.end());
      if (!next_is(U'|')) break;
      ++at_;
    }
    return each ? all : Words();
  }

  Words sequence(int depth) {
    Words best;
    std::u32string run;
    const auto offer = [&](Words words) {
      if (shortest_of(words) > shortest_of(best)) best = std::move(words);
    };
    const auto end_run = [&] {
      if (!run.empty()) offer({folded(run)});
      run.clear();
    };
    while (!at_end() && !next_is(U'|') && !next_is(U')')) {
      const char32_t c = pattern_[at_++];
      if (c == U'(') {
        end_run();
        offer(group(depth));
      } else if (c == U'[') {
        end_run();
        skip_class();
      } else if (c == U'?' || c == U'*' || c == U'{') {
        if (!run.empty()) run.pop_back();
        end_run();
        if (c == U'{') skip_past(U'}');
      } else if (c == U'+' || c == U'.' || c == U'^' || c == U'$') {
        end_run();
      } else if (c != U'\\') {
        run.push_back(c);
      } else if (!at_end() && !is_word(pattern_[at_])) {
        run.push_back(pattern_[at_++]);
      } else {
        end_run();
        skip_escape();
      }
    }
    end_run();
    return best;
  }

  /// Of a group that may be left out: none. Groups that begin with '?' are left to Boost, but for the plain "(?:".
  Words group(int depth) {
    if (next_is(U'?')) {
      if (!pattern_.substr(at_).starts_with(U"?:")) known_ = false;
      at_ += 2;
    }
    Words words = alternatives(depth + 1);
    if (!next_is(U')')) known_ = false;
    ++at_;
    const bool optional =
        next_is(U'?') || next_is(U'*') || pattern_.substr(std::min(at_, pattern_.size())).starts_with(U"{0");
    return optional ? Words() : words;
  }

  void skip_past(char32_t closing) {
    const std::size_t end = pattern_.find(closing, at_);
    if (end == std::u32string_view::npos) known_ = false;
    at_ = std::min(end, pattern_.size() - 1) + 1;
  }

  void skip_class() {
    const std::size_t start = at_++;  // a "]" that comes first is a letter
    skip_past(U']');
    if (pattern_.substr(start, at_ - 1 - start).find_first_of(U"[\\") != std::u32string_view::npos) known_ = false;
  }

  void skip_escape() {
    constexpr std::u32string_view classes = U"bBsSwWdD";
    if (at_end() || classes.find(pattern_[at_]) == std::u32string_view::npos) known_ = false;
    ++at_;
  }

  std::u32string_view pattern_;
  std::size_t at_ = 0;
  bool known_ = true;
};

/// Three neighbouring letters as a place in PhraseText's table. The fourth last is shifted out of it.
class Trigram {
 public:
  void add(char32_t letter) { place_ = ((place_ << bits) ^ letter) % PhraseText::trigrams; }
  std::size_t place() const { return place_; }

 private:
  static constexpr unsigned bits = 5;
  static_assert(PhraseText::trigrams <= 1U << (3 * bits));
  std::uint32_t place_ = 0;
};

/// Calls `use` with each three neighbouring letters' place, until it says false. True: it never did.
template <class Use>
bool each_trigram(std::u32string_view letters, Use use) {
  Trigram trigram;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    trigram.add(letters[i]);
    if (i >= 2 && !use(trigram.place())) return false;
  }
  return true;
}

/// Boost puts the pattern itself, with a mark in it, behind its message.
std::string message_of(const boost::regex_error& error) {
  std::string text = error.what();
  text.resize(std::min(text.find("  The error occurred"), text.size()));
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  if (!text.empty()) text[0] = lower_ascii(text[0]);
  return text;
}

std::size_t byte_offset(std::u32string_view pattern, std::ptrdiff_t letters) {
  const auto count = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(letters, 0)), pattern.size());
  return to_utf8(pattern.substr(0, count)).size();
}

using Match = boost::match_results<CountingIterator>;

bool search(const boost::u32regex& regex, std::u32string_view text, std::size_t& looks, Match& match) {
  const CountingIterator begin(text.data(), &looks);
  const CountingIterator end(text.data() + text.size(), &looks);
  return boost::regex_search(begin, end, match, regex);
}

tl::expected<boost::u32regex, PatternError> compiled(const std::string& pattern, std::size_t index) {
  const std::u32string letters = to_utf32(pattern);
  try {
    boost::u32regex regex = boost::make_u32regex(pattern, boost::regex::perl | boost::regex::icase);
    std::size_t looks = most_looks;
    Match match;
    if (search(regex, U"", looks, match)) return tl::unexpected(PatternError{index, 0, "it matches every text"});
    return regex;
  } catch (const boost::regex_error& error) {
    return tl::unexpected(PatternError{index, byte_offset(letters, error.position()), message_of(error)});
  } catch (const std::exception& error) {
    return tl::unexpected(PatternError{index, 0, error.what()});
  }
}

/// With the words that look the same, since the text may be written either way.
void add_plain(Plain plain, std::vector<Plain>& all) {
  Plain other = plain;
  other.words = to_utf32(look_of(to_utf8(plain.words)));
  const bool same = other.words == plain.words;
  all.push_back(std::move(plain));
  if (!same && !other.words.empty()) all.push_back(std::move(other));
}

bool is_word_alone(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; });
}

/// A pattern with letters for those that look like them; its ASCII, which has the operators, stays.
std::string look_of_pattern(const std::string& pattern) {
  if (!has_other_look(pattern)) return pattern;
  std::string look;
  for (const char32_t c : to_utf32(pattern)) {
    const std::string letter = to_utf8(std::u32string_view(&c, 1));
    const std::string other = c < 0x80 ? letter : look_of(letter);
    look += is_word_alone(other) ? other : letter;
  }
  return look;
}

std::string shown(std::u32string_view words) { return printable(to_utf8(words), hit_bytes); }

}  // namespace

PhraseText::PhraseText(std::string_view text) : complete_(text.size() <= looked_at) {
  text = cut_utf8(text, looked_at);
  add(text);
  if (has_other_look(text)) {
    const std::string look = look_of(text);
    add(look);
    const std::string parted = look_of(as_seen(text, Fillers::blanks));
    if (parted != look) add(parted);
  }
  folded_ = folded(letters_);
  each_trigram(folded_, [this](std::size_t place) { return has_trigram_[place] = true; });
}

void PhraseText::add(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  const std::size_t before = letters_.size();
  letters_.resize(before + 1 + text.size());  // each takes at least a byte
  char32_t* to = letters_.data() + before;
  if (before > 0) *to++ = U'\n';
  const char32_t* const first = to;
  int lines = 0;
  bool space = false;
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    if (is_white(static_cast<char32_t>(c))) {
      space = true;
      lines += c == '\n' ? 1 : 0;
      continue;
    }
    if (space && to != first) *to++ = lines > 1 ? U'\n' : U' ';
    space = false;
    lines = 0;
    *to++ = c == U'\u2019' ? U'\'' : static_cast<char32_t>(c);
    while (at < size && is_plain(bytes[at])) *to++ = bytes[at++];
  }
  letters_.resize(static_cast<std::size_t>(to - letters_.data()));
}

bool PhraseText::may_hold(std::u32string_view folded_words) const {
  return each_trigram(folded_words, [this](std::size_t place) { return has_trigram_[place]; });
}

struct Patterns::Compiled {
  struct Regex {
    boost::u32regex regex;
    std::vector<std::u32string> needles;  // a match holds one of them; empty: not known
  };
  std::vector<Plain> plain;
  std::vector<Regex> regexes;
};

Patterns::Patterns(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Patterns::~Patterns() = default;

tl::expected<std::shared_ptr<const Patterns>, PatternError> Patterns::compile(
    const std::vector<std::string>& patterns) {
  auto all = std::make_unique<Compiled>();
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (!is_utf8(patterns[i])) return tl::unexpected(PatternError{i, 0, "it is not UTF-8"});
    if (auto plain = as_alternatives(to_utf32(patterns[i]))) {
      for (Plain& one : *plain) add_plain(std::move(one), all->plain);
      continue;
    }
    auto regex = compiled(patterns[i], i);
    if (!regex) return tl::unexpected(std::move(regex.error()));
    all->regexes.push_back({*regex, Needles(to_utf32(patterns[i])).find()});
    const std::string look = look_of_pattern(patterns[i]);
    if (look == patterns[i]) continue;
    if (auto other = compiled(look, i)) all->regexes.push_back({*other, Needles(to_utf32(look)).find()});
  }
  return std::shared_ptr<const Patterns>(new Patterns(std::move(all)));
}

bool Patterns::may_match(const std::vector<std::u32string>& needles, const PhraseText& text) {
  return needles.empty() || std::any_of(needles.begin(), needles.end(), [&](const std::u32string& needle) {
           return text.may_hold(needle) && text.folded_.find(needle) != std::u32string::npos;
         });
}

Patterns::Answer Patterns::match(const PhraseText& text) const {
  for (const Plain& plain : compiled_->plain) {
    const auto at = text.may_hold(plain.words) ? find(plain, text.folded_) : std::nullopt;
    if (at) return Hit{shown(std::u32string_view(text.letters_).substr(*at, plain.words.size()))};
  }
  std::size_t looks = most_looks;
  bool gave_up = false;
  for (const Compiled::Regex& one : compiled_->regexes) {
    if (!may_match(one.needles, text)) continue;
    Match match;
    try {
      if (!search(one.regex, text.letters_, looks, match)) continue;
      const char32_t* begin = match[0].first.place();
      return Hit{shown({begin, static_cast<std::size_t>(match[0].second.place() - begin)})};
    } catch (const TooMuchEffort&) {
      return TooComplex{};
    } catch (const std::exception&) {  // Boost's own bound
      gave_up = true;
    }
  }
  return gave_up ? Answer(TooComplex{}) : Answer(None{});
}

}  // namespace jeda::policy
