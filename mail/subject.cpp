#include "mail/subject.h"

#include <string>

#include "base/text.h"
#include "mail/heard.h"

namespace jeda::mail {
namespace {

bool is_mark(char c) { return std::string_view(":-([|,.!;/~").find(c) != std::string_view::npos; }

bool is_word_end(std::string_view text) {
  return text.empty() || is_space(text.front()) || is_mark(text.front()) || text.front() == '?';
}

bool goes_on_as_notice(std::string_view rest) {
  const bool parted = !rest.empty() && is_space(rest.front());
  rest = trim(rest);
  if (rest.empty() || is_mark(rest.front()) || rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94") ||
      rest.starts_with("\xEF\xBC\x9A")) {  // en dash, em dash, full-width colon
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

// "[EXTERNAL] Out of office": gateways put such tags before the subject.
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

}  // namespace

bool is_vacation_subject(std::string_view subject) {
  constexpr std::size_t enough = 400;  // no notice needs more, whatever the subject's length
  const std::string head(without_tags(subject).substr(0, enough));
  const std::string folded = fold_case(head).value_or(lower_ascii(head));
  static const HeardBeginnings notices(Heard::absence_subjects);
  static const HeardBeginnings words_of_every_day(Heard::absence_subjects_with_colon);
  return notices.begin(folded, [](std::string_view, std::string_view rest) {
    return goes_on_as_notice(rest);
  }) || words_of_every_day.begin(folded, [](std::string_view, std::string_view rest) { return rest.starts_with(':'); });
}

bool is_forwarding_subject(std::string_view subject) {
  static const HeardBeginnings prefixes(Heard::forwarded_subjects);
  return prefixes.begin(without_tags(subject));
}

}  // namespace jeda::mail
