#include "mail/written/quote_heads.h"

#include <array>
#include <string>
#include <string_view>

#include "base/text.h"
#include "mail/heard.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_head = 600;     // bytes of a line that may introduce a quote
constexpr std::size_t attribution_lines = 4;  // that one attribution is wrapped over
constexpr std::size_t header_lines = 8;       // looked at below "From:"
constexpr std::size_t most_head_lines = 20;   // of all that introduces a quote

// "10:00", "10.00": an hour, however written.
bool has_time(std::string_view text) {
  for (std::size_t i = 1; i + 2 < text.size(); ++i) {
    if ((text[i] == ':' || text[i] == '.') && is_digit(text[i - 1]) && is_digit(text[i + 1]) && is_digit(text[i + 2])) {
      return true;
    }
  }
  return false;
}

// "-----Original Message-----", "---------- Pesan terusan ---------", "Begin forwarded message:".
bool is_separator(std::string_view line) {
  static const HeardBeginnings bare(Heard::quote_dividers);
  static const HeardBeginnings dashed(Heard::quote_dashed_dividers);
  if (line.size() > longest_head) return false;
  if (!line.starts_with("--")) return bare.begin(line);
  const auto name = line.substr(std::min(line.size(), line.find_first_not_of("- ")));
  return line.find("--", line.size() - name.size()) != std::string_view::npos && dashed.begin(name);
}

enum class Field { none, from, date, subject, to };

// The field of a quoted header that a line is. "*From:*" is how bold type comes out in plain text.
Field field_of(std::string_view line) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of("*> ")));
  constexpr std::size_t longest_name = 12;
  const auto colon = line.substr(0, longest_name + 3).find(':');
  if (colon == std::string_view::npos) return Field::none;
  auto name = line.substr(0, colon);
  while (!name.empty() && (name.back() == '*' || name.back() == ' ')) name.remove_suffix(1);
  static const HeardWords from(Heard::quote_from);
  static const HeardWords date(Heard::quote_date);
  static const HeardWords subject(Heard::quote_subject);
  static const HeardWords to(Heard::quote_to);
  const std::string lower = lower_ascii(name);
  if (from.has(lower)) return Field::from;
  if (date.has(lower)) return Field::date;
  if (subject.has(lower)) return Field::subject;
  return to.has(lower) ? Field::to : Field::none;
}

// "________________________________".
bool is_divider(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("_-=* ") == std::string_view::npos;
}

bool has_verb(std::string_view line) { return ends_as_heard(line, Heard::quote_verbs); }

bool is_opening(std::string_view line) {
  static const HeardBeginnings openings(Heard::quote_openings);
  return is_digit(line.front()) || openings.begin(line);
}

// "On Mon, 23 Nov 2026 at 10:00, Budi <budi@ours.example> wrote:   Halo": Yahoo's app goes on in the same line. Where
// that is; 0: it is no such line.
std::size_t run_on_at(std::string_view line) {
  if (is_digit(line.front()) || !is_opening(line)) return 0;
  line = line.substr(0, longest_head);
  for (const std::string_view verb : heard(Heard::quote_verbs_inside)) {
    const auto head = line.substr(0, line.find(verb));
    if (head.size() < line.size() && head.find('@') != std::string_view::npos && has_time(head)) {
      return head.size() + verb.size();
    }
  }
  return 0;
}

class Marker {
 public:
  Marker(TextLines& lines, const Quoting& quoting) : lines_(lines), quoting_(quoting) {}

