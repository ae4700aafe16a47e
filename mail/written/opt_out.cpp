#include "mail/written/opt_out.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "mail/heard.h"
#include "mail/written/body_text.h"
#include "mail/written/head_signs.h"
#include "mail/written/signature.h"
#include "mail/written/subject_line.h"
#include "mail/written/text_lines.h"
#include "mail/written/wish.h"
#include "mail/written/words.h"
#include "mail/written/written.h"

namespace jeda::mail {
namespace {

constexpr std::size_t few_words = 3;
constexpr std::size_t some_words = 8;
constexpr std::size_t many_words = 20;

// A reply need not name what it answers, and what it quotes would be our own words, opt-out notice and all.
std::string own_words(const MessageFacts& facts) {
  BodyText body;
  body.parts.push_back({facts.written});
  return written_of(body, {true, true}).text;
}

// Without the links that say a wish: they are for the readers of whoever set them. Such links stand at a text's end.
void drop_links(const std::vector<std::string>& links, std::string& text) {
  for (const std::string& link : links) {
    const std::size_t at = find_wish(link) ? text.rfind(link) : std::string::npos;
    if (at != std::string::npos) text.erase(at, link.size());
  }
}

bool has_any_word(std::string_view sentence, const HeardWords& words) {
  constexpr std::size_t enough = 80;
  const auto found = words_of(sentence, enough);
  return std::any_of(found.begin(), found.end(), [&words](const std::string& word) { return words.has(word); });
}

bool is_of_footer(std::string_view sentence) { return has_heard("^" + folded(sentence), Heard::wish_footers); }

// "Click here to unsubscribe", "Balas STOP": unless it speaks of its writer, it is for whoever reads it.
bool is_for_readers(std::string_view sentence) {
  static const HeardWords writers(Heard::wish_writers);
  return is_of_footer(sentence) && !has_any_word(sentence, writers);
}

// "Unsubscribe <https://toko.example/u>": a link, as plain text shows it.
bool is_link(std::string_view sentence) {
  const std::size_t link = sentence.find("://");
  return link != std::string_view::npos && count_words(sentence) <= few_words + 1;
}

// "Ya, saya tertarik".
bool is_assent(std::string_view sentence) {
  static const HeardWords denials(Heard::wish_denials);
  static const HeardWords conditions(Heard::wish_conditions);
  return has_heard(" " + folded(sentence), Heard::wish_assents) && !has_any_word(sentence, denials) &&
         !has_any_word(sentence, conditions) && !sentence.ends_with('?');
}

// What a text has beside a wish.
struct Beside {
  bool assent = false;
  bool footer = false;

  explicit Beside(std::string_view text) {
    each_sentence(text, [this](std::string_view sentence) {
      if (find_wish(sentence)) {
        footer = footer || is_for_readers(sentence);
        return;
      }
      assent = assent || is_assent(sentence);
      footer = footer || is_of_footer(sentence);
    });
  }
};

// What introduces a quote in some way that was not known, or a goodbye below some words.
bool is_below_end(std::string_view before) {
  const TextLines lines = lines_of(before);
  std::size_t words = 0;
  for (const TextLine& line : lines) {
    const HeadSigns signs = head_signs(head_text(line.text.substr(0, 300)), {});
    if (signs.bracketed && (signs.day || signs.hour)) return true;
    if (words > few_words && is_sign_off(line.text)) return true;
    words += count_words(line.text);
  }
  return false;
}

bool is_doubtful(std::string_view text, const SentencePlace& place, const Beside& beside) {
  if (beside.assent || beside.footer) return true;
  const std::string_view before = text.substr(0, place.begin);
  const std::size_t words = count_words(text.substr(place.begin, place.end - place.begin));
  return is_below_end(before) || (words < few_words && count_words(before) >= some_words);
}

OptOut in_text(std::string_view text) {
  constexpr int most = 10;  // sentences that ask
  OptOut found;
  auto place = find_wish(text);
  if (!place) return found;
  const Beside beside(text);
  for (int i = 0; place && i < most; ++i, place = find_wish(text, place->end)) {
    const std::string_view sentence = text.substr(place->begin, place->end - place->begin);
    if (is_for_readers(sentence) || is_link(sentence)) continue;
    const bool doubtful = is_doubtful(text, *place, beside);
    if (found.wish.empty() || !doubtful) found = {shown_wish(sentence), doubtful};
    if (!doubtful) break;
  }
  return found;
}

// What stands behind our own subject: "Penawaran - please remove me". Empty where nothing does.
std::string_view added_to(std::string_view subject) {
  std::size_t begin = std::string_view::npos;
  for (const std::string_view mark :
       {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", ": ", ", ", "; ", " (", ". ", "! ", "/"}) {
    const std::size_t at = subject.find(mark);
    if (at != std::string_view::npos && at > 0) begin = std::min(begin, at + mark.size());
  }
  return begin < subject.size() ? subject.substr(begin) : std::string_view();
}

OptOut in_subject(const MessageFacts& facts, std::string_view text) {
  const SubjectLine subject = read_subject_line(facts.subject);
  const std::size_t words = count_words(text);
  if (subject.forwards || is_for_readers(subject.own)) return {};
  if (!subject.answers && facts.references.empty()) {
    return {opt_out_wish(subject.own), words > many_words || Beside(text).assent};
  }
  if (std::string added = opt_out_wish(added_to(subject.own)); !added.empty()) {
    return {std::move(added), words > some_words || Beside(text).assent};
  }
  return {words <= few_words ? opt_out_wish(subject.own) : std::string(), true};
}

}  // namespace

OptOut opt_out_of(const MessageFacts& facts) {
  std::string own = own_words(facts);
  drop_links(facts.linked, own);
  const std::string_view text = above_signature(own);
  OptOut found = in_text(text);
  if (!found.wish.empty() && !found.doubtful) return found;
  OptOut named = in_subject(facts, text);
  return named.wish.empty() || (named.doubtful && !found.wish.empty()) ? found : named;
}

}  // namespace jeda::mail
