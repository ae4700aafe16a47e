#include "mail/written/wish.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "mail/heard.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_read = 16 * 1024;
constexpr std::size_t longest_wish = 200;
constexpr std::size_t most_sentence_words = 80;  // of a sentence; what comes after is not read
constexpr std::size_t gap = 3;                   // words that '*' stands for

struct Element {
  enum class Match { word, any, begin } match = Match::word;
  bool optional = false;
  bool or_end = false;  // the end of the clause does as well
  std::vector<std::string_view> words;
};
using Phrase = std::vector<Element>;

// The words that stand for `name` in a phrase: those of all lists of that name, or else itself.
void add_words(std::string_view name, std::vector<std::string_view>& words) {
  const std::size_t before = words.size();
  for (const std::string_view entry : heard(Heard::wish_words)) {
    const NamedWords named = named_words(entry);
    if (named.name == name) split_at(named.words, '|', [&words](std::string_view word) { words.push_back(word); });
  }
  if (words.size() == before) words.push_back(name);
}

Element read_element(std::string_view text) {
  Element element;
  if (text == "*") element.match = Element::Match::any;
  if (text == "^") element.match = Element::Match::begin;
  if (element.match != Element::Match::word) return element;
  element.optional = text.starts_with('?');
  split_at(text.substr(element.optional ? 1 : 0), '|', [&element](std::string_view name) {
    if (name == "$") {
      element.or_end = true;
    } else {
      add_words(name, element.words);
    }
  });
  std::sort(element.words.begin(), element.words.end());
  return element;
}

// All phrases, and by which of its words each is looked for: of an element that it cannot do without, the one with the
// fewest words.
struct Phrases {
  std::vector<Phrase> all;
  std::vector<std::pair<std::string_view, std::size_t>> needed;  // a word, the number of a phrase; sorted
  std::vector<bool> without;                                     // that need no word
};

const Element* needed_element(const Phrase& phrase) {
  const Element* best = nullptr;
  for (const Element& element : phrase) {
    if (element.match != Element::Match::word || element.optional || element.or_end) continue;
    if (best == nullptr || element.words.size() < best->words.size()) best = &element;
  }
  return best;
}

Phrases read_phrases() {
  Phrases read;
  for (const std::string_view text : heard(Heard::wishes)) {
    Phrase phrase;
    split_at(text, ' ', [&phrase](std::string_view element) { phrase.push_back(read_element(element)); });
    const Element* const needed = needed_element(phrase);
    read.without.push_back(needed == nullptr);
    if (needed != nullptr) {
      for (const std::string_view word : needed->words) read.needed.emplace_back(word, read.all.size());
    }
    read.all.push_back(std::move(phrase));
  }
  std::sort(read.needed.begin(), read.needed.end());
  return read;
}

const Phrases& phrases() {
  static const Phrases all = read_phrases();
  return all;
}

struct Word {
  std::string text;  // lower case, without apostrophes
  bool begins_clause = false;
};

struct Sentence {
  std::vector<Word> words;
  std::string_view text;
  bool question = false;

  bool clause_ends(std::size_t at) const { return at >= words.size() || words[at].begins_clause; }
};

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// One character of a text, as a mark of ASCII that means the same; 0 where it is nothing to a reader, 'x' for letters.
struct Mark {
  char as = 0;
  std::size_t size = 1;
};

// What is a blank, a dash, an end outside ASCII: U+00A0, U+2000 to U+2026, U+3000 to U+300D, full-width marks.
Mark mark_at(std::string_view text, std::size_t at) {
  struct Known {
    std::string_view bytes;
    char as;
  };
  constexpr auto known = std::to_array<Known>({
      {"\xC2\xA0", ' '},      {"\xC2\xAD", 0},       {"\xC2\xAB", '"'},     {"\xC2\xBB", '"'},
      {"\xE2\x80\x8B", 0},    {"\xE2\x80\x8C", 0},   {"\xE2\x80\x8D", 0},   {"\xE2\x80\x8E", 0},
      {"\xE2\x80\x8F", 0},    {"\xE2\x80\x90", '-'}, {"\xE2\x80\x91", '-'}, {"\xE2\x80\x92", ';'},
      {"\xE2\x80\x93", ';'},  {"\xE2\x80\x94", ';'}, {"\xE2\x80\x95", ';'}, {"\xE2\x80\x98", '\''},
      {"\xE2\x80\x99", '\''}, {"\xE2\x80\x9C", '"'}, {"\xE2\x80\x9D", '"'}, {"\xE2\x80\xA2", ';'},
      {"\xE2\x80\xA6", '.'},  {"\xE2\x80\xAF", ' '}, {"\xE3\x80\x80", ' '}, {"\xE3\x80\x81", ','},
      {"\xE3\x80\x82", '.'},  {"\xEF\xBB\xBF", 0},   {"\xEF\xBC\x81", '!'}, {"\xEF\xBC\x8C", ','},
      {"\xEF\xBC\x8E", '.'},  {"\xEF\xBC\x9A", ':'}, {"\xEF\xBC\x9B", ';'}, {"\xEF\xBC\x9F", '?'},
      {"\xEF\xBD\xA1", '.'},
  });
  if (static_cast<unsigned char>(text[at]) < 0x80) return {text[at]};
  if (std::string_view("\xC2\xE2\xE3\xEF").find(text[at]) == std::string_view::npos) return {'x'};
  const std::string_view rest = text.substr(at);
  for (const Known& one : known) {
    if (rest.starts_with(one.bytes)) return {one.as, one.bytes.size()};
  }
  const bool thin = rest.size() > 2 && rest.starts_with("\xE2\x80") && rest[2] <= '\x8A';  // U+2000 to U+200A
  return thin ? Mark{' ', 3} : Mark{'x'};
}

