#include "mail/subject.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "mail/heard.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_head = 400;  // bytes; no notice needs more, whatever the subject's length

bool is_mark(char c) { return std::string_view(":-([|,.!;/~").find(c) != std::string_view::npos; }

bool is_word_end(std::string_view text) {
  return text.empty() || is_space(text.front()) || is_mark(text.front()) || text.front() == '?';
}

bool begins_with_colon(std::string_view text) {
  text = trim(text);
  return text.starts_with(':') || text.starts_with("\xEF\xBC\x9A");  // full width
}

bool goes_on_as_notice(std::string_view rest) {
  const bool parted = !rest.empty() && is_space(rest.front());
  rest = trim(rest);
  if (rest.empty() || is_mark(rest.front()) || begins_with_colon(rest) || rest.starts_with("\xE2\x80\x93") ||
      rest.starts_with("\xE2\x80\x94")) {  // en dash, em dash
    return true;
  }
  if (!parted) {
    return false;
  }
  static const HeardBeginnings continuations(Heard::absence_subject_continuations);
  return is_digit(rest.front()) || continuations.begin(rest, [](std::string_view word, std::string_view after) {
    return word.ends_with(':') || is_word_end(after);
  });
}

// Case folded, and with plain blanks for all that look like one: French puts a narrow one before a colon.
std::string folded_head(std::string_view subject) {
  const std::string_view head = cut_utf8(without_tags(subject), longest_head);
  std::string text = folded(head);
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\xAF", "\xE3\x80\x80"}) {
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + 1)) {
      text.replace(at, blank.size(), " ");
    }
  }
  return text;
}

bool begins(const HeardBeginnings& beginnings, std::string_view head, bool (*goes_on)(std::string_view)) {
  return beginnings.begin(head, [goes_on](std::string_view, std::string_view rest) { return goes_on(rest); });
}

// "sari dewi is out of the office (returning 30/11)"; "auto: sari is away" with the mark of its program.
bool names_somebody_away(std::string_view head) {
  constexpr std::size_t most_words = 5;
  static const HeardBeginnings endings(Heard::absence_subject_endings);
  std::size_t at = head.find(' ');
  for (std::size_t words = 1; at != std::string_view::npos && words <= most_words; ++words) {
    if (begins(endings, head.substr(at + 1), goes_on_as_notice)) return true;
    at = head.find(' ', at + 1);
  }
  return false;
}

// "Re:", "Bls:", "AW:", whatever the language calls it: a short word and a colon.
bool answers(std::string_view head) {
  constexpr std::size_t longest_prefix = 4;  // letters, of three bytes each at most
  const auto colon = head.find(':');
  if (colon == std::string_view::npos || colon > 3 * longest_prefix) return false;
  const auto prefix = trim(head.substr(0, colon));
  const auto letters = std::count_if(prefix.begin(), prefix.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
  return letters <= static_cast<std::ptrdiff_t>(longest_prefix) && prefix.find(' ') == std::string_view::npos;
}

}  // namespace

std::string_view without_tags(std::string_view subject) {
  subject = trim(subject);
  while (subject.starts_with('[')) {
    const auto end = subject.find(']');
    if (end == std::string_view::npos) {
      break;
    }
    subject = trim(subject.substr(end + 1));
  }
  return subject;
}

Notice notice_of(std::string_view subject) {
  static const HeardBeginnings automatic(Heard::automatic_subjects);
  static const HeardBeginnings absences(Heard::absence_subjects);
  static const HeardBeginnings words_of_every_day(Heard::absence_subjects_with_colon);
  static const HeardBeginnings requests(Heard::absence_subject_requests);
  const std::string head = folded_head(subject);
  if (begins(automatic, head, goes_on_as_notice) || begins(absences, head, begins_with_colon)) return Notice::automatic;
  const bool every_day = begins(words_of_every_day, head, begins_with_colon);
  if (begins(absences, head, goes_on_as_notice) || ((every_day || !answers(head)) && names_somebody_away(head))) {
    return requests.within(head) ? Notice::mention : Notice::absence;
  }
  return every_day ? Notice::mention : Notice::none;
}

bool is_receipt_subject(std::string_view subject) {
  static const HeardBeginnings receipts(Heard::receipt_subjects);
  return receipts.begin(folded_head(subject));
}

bool is_calendar_subject(std::string_view subject) {
  static const HeardBeginnings answers_to_invitations(Heard::calendar_subjects);
  return answers_to_invitations.begin(folded_head(subject));
}

bool is_ticket_subject(std::string_view subject) {
  const std::string_view head = cut_utf8(trim(subject), longest_head);
  static const HeardBeginnings tickets(Heard::ticket_subjects);
  return !answers(head) && tickets.within(folded(head));
}

bool is_forwarding_subject(std::string_view subject) {
  static const HeardBeginnings prefixes(Heard::forwarded_subjects);
  return prefixes.begin(without_tags(subject));
}

}  // namespace jeda::mail
