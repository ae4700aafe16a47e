// The kinds that judge what is written: repeat, phrase, value, personal, length, context, signs. An answer passes them
// all, which objection(Kind) sees to.
#include <algorithm>

#include "mail/written/words.h"
#include "policy/kinds/rules.h"

namespace jeda::policy {

namespace {

constexpr std::size_t shortest_word = 3;  // of a name or a company that is looked for
constexpr std::size_t most_words = 30;

bool is_readable(const Case& about) { return about.content().given && about.content().readable; }

bool uses(const PastMail& mail, std::uint32_t list) {
  return std::binary_search(mail.phrases.begin(), mail.phrases.end(), list);
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words that name nobody: forms of address, kinds of company, mailboxes of a role, parts of a domain.
bool says_little(std::string_view word) {
  static constexpr std::array<std::string_view, 34> words{
      "admin", "and", "bapak", "biz",  "cloud",  "com", "contact", "dan",  "for",  "group", "halo", "hello",
      "hrd",   "ibu", "inc",   "info", "kantor", "ltd", "mail",    "mba",  "mbak", "mrs",   "net",  "office",
      "org",   "pak", "sales", "team", "tbk",    "the", "tim",     "toko", "web",  "www"};
  return word.size() < shortest_word || is_one_of(words, word);
}

void add_words(std::vector<std::string>& all, std::string_view text) {
  for (std::string& word : mail::words_of(text, most_words)) {
    if (!says_little(word)) all.push_back(std::move(word));
  }
}

std::string_view local_part(std::string_view key) { return key.substr(0, key.rfind('@')); }
std::string_view first_label(std::string_view domain) { return domain.substr(0, domain.find('.')); }

bool is_spoken(const std::vector<std::string>& spoken, std::string_view word) {
  return std::binary_search(spoken.begin(), spoken.end(), word, std::less<>());
}

/// The word itself or, as "andi" of "andiwijaya", the beginning of it.
bool is_spoken_of(const std::vector<std::string>& spoken, const std::string& word) {
  if (is_spoken(spoken, word)) return true;
  for (std::size_t length = shortest_word + 1; length < word.size(); ++length) {
    const auto part = std::string_view(word).substr(0, length);
    if (!says_little(part) && is_spoken(spoken, part)) return true;
  }
  return false;
}

bool any_spoken(const Case& about, const std::vector<std::string>& words) {
  const auto& spoken = about.content().spoken;
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_spoken_of(spoken, word); });
}

std::size_t place_of(const Case& about) {
  return static_cast<std::size_t>(&about.recipient - about.message.recipients.data());
}

std::string_view why_unreadable(const Case& about) {
  const Content& content = about.content();
  return content.given && !content.readable ? std::string_view(content.why_unreadable) : std::string_view();
}

std::string_view cannot_tell(const Phrase& rule, const Case& about) {
  if (const auto why = why_unreadable(about); !why.empty()) return why;
  for (const Untold& untold : about.content().untold_lists) {
    if (untold.rule == rule.list) return untold.why;
  }
  return {};
}
std::string_view cannot_tell(const Repeat&, const Case& about) { return why_unreadable(about); }
std::string_view cannot_tell(const Broadcast&, const Case& about) { return why_unreadable(about); }
std::string_view cannot_tell(const Personal&, const Case& about) { return why_unreadable(about); }
std::string_view cannot_tell(const Length&, const Case& about) { return why_unreadable(about); }
std::string_view cannot_tell(const Value&, const Case& about) {
  return is_follow_up(about) && !brings_something(about) ? why_unreadable(about) : std::string_view();
}
std::string_view cannot_tell(const DuplicateSender& rule, const Case& about) {
  return rule.similar > 0 ? why_unreadable(about) : std::string_view();
}
template <class Rule>
std::string_view cannot_tell(const Rule&, const Case&) {
  return {};
}

}  // namespace

std::string_view cannot_tell(const Kind& kind, const Case& about) {
  if (about.answer) return {};
  return std::visit([&](const auto& rule) { return cannot_tell(rule, about); }, kind);
}

Likeness most_alike(const Repeat& rule, const Case& about) {
  Likeness best;
  const auto& sketch = about.content().imprint.sketch;
  if (!sketch) return best;
  const auto& mails = about.log().mails;
  auto left = std::min<std::size_t>(mails.size(), static_cast<std::size_t>(std::max(rule.of_last, 0)));
  for (auto mail = mails.rbegin(); left > 0; ++mail, --left) {
    if (!mail->sketch) continue;
    const int similar = mail::similarity(*sketch, *mail->sketch);
    if (!best.mail || similar > best.similar) best = {&*mail, similar};
  }
  return best;
}