// Hyphens stay within words ("e-mail", "opt-out"), apostrophes go ("don't" is "dont").
class SentenceReader {
 public:
  explicit SentenceReader(std::string_view text) : sentence_{{}, text, false} {}

  Sentence read() {
    const std::string_view text = sentence_.text;
    for (std::size_t at = 0; at < text.size() && sentence_.words.size() < most_sentence_words;) {
      const Mark mark = mark_at(text, at);
      put(mark, text, at);
      at += mark.size;
    }
    end_word();
    return std::move(sentence_);
  }

 private:
  void put(const Mark& mark, std::string_view text, std::size_t at) {
    if (mark.as == 0 || mark.as == '\'') return;
    if (mark.as != ' ') sentence_.question = mark.as == '?';
    const std::size_t next = at + mark.size;
    if (mark.as == 'x' || is_word_byte(mark.as)) {
      word_.text += mark.as == 'x' ? text[at] : lower_ascii(mark.as);
    } else if (mark.as == '-' && !word_.text.empty() && next < text.size() && is_word_byte(text[next])) {
      word_.text += '-';
    } else {
      end_word();
      clause_ = clause_ || std::string_view(",;:()\"-").find(mark.as) != std::string_view::npos;
    }
  }

  void end_word() {
    if (word_.text.empty()) return;
    word_.begins_clause = clause_;
    sentence_.words.push_back(std::move(word_));
    word_ = {};
    clause_ = false;
  }

  Sentence sentence_;
  Word word_{};
  bool clause_ = true;
};

Sentence read_sentence(std::string_view text) { return SentenceReader(text).read(); }

constexpr auto nowhere = static_cast<std::size_t>(-1);

// Where the phrase, from element `element` on, ends in the sentence from word `at` on.
std::size_t match(const Phrase& phrase, std::size_t element, const Sentence& sentence, std::size_t at) {
  if (element == phrase.size()) return at;
  const Element& wanted = phrase[element];
  if (wanted.match == Element::Match::begin) {
    const bool begins = at < sentence.words.size() && sentence.words[at].begins_clause;
    return begins ? match(phrase, element + 1, sentence, at) : nowhere;
  }
  if (wanted.match == Element::Match::any) {
    for (std::size_t skipped = 0; skipped <= gap && at + skipped <= sentence.words.size(); ++skipped) {
      const auto end = match(phrase, element + 1, sentence, at + skipped);
      if (end != nowhere) return end;
    }
    return nowhere;
  }
  if (at < sentence.words.size() &&
      std::binary_search(wanted.words.begin(), wanted.words.end(), std::string_view(sentence.words[at].text))) {
    const auto end = match(phrase, element + 1, sentence, at + 1);
    if (end != nowhere) return end;
  }
  const bool passes = wanted.optional || (wanted.or_end && sentence.clause_ends(at));
  return passes ? match(phrase, element + 1, sentence, at) : nowhere;
}

// "please don't ever stop": a wish that is denied, with no more than such words between.
bool is_denied(const Sentence& sentence, std::size_t begin) {
  static const HeardWords denials(Heard::wish_denials);
  static const HeardWords denied_through(Heard::wish_denied_through);
  constexpr std::size_t most_between = 4;
  for (std::size_t i = begin; i-- > begin - std::min(begin, most_between);) {
    if (denials.has(sentence.words[i].text)) return true;
    if (!denied_through.has(sentence.words[i].text) || sentence.words[i].begins_clause) return false;
  }
  return false;
}

bool has_before(const Sentence& sentence, std::size_t end, const HeardWords& words) {
  return std::any_of(sentence.words.begin(), sentence.words.begin() + static_cast<std::ptrdiff_t>(end),
                     [&words](const Word& word) { return words.has(word.text); });
}

// "Can you please take me off?": a question that is a request.
bool is_request(const Sentence& sentence, std::size_t end) {
  static const HeardWords requests(Heard::wish_requests);
  return has_before(sentence, end, requests);
}

