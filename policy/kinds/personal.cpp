#include "policy/kinds/personal.h"

#include <algorithm>

#include "base/letters.h"
#include "mail/written/words.h"
#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

constexpr std::size_t shortest_word = 3;  // of a name or a company that is looked for
constexpr std::size_t most_words_of_name = 30;

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
  for (std::string& word : mail::words_of(as_seen(text), most_words_of_name)) {
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
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_spoken_of(spoken, look_of(word)); });
}

std::size_t place_of(const Case& about) {
  return static_cast<std::size_t>(&about.recipient - about.message.recipients.data());
}

/// What is looked for; empty where nothing is known to look for.
std::vector<std::string> words_for_them(const Case& about) {
  std::vector<std::string> words;
  for (const std::string& name : about.prospect.told->names) add_words(words, name);
  add_words(words, about.prospect.told->company);
  const auto& names = about.content().display_names;
  if (place_of(about) < names.size()) add_words(words, names[place_of(about)]);
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

void add_new(std::vector<std::string>& words, const std::vector<std::string>& more) {
  for (const std::string& word : more) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
}

}  // namespace

Personal Personal::read(KindReader& reader) {
  constexpr std::array<std::string_view, 2> names{"theirs", "ours"};
  const config::Node* node = reader.map.find("names");
  if (node == nullptr) return Personal{};
  refuse_empty(*node, reader.report(), "nobody");
  Personal personal{false, false};
  for (const config::Node* item : config::one_or_more(*node)) {
    const auto choice = config::read_choice(*item, reader.report(), "value of names", names);
    personal.theirs = personal.theirs || choice == std::size_t{0};
    personal.ours = personal.ours || choice == std::size_t{1};
  }
  return personal;
}

std::optional<PersonalFacts> Personal::objection(const Case& about, Time) const {
  if (!about.is_readable()) return std::nullopt;
  const auto missing = [&](const std::vector<std::string>& words) {
    return !words.empty() && !any_spoken(about, words);
  };
  const PersonalFacts facts{theirs && missing(words_for_them(about)), ours && missing(words_for_us(about))};
  return facts.theirs_missing || facts.ours_missing ? std::optional(facts) : std::nullopt;
}

std::string_view Personal::cannot_tell(const Case& about) const { return about.why_unreadable(); }

std::string Personal::saw(const Case& about, Time) const {
  if (!about.content().given) return no_text;
  constexpr std::size_t most = 8;
  std::vector<std::string> words;
  if (theirs) add_new(words, words_for_them(about));
  if (ours) add_new(words, words_for_us(about));
  words.resize(std::min(words.size(), most));
  return words.empty() ? "no name is known"
                       : fmt::format("looked for {}", shown(fmt::format("{}", fmt::join(words, ", "))));
}

std::string Personal::passes(const Case&, Time) const { return "what is known was named"; }

std::string PersonalFacts::objects(const Case&, Time) const {
  if (theirs_missing && ours_missing) return "neither their name nor ours is in the text";
  return theirs_missing ? "neither the prospect's name nor its company's is in the text"
                        : "our name is not in the text";
}

}  // namespace jeda::policy