  bool mark() {
    mark_prefixed();
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

  void read(std::size_t at) {
    const std::string_view line = lines_[at].text;
    if (is_separator(line) || is_header_block(at)) {
      quote_rest(at);
    } else if (line.ends_with(':') && line.size() <= longest_head) {
      read_attribution(at);
    } else if (quoting_.answers && run_on_at(line) > 0) {
      quote_rest(at);
    }
  }

  // From, and two more of date, subject and addressees below it.
  bool is_header_block(std::size_t at) const {
    if (field_of(lines_[at].text) != Field::from) return false;
    std::array<bool, 3> seen{};
    const auto end = std::min(lines_.size(), at + 1 + header_lines);
    for (std::size_t i = at + 1; i < end; ++i) {
      const Field field = field_of(lines_[i].text);
      if (field == Field::date) seen[0] = true;
      if (field == Field::subject) seen[1] = true;
      if (field == Field::to) seen[2] = true;
    }
    return seen[0] + seen[1] + seen[2] >= 2;
  }

  void quote(std::size_t begin, std::size_t end, LineKind kind) {
    found_ = true;
    for (std::size_t i = begin; i < end; ++i) {
      if (lines_[i].kind == LineKind::own) lines_[i].kind = kind;
    }
  }

  // With the rule above: "________________________________".
  void quote_rest(std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && (lines_[begin - 1].blank() || is_divider(lines_[begin - 1].text))) --begin;
    quote(begin, lines_.size(), LineKind::declared);
    done_ = true;
  }

  // The next line that is not blank: one that is quoted. At the end: false.
  bool quote_follows(std::size_t at) const {
    while (++at < lines_.size() && lines_[at].blank()) {
    }
    return at < lines_.size() && lines_[at].kind == LineKind::quoted;
  }

  void read_attribution(std::size_t at) {
    const bool followed = quote_follows(at);
    const auto begin = attribution_begin(at, followed);
    if (begin > at || (!followed && !quoting_.answers)) return;
    if (followed) {
      quote(begin, at + 1, LineKind::quoted);
    } else {
      quote(begin, lines_.size(), LineKind::declared);
      done_ = true;
    }
  }

  // Where the attribution that ends at `at` begins; past `at` where there is none. What ends it is a verb, or an
  // address alone ("2026-11-23 10:00 GMT+07:00 Andi <andi@toko.example>:"). Without a '>' below, it must name a time
  // or an address: "Pak Andi menulis:" may go on in the writer's own words.
  std::size_t attribution_begin(std::size_t at, bool followed) const {
    const std::string_view line = lines_[at].text;
    const bool verb = has_verb(line);
    if (!verb && !line.ends_with(">:")) return at + 1;
    bool certain = false;
    for (std::size_t back = 0; back < attribution_lines && back <= at; ++back) {
      const TextLine& above = lines_[at - back];
      if (above.kind != LineKind::own || above.blank() || above.text.size() > longest_head) break;
      certain = certain || above.text.find('@') != std::string_view::npos || has_time(above.text);
      if (is_opening(above.text) && (verb || certain)) return certain || followed ? at - back : at + 1;
    }
    const bool alone = line.find('@') != std::string_view::npos;
    return alone || (verb && followed) ? at : at + 1;
  }

  TextLines& lines_;
  const Quoting& quoting_;
  bool found_ = false;
  bool done_ = false;
};

}  // namespace

std::string_view below_head(std::string_view text) {
  std::size_t begun = 0;  // lines of an attribution that has not ended yet
  std::size_t below = 0;
  for (std::size_t at = 0, line = 0; at < text.size() && line < most_head_lines; ++line) {
    const std::size_t end = std::min(text.size(), text.find('\n', at));
    const std::string_view words = trim_line(text.substr(at, end - at));
    at = std::min(text.size(), end + 1);
    if (const std::size_t run_on = words.empty() ? 0 : run_on_at(words); run_on > 0) {
      return text.substr(static_cast<std::size_t>(words.data() - text.data()) + run_on);
    }
    if (!words.empty() && words.size() <= longest_head && (has_verb(words) || words.ends_with(">:")))
      return text.substr(at);
    const bool part = words.empty() || is_divider(words) || is_separator(words) || field_of(words) != Field::none;
    if (part && begun > 0) break;
    if (part) below = at;
    if (!part && ++begun == attribution_lines) break;
  }
  return text.substr(below);
}

bool mark_quotes(TextLines& lines, const Quoting& quoting) { return quoting.any() && Marker(lines, quoting).mark(); }

}  // namespace jeda::mail