// "If a customer asks to be removed ...": no wish of the writer's, unless it goes on with "please".
bool is_condition(const Sentence& sentence, std::size_t begin) {
  static const HeardWords conditions(Heard::wish_conditions);
  static const HeardWords lifted(Heard::wish_conditions_lifted);
  return has_before(sentence, begin, conditions) && !has_before(sentence, begin + 1, lifted);
}

// "don't email me before Monday", "jangan hubungi saya dulu", "not on WhatsApp".
bool is_delay(const Sentence& sentence, std::size_t end) {
  static const HeardWords delays(Heard::wish_delays);
  const auto until = std::min(sentence.words.size(), end + 4);
  for (std::size_t i = end > 0 ? end - 1 : 0; i < until; ++i) {
    if (delays.has(sentence.words[i].text)) return true;
  }
  return false;
}

bool asks_by(const Phrase& phrase, const Sentence& sentence) {
  for (std::size_t at = 0; at < sentence.words.size(); ++at) {
    const auto end = match(phrase, 0, sentence, at);
    if (end == nowhere || end == at) continue;
    if (sentence.question && !is_request(sentence, end)) continue;
    if (!is_denied(sentence, at) && !is_condition(sentence, at) && !is_delay(sentence, end)) return true;
  }
  return false;
}

// The phrases that a sentence has the words for.
std::vector<bool> possible_phrases(const Sentence& sentence) {
  std::vector<bool> possible = phrases().without;
  const auto& needed = phrases().needed;
  for (const Word& word : sentence.words) {
    const std::pair<std::string_view, std::size_t> first(word.text, 0);
    for (auto at = std::lower_bound(needed.begin(), needed.end(), first); at != needed.end() && at->first == word.text;
         ++at) {
      possible[at->second] = true;
    }
  }
  return possible;
}

bool is_wish(const Sentence& sentence) {
  const std::vector<bool> possible = possible_phrases(sentence);
  for (std::size_t i = 0; i < possible.size(); ++i) {
    if (possible[i] && asks_by(phrases().all[i], sentence)) return true;
  }
  return false;
}

// "Stop!!", "...": marks that go on.
std::size_t past_ends(std::string_view text, std::size_t at) {
  while (at < text.size() && std::string_view(".!?").find(mark_at(text, at).as) != std::string_view::npos &&
         mark_at(text, at).as != 0) {
    at += mark_at(text, at).size;
  }
  return at;
}

// Where the sentence at `at` ends: past a mark before white space or a mark that needs none, at an empty line, at the
// end of a short line. `line` is where the line begins that `at` stands in, and is kept up with.
std::size_t sentence_end(std::string_view text, std::size_t at, std::size_t& line) {
  constexpr std::size_t short_line = 50;  // the writer ended it, no program wrapped it
  constexpr std::string_view ends = ".!?";
  for (std::size_t i = at; i < text.size();) {
    const Mark mark = mark_at(text, i);
    const std::size_t next = i + mark.size;
    const bool parted = mark.size > 1 || next == text.size() || is_space(text[next]) || mark_at(text, next).as == ' ';
    if (ends.find(mark.as) != std::string_view::npos && mark.as != 0 && parted) return past_ends(text, next);
    if (mark.as == '\n') {
      const bool ended = i - line < short_line || parted;
      line = next;
      if (ended) return next;
    }
    i = next;
  }
  return text.size();
}

// The next sentence of a text, and what is left of it.
class Sentences {
 public:
  Sentences(std::string_view text, std::size_t from) : text_(text.substr(0, most_read)), at_(from), line_(from) {}

  bool next(SentencePlace& place) {
    while (at_ < text_.size()) {
      const std::size_t end = sentence_end(text_, at_, line_);
      const auto sentence = trim(text_.substr(at_, end - at_));
      place.begin = static_cast<std::size_t>(sentence.data() - text_.data());
      place.end = place.begin + sentence.size();
      at_ = end;
      if (!sentence.empty()) return true;
    }
    return false;
  }

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t line_;
};

}  // namespace

std::optional<SentencePlace> find_wish(std::string_view text, std::size_t from) {
  Sentences sentences(text, from);
  SentencePlace place;
  while (sentences.next(place)) {
    if (is_wish(read_sentence(text.substr(place.begin, place.end - place.begin)))) return place;
  }
  return std::nullopt;
}

std::string shown_wish(std::string_view sentence) {
  std::string line = repair_utf8(sentence);
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  return std::string(trim(cut_utf8(line, longest_wish)));
}

std::string opt_out_wish(std::string_view text) {
  const auto place = find_wish(text);
  return place ? shown_wish(text.substr(place->begin, place->end - place->begin)) : std::string();
}

void each_sentence(std::string_view text, const std::function<void(std::string_view)>& each) {
  Sentences sentences(text, 0);
  SentencePlace place;
  while (sentences.next(place)) each(text.substr(place.begin, place.end - place.begin));
}

}  // namespace jeda::mail
