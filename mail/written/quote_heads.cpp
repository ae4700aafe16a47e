#include "mail/written/quote_heads.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "mail/heard.h"
#include "mail/written/head_signs.h"
#include "mail/written/words.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_head = 600;     // bytes of a line that may introduce a quote
constexpr std::size_t attribution_lines = 4;  // that one attribution is wrapped over
constexpr std::size_t header_lines = 8;       // of one quoted header
constexpr std::size_t most_openings = 8;      // in one's own words before an attribution, in its line
constexpr std::size_t most_head_lines = 20;   // of all that introduces a quote

// "________________________________".
bool is_divider(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("_-=* ") == std::string_view::npos;
}

// What stands between the dashes of "----- Original Message -----" and "*---- On ... wrote ----*"; empty: no such line.
std::string_view between_dashes(std::string_view line) {
  constexpr std::string_view bold = "*_ ";
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(bold)));
  while (!line.empty() && bold.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
  if (line.size() > longest_head || !(line.starts_with("--") || line.starts_with("==")) ||
      !(line.ends_with("--") || line.ends_with("=="))) {
    return {};
  }
  line.remove_prefix(std::min(line.size(), line.find_first_not_of("-= ")));
  while (!line.empty() && std::string_view("-= ").find(line.back()) != std::string_view::npos) line.remove_suffix(1);
  return trim_line(line);
}

bool ends_with_colon(std::string_view line) {
  return line.ends_with(':') || (static_cast<unsigned char>(line.back()) >= 0x80 && head_text(line).ends_with(':'));
}

bool has_verb(std::string_view line) { return ends_as_heard(line, Heard::quote_verbs); }

// The verb without the colon that it mostly has: "... wrote ----", "... wrote" above a '>'.
bool has_bare_verb(std::string_view line) { return !line.ends_with(':') && has_verb(std::string(line) + ':'); }

// "-----Original Message-----", "---------- Pesan terusan ---------", "---- On ... wrote ----", "Begin forwarded
// message:".
bool is_separator(std::string_view line) {
  static const HeardBeginnings bare(Heard::quote_dividers);
  static const HeardBeginnings dashed(Heard::quote_dashed_dividers);
  if (line.size() > longest_head) return false;
  if (std::string_view("-*_=").find(line.front()) == std::string_view::npos) {
    return ends_with_colon(line) && bare.begin(is_ascii(line) ? line : folded(line));
  }
  const std::string_view name = between_dashes(line);
  if (name.empty()) return false;
  const auto is_all = [](std::string_view entry, std::string_view rest) {
    return rest.empty() || !is_ascii(entry) || entry.find(' ') != std::string_view::npos;
  };
  if (dashed.begin(folded(name), is_all)) return true;
  const HeadSigns signs = head_signs(head_text(name), {});
  return (signs.day || signs.hour) && (signs.bracketed || has_verb(name) || has_bare_verb(name));
}

// Past the separator that begins at a line, wrapped or not; there, if there is none.
std::size_t separator_end(const TextLines& lines, std::size_t at) {
  if (is_separator(lines[at].text)) return at + 1;
  if (!lines[at].text.starts_with("--") || is_divider(lines[at].text)) return at;
  std::string whole(lines[at].text.substr(0, longest_head));
  for (std::size_t i = at + 1; i < lines.size() && i < at + attribution_lines && !lines[i].blank(); ++i) {
    whole.append(" ").append(lines[i].text.substr(0, longest_head));
    if (lines[i].text.ends_with("--")) return is_separator(whole) ? i + 1 : at;
  }
  return at;
}

enum class Field { none, other, from, date, subject, to };

struct FieldLine {
  Field field = Field::none;
  std::string_view value;
};

