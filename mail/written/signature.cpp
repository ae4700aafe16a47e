#include "mail/written/signature.h"

#include <array>
#include <string>

#include "base/text.h"
#include "mail/heard.h"
#include "mail/written/words.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_lines = 10;            // of a signature, blank ones aside
constexpr std::size_t lines_a_contact = 3;        // more for each line that gives a telephone, an address, a company
constexpr std::size_t most_rows = 80;             // blank ones too
constexpr std::size_t most_signature_words = 70;  // of a signature
constexpr std::size_t words_a_contact = 12;       // more for each such line
constexpr std::size_t longest_line = 160;         // bytes, of a signature
constexpr std::size_t sentence_words = 9;         // a line of so many words, or more, is prose
constexpr std::size_t contact_words = 14;         // the same where it gives an address or a telephone
constexpr std::size_t disclaimer_lines = 60;
constexpr std::size_t longest_disclaimer = 4000;  // bytes of one paragraph
constexpr std::size_t most_rounds = 8;            // disclaimers, phones and signatures below each other

bool is_rule(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("_-=*~# ") == std::string_view::npos;
}

// "Sent from my iPhone", "Dikirim dari Galaxy saya", "Get Outlook for Android".
bool is_phone_line(std::string_view text) {
  constexpr std::size_t longest = 120;
  static const HeardBeginnings beginnings(Heard::device_lines);
  if (text.size() > longest) return false;
  const std::string line = folded(text);
  return beginnings.begin(line) && has_heard(line, Heard::device_words) && count_words(line) <= sentence_words;
}

// A disclaimer begins as such texts begin, and has one of their words.
bool begins_disclaimer(std::string_view line) {
  static const HeardBeginnings beginnings(Heard::disclaimer_beginnings);
  line.remove_prefix(std::min(line.size(), line.find_first_not_of("*_-[( ")));
  return beginnings.begin(line);
}

// In lower case, as all below.
bool speaks_of_secrecy(std::string_view paragraph) { return has_heard(paragraph, Heard::disclaimer_words); }

// "+62 812-3456-789", but no date: digits with nothing but marks of telephone numbers between them.
bool has_telephone(std::string_view line) {
  constexpr std::size_t telephone = 9;
  std::size_t digits = 0;
  for (const char c : line) {
    if (is_digit(c)) {
      if (++digits >= telephone) return true;
    } else if (std::string_view(" +-.()/").find(c) == std::string_view::npos) {
      digits = 0;
    }
  }
  return false;
}

// A '?' of an address of the web asks nothing.
bool has_question_mark(std::string_view line) {
  for (auto at = line.find('?'); at != std::string_view::npos; at = line.find('?', at + 1)) {
    const std::size_t blank = line.substr(0, at).find_last_of(' ');
    const std::string_view word = line.substr(blank == std::string_view::npos ? 0 : blank + 1);
    const bool link = word.find("://") < at || word.starts_with("www.");
    if (!link || at + 1 == line.size()) return true;
  }
  return false;
}

// A question, a share or a price: somebody wants something.
bool asks(std::string_view line) {
  if (line.find_first_of("%$") != std::string_view::npos || has_question_mark(line)) return true;
  for (auto at = line.find("rp"); at != std::string_view::npos; at = line.find("rp", at + 1)) {
    const auto after = line.find_first_not_of(". ", at + 2);
    if (after != std::string_view::npos && is_digit(line[after])) return true;
  }
  return line.find("idr ") != std::string_view::npos || line.find("usd ") != std::string_view::npos;
}

// Telephone, address, company: what a signature gives beside a name.
bool is_contact(std::string_view line) {
  constexpr auto marks = std::to_array<std::string_view>({"@", "www.", "http://", "https://", "[image:", "[cid:"});
  static const HeardBeginnings beginnings(Heard::contact_beginnings);
  return has_telephone(line) || beginnings.begin(line) || ends_as_heard(line, Heard::contact_endings) ||
         std::any_of(marks.begin(), marks.end(),
                     [line](auto mark) { return line.find(mark) != std::string_view::npos; });
}

// The lines of one run of own text, [begin, end), cut from its end.
class Run {
 public:
  Run(TextLines& lines, std::size_t begin, std::size_t end) : lines_(lines), begin_(begin), end_(end) {}

  void cut() {
    for (std::size_t round = 0; round < most_rounds; ++round) {
      skip_blank();
      if (!cut_line() && !cut_disclaimer() && !cut_signature()) return;
    }
  }

 private:
  void skip_blank() {
    while (end_ > begin_ && lines_[end_ - 1].blank()) --end_;
  }

  void cut_from(std::size_t at) {
    for (std::size_t i = at; i < end_; ++i) lines_[i].kind = LineKind::cut;
    end_ = at;
  }

