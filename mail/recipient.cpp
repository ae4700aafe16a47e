#include "mail/recipient.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "mail/mailbox.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_recipient = 320;
constexpr std::size_t longest_path = 2048;  // with routes and comments; RFC 5321 4.5.3.1.3 asks for 256
constexpr int most_unwrappings = 16;        // of "x%y%z@ours" and the like; each is shorter than the one before

// A word, a quoted string or an address literal, by what it says; or one of the marks between those.
struct Lexeme {
  enum class Sort { word, quoted, literal, mark };
  Sort sort = Sort::mark;
  std::string text;

  bool is(char mark) const { return sort == Sort::mark && text.front() == mark; }
};
using Lexemes = std::vector<Lexeme>;

// Takes a path apart: comments and blanks go, quotes and backslashes are undone. Not good: it has no such parts.
class PathLexer {
 public:
  explicit PathLexer(std::string_view text) : text_(text) {}

  std::optional<Lexemes> read() {
    while (good_ && at_ < text_.size()) step(text_[at_]);
    return good_ ? std::optional(std::move(lexemes_)) : std::nullopt;
  }

 private:
  void step(char c) {
    if (c == ' ' || c == '\t') return void(++at_);
    if (c == '(') return comment();
    if (c == '"') return until('"', Lexeme::Sort::quoted);
    if (c == '[') return until(']', Lexeme::Sort::literal);
    if (c == ')' || c == ']' || is_control(c)) return void(good_ = false);
    if (is_mark(c)) {
      ++at_;
      return lexemes_.push_back({Lexeme::Sort::mark, std::string(1, c)});
    }
    word();
  }

  static bool is_mark(char c) { return std::string_view("@.%!:,;<>").find(c) != std::string_view::npos; }

  // The character at the place, which a backslash may stand before.
  char take() {
    if (text_[at_] == '\\') ++at_;
    good_ = good_ && at_ < text_.size() && !is_control(text_[at_]);
    return good_ ? text_[at_++] : '\0';
  }

  void comment() {
    int depth = 0;
    do {
      depth += text_[at_] == '(' ? 1 : text_[at_] == ')' ? -1 : 0;
      take();
    } while (good_ && depth > 0 && at_ < text_.size());
    good_ = good_ && depth == 0;
  }

  void until(char end, Lexeme::Sort sort) {
    std::string text;
    ++at_;
    while (good_ && at_ < text_.size() && text_[at_] != end) text += take();
    good_ = good_ && at_ < text_.size();
    ++at_;
    add(sort, std::move(text));
  }

  void word() {
    std::string text;
    constexpr std::string_view ends = " \t()[]\"";
    while (good_ && at_ < text_.size() && !is_mark(text_[at_]) && ends.find(text_[at_]) == std::string_view::npos) {
      if (is_control(text_[at_])) return void(good_ = false);
      text += take();
    }
    add(Lexeme::Sort::word, std::move(text));
  }

  void add(Lexeme::Sort sort, std::string text) { lexemes_.push_back({sort, std::move(text)}); }

  std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
  Lexemes lexemes_;
};

std::size_t first_of(const Lexemes& lexemes, char mark) {
  const auto is = [mark](const Lexeme& lexeme) { return lexeme.is(mark); };
  return static_cast<std::size_t>(std::find_if(lexemes.begin(), lexemes.end(), is) - lexemes.begin());
}

// The place behind the last one; 0: there is none.
std::size_t behind_last(const Lexemes& lexemes, char mark) {
  const auto is = [mark](const Lexeme& lexeme) { return lexeme.is(mark); };
  return static_cast<std::size_t>(lexemes.rend() - std::find_if(lexemes.rbegin(), lexemes.rend(), is));
}

Lexemes between(const Lexemes& lexemes, std::size_t begin, std::size_t end) {
  return {lexemes.begin() + static_cast<std::ptrdiff_t>(begin), lexemes.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::ptrdiff_t count(const Lexemes& lexemes, char mark) {
  return std::count_if(lexemes.begin(), lexemes.end(), [mark](const Lexeme& lexeme) { return lexeme.is(mark); });
}

// The inside of the innermost brackets. What stands before them is a name, and holds no address.
std::optional<Lexemes> inside_brackets(Lexemes lexemes) {
  const std::size_t begin = behind_last(lexemes, '<');
  if (begin == 0) return lexemes;
  const Lexemes before = between(lexemes, 0, begin);
  Lexemes inside = between(lexemes, begin, lexemes.size());
  const std::size_t end = first_of(inside, '>');
  const Lexemes behind = between(inside, end, inside.size());
  const auto closing = count(behind, '>');
  const bool only_ends = static_cast<std::size_t>(closing + count(behind, ';')) == behind.size();
  if (count(before, '@') + count(before, '>') > 0 || !only_ends || closing > count(before, '<')) return std::nullopt;
  inside.resize(end);
  return inside;
}

// Without source routes.
Lexemes without_routes(Lexemes lexemes) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < lexemes.size() && lexemes[begin].is('@'); ++i) {
    if (lexemes[i].is(':') && i + 1 < lexemes.size()) begin = i + 1;
  }
  return between(lexemes, begin, lexemes.size());
}