// The field of a quoted header that a line is. "*From:*" is how bold type comes out in plain text.
FieldLine field_of(std::string_view line) {
  constexpr std::size_t longest_name = 40;
  constexpr std::string_view wide_colon = "\xEF\xBC\x9A";
  line.remove_prefix(std::min(line.size(), line.find_first_not_of("*>_ ")));
  const std::string_view head = line.substr(0, longest_name);
  const std::size_t narrow = head.find(':');
  const std::size_t wide = head.find(wide_colon);
  const std::size_t colon = std::min(narrow, wide);
  if (colon == std::string_view::npos) return {};
  std::string_view name = line.substr(0, colon);
  while (!name.empty() && (name.back() == '*' || name.back() == '_')) name.remove_suffix(1);
  name = trim_line(name);
  const std::string_view value = trim_line(line.substr(colon + (wide < narrow ? wide_colon.size() : 1)));
  if (name.empty() || name.find_first_of("0123456789@/<>,.!?;") != std::string_view::npos) return {};
  static const HeardWords from(Heard::quote_from);
  static const HeardWords date(Heard::quote_date);
  static const HeardWords subject(Heard::quote_subject);
  static const HeardWords to(Heard::quote_to);
  const std::string word = folded(name);
  if (from.has(word)) return {Field::from, value};
  if (date.has(word)) return {Field::date, value};
  if (subject.has(word)) return {Field::subject, value};
  if (to.has(word)) return {Field::to, value};
  static const HeardBeginnings contacts(Heard::contact_beginnings);
  constexpr std::ptrdiff_t most_blanks = 2;
  const bool contact = contacts.begin(word + ": ") || std::count(name.begin(), name.end(), ' ') > most_blanks;
  return {contact ? Field::none : Field::other, value};
}

// The fields that lines are, each read once for the headers that might begin above it.
class FieldLines {
 public:
  explicit FieldLines(const TextLines& lines) : lines_(lines) {}

  struct Read {
    std::size_t line = static_cast<std::size_t>(-1);
    FieldLine field = {};
    HeadSigns signs = {};
  };

  const Read& at(std::size_t line) {
    Read& read = near_[line % near_.size()];
    if (read.line == line) return read;
    read = {line, field_of(lines_[line].text)};
    if (read.field.field != Field::none) {
      read.signs = head_signs(head_text(read.field.value.substr(0, longest_head)), {});
    }
    return read;
  }

 private:
  const TextLines& lines_;
  std::array<Read, 2 * header_lines> near_;
};

// The quoted header that begins at a line.
class QuotedHeader {
 public:
  QuotedHeader(const TextLines& lines, FieldLines& fields, std::size_t at, const Quoting& quoting)
      : quoting_(quoting), end_(at) {
    const Field first = fields.at(at).field.field;
    if (first == Field::none) return;
    std::size_t last = at;
    bool parted = false;
    bool consecutive = true;
    for (std::size_t i = at; i < lines.size() && i < at + header_lines; ++i) {
      const FieldLines::Read& read = fields.at(i);
      const FieldLine& line = read.field;
      parted = parted || lines[i].blank();
      if (lines[i].blank()) continue;
      if (line.field == Field::none && parted) break;
      if (line.field == Field::from && seen(Field::from)) break;
      consecutive = consecutive && line.field != Field::none;
      if (line.field == Field::none || (line.field == Field::other && !consecutive)) continue;
      add(line, read.signs, consecutive);
      last = i;
    }
    if (is_known(first) || is_like()) end_ = last + 1;
  }

  // Past its last line; where it would begin, if there is none.
  std::size_t end() const { return end_; }

 private:
  void add(const FieldLine& line, const HeadSigns& signs, bool consecutive) {
    seen_[static_cast<std::size_t>(line.field)] = true;
    const bool ours = quoting_.subject.size() > 3 && line.value.ends_with(quoting_.subject);
    const bool named = signs.bracketed || signs.alone || ours;
    named_ = named_ || named;
    ours_ = ours_ || ours;
    if (!consecutive) return;
    if (++fields_ == 1) begins_ = named || signs.day;
    dated_ = dated_ || signs.day;
  }

  bool seen(Field field) const { return seen_[static_cast<std::size_t>(field)]; }

  // By its words; one that names towns and days only is a journey.
  bool is_known(Field first) const {
    if (first == Field::other || !seen(Field::from)) return false;
    if (seen(Field::subject)) return seen(Field::date) || seen(Field::to);
    return seen(Field::date) && named_ && (seen(Field::to) || dated_);
  }

