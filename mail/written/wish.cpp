#include "mail/written/wish.h"

#include <algorithm>
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

const std::vector<Phrase>& phrases() {
  static const std::vector<Phrase> all = [] {
    std::vector<Phrase> read;
    for (const std::string_view text : heard(Heard::wishes)) {
      Phrase& phrase = read.emplace_back();
      split_at(text, ' ', [&phrase](std::string_view element) { phrase.push_back(read_element(element)); });
    }
    return read;
  }();
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

constexpr std::string_view curly_apostrophe = "\xE2\x80\x99";

// Hyphens stay within words ("e-mail", "opt-out"), apostrophes go ("don't" is "dont").
Sentence read_sentence(std::string_view text) {
  Sentence sentence{{}, text, text.ends_with('?')};
  Word word{{}, true};
  bool clause = true;
  for (std::size_t at = 0; at <= text.size() && sentence.words.size() < most_sentence_words; ++at) {
    const char c = at < text.size() ? text[at] : ' ';
    if (text.substr(at).starts_with(curly_apostrophe)) {
      at += curly_apostrophe.size() - 1;
    } else if (c == '\'') {
      continue;
    } else if (is_word_byte(c) ||
               (c == '-' && !word.text.empty() && at + 1 < text.size() && is_word_byte(text[at + 1]))) {
      word.text += lower_ascii(c);
    } else {
      if (!word.text.empty()) {
        word.begins_clause = clause;
        sentence.words.push_back(std::move(word));
        word = {};
        clause = false;
      }
      clause = clause || std::string_view(",;:()\"-").find(c) != std::string_view::npos;
    }
  }
  return sentence;
}

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

bool is_wish(const Sentence& sentence) {
  for (const Phrase& phrase : phrases()) {
    for (std::size_t at = 0; at < sentence.words.size(); ++at) {
      const auto end = match(phrase, 0, sentence, at);
      if (end == nowhere || end == at) continue;
      if (sentence.question && !is_request(sentence, end)) continue;
      if (!is_denied(sentence, at) && !is_condition(sentence, at) && !is_delay(sentence, end)) return true;
    }
  }
  return false;
}

// Where the sentence at `at` ends: past a mark before white space, at an empty line, at the end of a short line.
// `line` is where the line begins that `at` stands in, and is kept up with.
std::size_t sentence_end(std::string_view text, std::size_t at, std::size_t& line) {
  constexpr std::size_t short_line = 50;  // the writer ended it, no program wrapped it
  for (std::size_t i = at; i < text.size(); ++i) {
    const bool parted = i + 1 == text.size() || is_space(text[i + 1]);
    if (std::string_view(".!?").find(text[i]) != std::string_view::npos && parted) return i + 1;
    if (text[i] != '\n') continue;
    const bool ended = i - line < short_line || parted;
    line = i + 1;
    if (ended) return i + 1;
  }
  return text.size();
}

std::string shown(std::string_view sentence) {
  std::string line = repair_utf8(sentence);
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  return std::string(trim(cut_utf8(line, longest_wish)));
}

}  // namespace

std::string opt_out_wish(std::string_view text) {
  text = text.substr(0, most_read);
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = sentence_end(text, at, line);
    const auto sentence = trim(text.substr(at, end - at));
    if (!sentence.empty() && is_wish(read_sentence(sentence))) return shown(sentence);
    at = end;
  }
  return {};
}

}  // namespace jeda::mail
