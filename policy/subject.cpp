#include "policy/subject.h"

#include <algorithm>
#include <array>

#include "base/letters.h"
#include "base/printable.h"
#include "base/text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t most_read = 64 * 1024;  // bytes of a subject

constexpr std::array<std::string_view, 7> prefixes{"re", "fwd", "fw", "bls", "balas", "trs", "aw"};

/// "[2]" or "(2)" at the beginning of `text`; its length, 0 where there is none.
std::size_t counter_length(std::string_view text) {
  if (text.empty() || (text[0] != '[' && text[0] != '(')) return 0;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  const char closing = text[0] == '[' ? ']' : ')';
  return end != std::string_view::npos && end > 1 && text[end] == closing ? end + 1 : 0;
}

/// The length of one prefix with its colon; 0 where the text begins with none.
std::size_t prefix_length(std::string_view text) {
  for (const std::string_view prefix : prefixes) {
    if (!starts_ignoring_case(text, prefix)) continue;
    const auto skip_spaces = [&](std::size_t from) { return std::min(text.find_first_not_of(' ', from), text.size()); };
    std::size_t at = skip_spaces(prefix.size());
    at = skip_spaces(at + counter_length(text.substr(at)));
    if (at < text.size() && text[at] == ':') return at + 1;
  }
  return 0;
}

struct Token {
  std::size_t from = 0;
  std::size_t to = 0;  // past the bracket
  std::string_view reason;
};

/// The token that begins with the '[' at `from`; its `to` is 0 where there is none.
Token token_at(std::string_view subject, std::size_t from, std::string_view token) {
  const std::size_t end = subject.find(']', from);
  if (end == std::string_view::npos) return {};
  const std::string_view inside = trim(subject.substr(from + 1, end - from - 1));
  if (!starts_ignoring_case(inside, token)) return {};
  const std::string_view rest = trim(inside.substr(token.size()));
  if (!rest.empty() && rest[0] != ':') return {};
  return {from, end + 1, rest.empty() ? rest : trim(rest.substr(1))};
}

/// What stands on both sides of a token, with one space between.
void join(std::string& out, std::string_view more) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  more = trim(more);
  if (!out.empty() && !more.empty()) out += ' ';
  out += more;
}

}  // namespace

std::string_view without_prefixes(std::string_view subject) {
  subject = trim(subject);
  while (const std::size_t length = prefix_length(subject)) subject = trim(subject.substr(length));
  return subject;
}

namespace {

/// What plain_subject() gives, not yet cut.
std::string whole_subject(std::string_view subject, std::size_t most) {
  const std::string seen = as_seen(cut_utf8(subject, most_read));
  return printable(without_prefixes(seen).substr(0, 8 * most), 24 * most);
}

std::string cut_subject(std::string_view subject, std::size_t most) {
  return std::string(trim(cut_utf8(subject, most)));
}

}  // namespace

std::string plain_subject(std::string_view subject, std::size_t most) {
  return cut_subject(whole_subject(subject, most), most);
}

std::string comparable_subject(std::string_view subject, std::size_t most) {
  const std::string clean = whole_subject(subject, most);
  return cut_subject(fold_case(clean).value_or(clean), most);
}

TakenOff take_off(std::string_view subject, std::string_view token) {
  TakenOff out;
  if (token.empty()) return {std::string(subject), {}, false};
  std::size_t done = 0;
  for (std::size_t at = subject.find('['); at != std::string_view::npos; at = subject.find('[', at + 1)) {
    const Token found = token_at(subject, at, token);
    if (found.to == 0) continue;
    join(out.subject, subject.substr(done, found.from - done));
    if (out.reason.empty()) out.reason = printable(as_seen(found.reason), reason_bytes);
    out.found = true;
    done = found.to;
    at = found.to - 1;
  }
  if (!out.found) return {std::string(subject), {}, false};
  join(out.subject, subject.substr(done));
  if (out.reason.empty()) out.reason = token;
  return out;
}

TakenOff take_off(std::string_view subject, const std::vector<std::string>& tokens) {
  TakenOff all{std::string(subject), {}, false};
  for (const std::string& token : tokens) {
    TakenOff one = take_off(all.subject, token);
    if (!one.found) continue;
    if (all.reason.empty()) all.reason = std::move(one.reason);
    all = {std::move(one.subject), std::move(all.reason), true};
  }
  return all;
}

}  // namespace jeda::policy