// What a group holds: "name: rina@x;". A lone semicolon at the end is forgiven.
Lexemes without_group(Lexemes lexemes) {
  std::size_t end = lexemes.size();
  while (end > 0 && lexemes[end - 1].is(';')) --end;
  const std::size_t colon = first_of(lexemes, ':');
  const bool group = end < lexemes.size() && colon > 0 && colon < std::min(end, first_of(lexemes, '@'));
  return between(lexemes, group ? colon + 1 : 0, end);
}

// Nothing of lists and groups is left, and no two words stand beside each other.
bool is_single(const Lexemes& lexemes) {
  bool after_word = false;
  for (const Lexeme& lexeme : lexemes) {
    const bool word = lexeme.sort != Lexeme::Sort::mark;
    if (word ? after_word : std::string_view("@.%!").find(lexeme.text.front()) == std::string_view::npos) return false;
    after_word = word;
  }
  return true;
}

// The one address of a path. A null domain ("rina@x@") is cut off.
std::optional<Lexemes> one_address(std::string_view path) {
  auto lexemes = PathLexer(path).read();
  if (lexemes) lexemes = inside_brackets(*std::move(lexemes));
  if (!lexemes) return std::nullopt;
  lexemes = without_routes(without_group(*std::move(lexemes)));
  while (!lexemes->empty() && lexemes->back().is('@')) lexemes->pop_back();
  return lexemes->empty() || !is_single(*lexemes) ? std::nullopt : std::move(lexemes);
}

struct Parted {
  Lexemes local;
  Lexemes domain;  // empty: there is none
};

// "a!b%c": MTAs differ, and Postfix with itself where the local part needs quotes.
bool is_ambiguous(const Lexemes& lexemes) {
  return count(lexemes, '@') == 0 && count(lexemes, '!') > 0 && count(lexemes, '%') > 0;
}

// At the last '@'; without one, at the first '!' or the last '%'.
Parted part(const Lexemes& lexemes) {
  if (const std::size_t at = behind_last(lexemes, '@'); at > 0)
    return {between(lexemes, 0, at - 1), between(lexemes, at, lexemes.size())};
  if (const std::size_t bang = first_of(lexemes, '!'); bang < lexemes.size())
    return {between(lexemes, bang + 1, lexemes.size()), between(lexemes, 0, bang)};
  if (const std::size_t percent = behind_last(lexemes, '%'); percent > 0)
    return {between(lexemes, 0, percent - 1), between(lexemes, percent, lexemes.size())};
  return {lexemes, {}};
}

std::string content_of(const Lexemes& lexemes) {
  std::string content;
  for (const Lexeme& lexeme : lexemes) {
    const bool literal = lexeme.sort == Lexeme::Sort::literal;
    content.append(literal ? "[" : "").append(lexeme.text).append(literal ? "]" : "");
  }
  return content;
}

// Quotes and backslashes hide the only '@' that there is.
bool hides_at(const Lexemes& lexemes, std::string_view content) {
  return count(lexemes, '@') == 0 && content.find('@') != std::string_view::npos;
}

bool is_literal(const Lexemes& domain) { return domain.size() == 1 && domain.front().sort == Lexeme::Sort::literal; }

// Letters, digits, '-' and '_' of any script between single dots.
bool is_domain_name(std::string_view domain) {
  const auto stands = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
  };
  return !domain.empty() && domain.front() != '.' && domain.back() != '.' &&
         domain.find("..") == std::string_view::npos && std::all_of(domain.begin(), domain.end(), stands);
}

bool leads_on(std::string_view content) { return content.find_first_of("@%!") != std::string_view::npos; }

std::optional<Address> address_at(const std::string& content, const std::string& domain) {
  if (content.empty() || content.find('\\') != std::string::npos ||
      content.size() + 1 + domain.size() > longest_recipient)
    return std::nullopt;
  return mailbox(quote_if_needed(content) + (domain.empty() ? "" : "@") + domain);
}

}  // namespace

std::optional<Address> resolve_recipient(std::string_view path, const IsOurDomain& is_ours) {
  if (path.size() > longest_path) return std::nullopt;
  std::string rest(path);
  for (int i = 0; i < most_unwrappings; ++i) {
    if (i > 0 && rest.find_first_of("<>") != std::string::npos) return std::nullopt;  // quotes had hidden them
    const auto lexemes = one_address(rest);
    if (!lexemes || is_ambiguous(*lexemes)) return std::nullopt;
    if (std::string whole = content_of(*lexemes); hides_at(*lexemes, whole)) {
      rest = std::move(whole);
      continue;
    }
    const Parted parted = part(*lexemes);
    std::string content = content_of(parted.local);
    std::string domain = content_of(parted.domain);
    if (domain.ends_with('.')) domain.pop_back();
    const bool literal = is_literal(parted.domain);
    if (!parted.domain.empty() && !literal && !is_domain_name(domain)) return std::nullopt;
    const bool unwraps = domain.empty() || literal || is_ours(normalise("x@" + domain).substr(2));
    if (!unwraps || !leads_on(content)) return literal ? std::nullopt : address_at(content, domain);
    rest = std::move(content);
  }
  return std::nullopt;
}

}  // namespace jeda::mail