  // In any language. Where one of the words is known, that of the writer must be, too: an appointment has no writer.
  bool is_like() const {
    const bool known = seen(Field::date) || seen(Field::to) || seen(Field::subject);
    return fields_ >= 3 && begins_ && dated_ && named_ && (!known || ours_ || seen(Field::from));
  }

  const Quoting& quoting_;
  std::array<bool, 6> seen_{};
  std::size_t fields_ = 0;  // without another line between
  bool named_ = false;
  bool begins_ = false;  // the first line has an address, the subject or a day
  bool ours_ = false;    // one has the subject
  bool dated_ = false;
  std::size_t end_;
};

bool begins_with_opening(std::string_view line) {
  constexpr std::size_t enough = 40;
  line = cut_utf8(line.substr(std::min(line.size(), line.find_first_not_of("*_ "))), enough);
  static const HeardBeginnings openings(Heard::quote_openings);
  return openings.begin(is_ascii(line) ? line : folded(head_text(line)));
}

// Whether words stand at `at` that begin an attribution: an opening in capitals, or one behind a sentence's end.
bool opens_at(std::string_view line, std::size_t at) {
  const std::string_view before = trim(line.substr(0, at));
  const bool ended = !before.empty() && std::string_view(".!?").find(before.back()) != std::string_view::npos;
  return (ended || (line[at] >= 'A' && line[at] <= 'Z')) && begins_with_opening(line.substr(at));
}

// "Setuju. On Mon, 23 Nov 2026 at 10:00, Budi wrote:": where the attribution begins; 0: at the line's beginning.
std::size_t opening_within(std::string_view line) {
  std::size_t tries = 0;
  for (std::size_t at = line.find_first_of(" -"); at != std::string_view::npos && at + 1 < line.size();
       at = line.find_first_of(" -", at + 1)) {
    if (line[at + 1] == ' ' || line[at + 1] == '-' || !opens_at(line, at + 1)) continue;
    if (++tries > most_openings || head_signs(head_text(line.substr(0, at)), {}).any()) return 0;
    const HeadSigns signs = head_signs(head_text(line.substr(at + 1)), {});
    if (signs.day || signs.hour) return at + 1;
  }
  return 0;
}

// "On Mon, 23 Nov 2026 at 10:00, Budi <budi@ours.example> wrote:   Halo": Yahoo's app goes on in the same line. Where
// that is; 0: it is no such line.
std::size_t run_on_at(std::string_view line) {
  line = line.substr(0, longest_head);
  for (auto at = line.find('>'); at != std::string_view::npos && at > 0; at = line.find('>', at + 1)) {
    const std::string_view rest = line.substr(
        line.find_first_not_of("> ", at) != std::string_view::npos ? line.find_first_not_of("> ", at) : line.size());
    for (const std::string_view verb : heard(Heard::quote_verbs)) {
      if (!starts_ignoring_case(rest, verb) || rest.size() == verb.size()) continue;
      const HeadSigns signs = head_signs(head_text(line.substr(0, at + 1)), {});
      const std::size_t begin = opening_within(line.substr(0, at + 1));
      if (!signs.bracketed || !signs.hour || !begins_with_opening(line.substr(begin))) continue;
      return static_cast<std::size_t>(rest.data() - line.data()) + verb.size();
    }
  }
  return 0;
}

// Finds where an attribution begins that ends at a line.
class Attribution {
 public:
  Attribution(const TextLines& lines, const Quoting& quoting) : lines_(lines), quoting_(quoting) {}

  // Absent where none ends at `at`. `followed`: a line with a '>' stands below.
  std::optional<std::size_t> begin(std::size_t at, bool followed) const {
    const std::string text = head_text(lines_[at].text);
    if (text.empty()) return std::nullopt;
    Ending ending{text.ends_with(':'),
                  has_verb(text) || (text.ends_with(':') && has_heard(folded(text), Heard::quote_verbs_inside))};
    if (!ending.verb && !ending.colon && !followed) return std::nullopt;
    ending.verb = ending.verb || (followed && has_bare_verb(text));
    if (!ending.verb && !ending.colon && std::string_view(".!?").find(text.back()) != std::string_view::npos)
      return std::nullopt;
    HeadSigns signs;
    bool opening = false;  // one of its words was met
    bool begun = false;    // with its time: above, there can be a name at most
    std::optional<std::size_t> best;
    for (std::size_t back = 0; back < attribution_lines && back <= at && goes_on(at - back, at); ++back) {
      const std::size_t i = at - back;
      const HeadSigns here = head_signs(back == 0 ? text : head_text(lines_[i].text), quoting_.names);
      signs.add(here);
      const bool begins = begins_with_opening(lines_[i].text) || opening_within(lines_[i].text) > 0;
      opening = opening || begins;
      if (!is_enough(signs, ending, opening, followed)) continue;
      if (!best || here.address || (!begun && (here.day || here.hour || begins || wraps(i)))) best = i;
      begun = begun || (begins && (signs.day || signs.hour));
      if (begun && (signs.address || signs.name)) break;
    }
    return best;
  }