  bool cut_line() {
    const std::size_t before = end_;
    while (end_ > begin_ &&
           (lines_[end_ - 1].blank() || is_phone_line(lines_[end_ - 1].text) || is_rule(lines_[end_ - 1].text))) {
      cut_from(end_ - 1);
    }
    return end_ < before;
  }

  // Of the last paragraph, the last line that begins one counts.
  bool cut_disclaimer() {
    std::size_t tries = 0;
    const std::size_t stop = end_ - std::min(end_ - begin_, disclaimer_lines);
    for (std::size_t at = end_; at > stop && !lines_[at - 1].blank() && tries < most_rounds; --at) {
      constexpr std::size_t enough = 80;  // no beginning needs more
      if (!begins_disclaimer(lines_[at - 1].text.substr(0, enough))) continue;
      ++tries;
      if (speaks_of_secrecy(paragraph_from(at - 1))) {
        cut_from(at - 1);
        return true;
      }
    }
    return false;
  }

  std::string paragraph_from(std::size_t at) const {
    std::string paragraph;
    for (; at < end_ && paragraph.size() < longest_disclaimer; ++at) {
      paragraph += lower_ascii(lines_[at].text.substr(0, longest_disclaimer)) + ' ';
    }
    return paragraph;
  }

  // Below a mark of its own it may be all there is; below a sign-off something must stand before it.
  bool cut_signature() {
    const std::size_t stop = end_ - std::min(end_ - begin_, most_rows);
    Traits traits;
    for (std::size_t at = end_; at > stop;) {
      const std::string_view line = lines_[--at].text;
      if (line.empty()) continue;
      if (is_mark(line) && traits.fits()) {
        cut_from(at);
        return true;
      }
      const bool begins = is_sign_off(line) || is_rule(line);
      if (begins && traits.contacts > 0 && traits.fits() && has_words_before(at)) {
        cut_from(at);
        return true;
      }
      if (!traits.add(line)) return false;
    }
    return false;
  }

  struct Traits {
    std::size_t lines = 0;
    std::size_t words = 0;
    std::size_t contacts = 0;

    // False where a signature has no such line.
    bool add(std::string_view text) {
      if (text == signature_end_mark) return true;
      ++lines;
      if (text.size() > longest_line) return false;
      const std::string line = lower_ascii(text);
      const std::size_t count = count_words(line);
      const bool contact = is_contact(line);
      words += count;
      contacts += contact ? 1 : 0;
      return !asks(line) && count < (contact ? contact_words : sentence_words);
    }

    bool fits() const {
      return lines <= most_lines + lines_a_contact * contacts &&
             words <= most_signature_words + words_a_contact * contacts;
    }
  };

  static bool is_mark(std::string_view line) { return line == "--" || line == signature_begin_mark; }

  bool has_words_before(std::size_t at) const {
    for (std::size_t i = begin_; i < at; ++i) {
      if (!lines_[i].blank()) return true;
    }
    return false;
  }

  TextLines& lines_;
  std::size_t begin_;
  std::size_t end_;
};

// Whether two of the next lines give a telephone, an address or a company.
bool contacts_follow(const TextLines& lines, std::size_t at) {
  constexpr std::size_t looked_at = 14;
  constexpr std::size_t enough = 2;
  std::size_t found = 0;
  const std::size_t end = std::min(lines.size(), at + looked_at);
  for (std::size_t i = at + 1; i < end && found < enough; ++i) {
    found += is_contact(lower_ascii(lines[i].text.substr(0, longest_line))) ? 1 : 0;
  }
  return found == enough;
}

}  // namespace

bool is_sign_off(std::string_view text) {
  constexpr std::size_t longest = 60;
  static const HeardWords sign_offs(Heard::sign_offs);
  if (text.size() > longest) return false;
  std::string line = folded(text);
  while (!line.empty() && std::string_view(",.!-~ *").find(line.back()) != std::string_view::npos) line.pop_back();
  if (sign_offs.has(line)) return true;
  const std::size_t comma = line.find(',');  // "Best regards, Sari Dewi"
  constexpr std::size_t most_names = 4;
  return comma != std::string::npos && sign_offs.has(line.substr(0, comma)) &&
         count_words(std::string_view(line).substr(comma)) <= most_names;
}

std::string_view above_signature(std::string_view text) {
  const TextLines lines = lines_of(text);
  bool words = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool ends = words && (lines[i].text == "--" || (is_sign_off(lines[i].text) && contacts_follow(lines, i)));
    if (ends) return text.substr(0, static_cast<std::size_t>(lines[i].text.data() - text.data()));
    words = words || !lines[i].blank();
  }
  return text;
}

void mark_signatures(TextLines& lines) {
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t begin = at;
    while (at < lines.size() && lines[at].kind == LineKind::own) ++at;
    if (at > begin) Run(lines, begin, at).cut();
    while (at < lines.size() && lines[at].kind != LineKind::own) ++at;
  }
}

}  // namespace jeda::mail
