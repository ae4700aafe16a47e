#include "mail/written/subject_line.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "mail/heard.h"
#include "mail/subject.h"
#include "mail/written/text_lines.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_prefix = 40;  // bytes, its colon included
constexpr std::size_t most_prefixes = 20;
constexpr std::string_view wide_colon = "\xEF\xBC\x9A";

// Past the first colon, of either width; 0 where none is near.
std::size_t past_colon(std::string_view subject) {
  const std::string_view head = subject.substr(0, longest_prefix);
  const std::size_t narrow = head.find(':');
  const std::size_t wide = head.find(wide_colon);
  if (wide < narrow) return wide + wide_colon.size();
  return narrow == std::string_view::npos ? 0 : narrow + 1;
}

// "re" of "Re[2]:", "RE :" and "Re: ".
std::string prefix_word(std::string_view prefix) {
  const std::string_view word = trim_line(prefix.substr(0, prefix.find_first_of(":[(^\xEF")));
  return folded(word);
}

}  // namespace

SubjectLine read_subject_line(std::string_view subject) {
  static const HeardWords answers(Heard::answer_subjects);
  SubjectLine line{trim_line(subject)};
  for (std::size_t i = 0; i < most_prefixes && !line.own.empty(); ++i) {
    if (const std::size_t tag = line.own.find(']'); line.own.front() == '[' && tag != std::string_view::npos) {
      line.own = trim_line(line.own.substr(tag + 1));
      continue;
    }
    const std::size_t colon = past_colon(line.own);
    const bool answer = colon > 0 && answers.has(prefix_word(line.own.substr(0, colon)));
    const bool forward = colon > 0 && !answer && is_forwarding_subject(line.own);
    if (!answer && !forward) break;
    line.answers = line.answers || answer;
    line.forwards = line.forwards || forward;
    line.own = trim_line(line.own.substr(colon));
  }
  return line;
}

}  // namespace jeda::mail