 private:
  struct Ending {
    bool colon = false;
    bool verb = false;
  };

  static bool is_enough(const HeadSigns& signs, const Ending& ending, bool opening, bool followed) {
    const bool time = signs.day || signs.hour;
    if (followed) return ending.verb || (ending.colon && signs.any()) || (signs.bracketed && time);
    if (ending.verb && (signs.address || (time && (opening || signs.name)) || (signs.day && signs.hour))) return true;
    return ending.colon &&
           ((signs.bracketed && (time || signs.bracket_last)) || (signs.name && signs.day && signs.hour));
  }

  // Whether line `i` may be of the attribution that ends at `at`.
  bool goes_on(std::size_t i, std::size_t at) const {
    const TextLine& line = lines_[i];
    if (line.kind != LineKind::own || line.blank() || line.text.size() > longest_head) return false;
    return i == at || !(line.text.ends_with(':') || line.text.ends_with('!') || line.text.ends_with('?') ||
                        (line.text.ends_with('.') && !head_signs(head_text(line.text), {}).any()));
  }

  // A program broke line `i`: it is long, or ends or goes on as no line of a person does.
  bool wraps(std::size_t i) const {
    constexpr std::size_t long_line = 50;
    const std::string_view line = lines_[i].text;
    return line.size() >= long_line || line.ends_with('<') || line.ends_with(',') ||
           (i + 1 < lines_.size() && lines_[i + 1].text.starts_with('<'));
  }

  const TextLines& lines_;
  const Quoting& quoting_;
};

class Marker {
 public:
  Marker(TextLines& lines, const Quoting& quoting) : lines_(lines), fields_(lines), quoting_(quoting) {}

  bool mark() {
    mark_prefixed();
    if (found_) mark_broken();
    for (std::size_t at = 0; at < lines_.size() && !done_; ++at) {
      if (lines_[at].kind == LineKind::own && !lines_[at].blank()) read(at);
    }
    return found_;
  }

 private:
  void mark_prefixed() {
    for (TextLine& line : lines_) {
      if (line.text == quote_mark || line.text.starts_with('>')) {
        line.kind = LineKind::quoted;
        found_ = true;
      }
    }
  }

  // "> a long line that a program" / "broke" / "> goes on": what stands alone between two quoted lines, the first of
  // them long.
  void mark_broken() {
    constexpr std::size_t long_line = 65;
    constexpr std::size_t most_words = 4;
    for (std::size_t i = 1; i + 1 < lines_.size(); ++i) {
      const auto quotes = [&](std::size_t at) { return lines_[at].text.starts_with('>'); };
      const std::string_view line = lines_[i].text;
      if (line.empty() || quotes(i) || lines_[i].kind != LineKind::own || !quotes(i - 1) || !quotes(i + 1)) continue;
      const bool begun = (line.front() >= 'A' && line.front() <= 'Z') || line.size() > long_line / 2;
      if (lines_[i - 1].text.size() < long_line || begun || count_words(line) > most_words) continue;
      lines_[i].kind = LineKind::quoted;
    }
  }

  void read(std::size_t at) {
    const std::string_view line = lines_[at].text;
    if (const std::size_t end = separator_end(lines_, at); end > at) {
      read_separator(at, end);
    } else if (QuotedHeader(lines_, fields_, at, quoting_).end() > at) {
      quote_rest(at);
    } else if (const bool followed = quote_follows(at); followed || quoting_.answers) {
      if (line.size() <= longest_head && (followed || ends_with_colon(line))) {
        read_attribution(at, followed);
      } else if (quoting_.answers && run_on_at(line) > 0) {
        quote_from(at, lines_.size(), LineKind::declared);
        done_ = true;
      }
    }
  }