std::optional<Facts> objection(const Repeat& rule, const Case& about, Time) {
  const Likeness best = most_alike(rule, about);
  if (!best.mail || best.similar < rule.similar) return std::nullopt;
  return RepeatFacts{best.similar, best.mail->at, best.mail->salesperson};
}

const PhraseHit* hit_of(const Phrase& rule, const Case& about) {
  for (const PhraseHit& hit : about.content().phrases) {
    if (hit.list == rule.list) return &hit;
  }
  return nullptr;
}

int uses_of(const Phrase& rule, const Case& about) {
  const auto& mails = about.log().mails;
  const std::uint32_t list = mark_of(rule.list);
  auto left = std::min<std::size_t>(mails.size(), static_cast<std::size_t>(std::max(rule.of_last - 1, 0)));
  int count = 1;
  for (auto mail = mails.rbegin(); left > 0; ++mail, --left) count += uses(*mail, list) ? 1 : 0;
  return count;
}

std::optional<Facts> objection(const Phrase& rule, const Case& about, Time) {
  const PhraseHit* hit = hit_of(rule, about);
  if (!hit) return std::nullopt;
  const int count = uses_of(rule, about);
  if (count < rule.uses) return std::nullopt;
  return PhraseFacts{rule.list, hit->words, count, rule.of_last};
}

bool brings_something(const Case& about) {
  const auto& known = about.log().marks;
  const auto& marks = about.content().imprint.marks;
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::uint32_t mark) { return std::find(known.begin(), known.end(), mark) == known.end(); });
}

std::optional<Facts> objection(const Value&, const Case& about, Time) {
  if (!is_readable(about) || !is_follow_up(about) || brings_something(about)) return std::nullopt;
  return ValueFacts{about.log().unanswered};
}

std::vector<std::string> words_for_them(const Case& about) {
  std::vector<std::string> words;
  for (const std::string& name : about.prospect.told->names) add_words(words, name);
  add_words(words, about.prospect.told->company);
  const auto& shown = about.content().display_names;
  if (place_of(about) < shown.size()) add_words(words, shown[place_of(about)]);
  add_words(words, local_part(about.recipient.key));
  add_words(words, first_label(about.recipient.company));
  return words;
}

std::vector<std::string> words_for_us(const Case& about) {
  std::vector<std::string> words;
  add_words(words, local_part(about.message.salesperson));
  add_words(words, local_part(about.message.address));
  for (const std::string& domain : about.policy.organisation.domains) {
    const auto end = std::min(domain.rfind('.'), domain.size());
    add_words(words, std::string_view(domain).substr(0, end));
  }
  return words;
}

std::optional<Facts> objection(const Personal& rule, const Case& about, Time) {
  if (!is_readable(about)) return std::nullopt;
  const auto missing = [&](const std::vector<std::string>& words) {
    return !words.empty() && !any_spoken(about, words);
  };
  const PersonalFacts facts{rule.theirs && missing(words_for_them(about)), rule.ours && missing(words_for_us(about))};
  return facts.theirs_missing || facts.ours_missing ? std::optional<Facts>(facts) : std::nullopt;
}

std::optional<Facts> objection(const Length& rule, const Case& about, Time) {
  if (!is_readable(about)) return std::nullopt;
  const auto words = static_cast<int>(about.content().words);
  const bool too_long = rule.at_most > 0 && words > rule.at_most;
  if (words >= rule.at_least && !too_long) return std::nullopt;
  return LengthFacts{words, rule.at_least, rule.at_most};
}

std::optional<Facts> objection(const Context&, const Case& about, Time) {
  const Content& content = about.content();
  if (!content.given || content.follows || !is_follow_up(about) || about.log().mails.empty()) return std::nullopt;
  const std::string& earlier = about.log().newest_subject;
  const bool taken_up = !earlier.empty() && content.imprint.subject.find(earlier) != std::string::npos;
  if (taken_up) return std::nullopt;
  return ContextFacts{earlier};
}

std::optional<Facts> objection(const Signs&, const Case&, Time) { return std::nullopt; }

}  // namespace jeda::policy