  void read_separator(std::size_t at, std::size_t end) {
    if (quote_follows(end - 1)) {
      quote(at, end, LineKind::quoted);
    } else {
      quote_rest(at);
    }
  }

  void quote(std::size_t begin, std::size_t end, LineKind kind) {
    found_ = true;
    for (std::size_t i = begin; i < end; ++i) {
      if (lines_[i].kind == LineKind::own) lines_[i].kind = kind;
    }
  }

  static std::string_view own_words_of(std::string_view text) {
    return trim_line(text.substr(0, text.find_last_not_of(" -") + 1));
  }

  // Words before an attribution, in its first line, are the writer's own.
  void quote_from(std::size_t begin, std::size_t end, LineKind kind) {
    const std::size_t within = opening_within(lines_[begin].text);
    if (within > 0) lines_[begin].text = own_words_of(lines_[begin].text.substr(0, within));
    quote(begin + (within > 0 ? 1 : 0), end, kind);
  }

  // With the rule above: "________________________________".
  void quote_rest(std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && (lines_[begin - 1].blank() || is_divider(lines_[begin - 1].text) ||
                         !between_dashes(lines_[begin - 1].text).empty())) {
      --begin;
    }
    quote(begin, lines_.size(), LineKind::declared);
    done_ = true;
  }

  // The next line that is not blank: one that is quoted. At the end: false.
  bool quote_follows(std::size_t at) const {
    while (++at < lines_.size() && lines_[at].blank()) {
    }
    return at < lines_.size() && lines_[at].kind == LineKind::quoted;
  }

  void read_attribution(std::size_t at, bool followed) {
    const auto begin = Attribution(lines_, quoting_).begin(at, followed);
    if (!begin) return;
    if (followed) {
      quote_from(*begin, at + 1, LineKind::quoted);
    } else {
      quote_from(*begin, lines_.size(), LineKind::declared);
      done_ = true;
    }
  }

  TextLines& lines_;
  FieldLines fields_;
  const Quoting& quoting_;
  bool found_ = false;
  bool done_ = false;
};

// The lines at the beginning of a text, enough to hold all that introduces a quote.
TextLines first_lines(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < most_head_lines && end < text.size(); ++line) {
    end = std::min(text.size(), text.find('\n', end));
    end += end < text.size() ? 1 : 0;
  }
  return lines_of(text.substr(0, end));
}

}  // namespace

std::string_view below_head(std::string_view text) {
  const Quoting quoting{true, true};
  const TextLines lines = first_lines(text);
  std::size_t at = 0;
  const auto skip = [&] {
    while (at < lines.size()) {
      const bool blank = lines[at].blank() || is_divider(lines[at].text);
      const std::size_t end = blank ? at + 1 : separator_end(lines, at);
      if (end == at) return;
      at = end;
    }
  };
  skip();
  if (at < lines.size()) {
    const std::string_view line = lines[at].text;
    if (const std::size_t run_on = run_on_at(line); run_on > 0) {
      return text.substr(static_cast<std::size_t>(line.data() - text.data()) + run_on);
    }
    FieldLines fields(lines);
    const std::size_t block = QuotedHeader(lines, fields, at, quoting).end();
    const std::size_t end = std::min(lines.size(), at + attribution_lines);
    for (std::size_t last = at; block == at && last < end && !lines[last].blank(); ++last) {
      if (const auto begin = Attribution(lines, quoting).begin(last, false); begin && *begin == at) {
        at = last + 1;
        break;
      }
    }
    at = std::max(at, block);
  }
  skip();
  if (at == lines.size()) return lines.size() < most_head_lines ? std::string_view() : text;
  return text.substr(static_cast<std::size_t>(lines[at].text.data() - text.data()));
}

bool mark_quotes(TextLines& lines, const Quoting& quoting) { return quoting.any() && Marker(lines, quoting).mark(); }

}  // namespace jeda::mail
