#include "policy/content.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/letters.h"
#include "base/printable.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/calendar.h"
#include "mail/sketch.h"
#include "mail/written/words.h"
#include "policy/decide.h"
#include "policy/phrases.h"
#include "policy/rules.h"
#include "policy/subject.h"

namespace jeda::policy {

namespace {

constexpr std::string_view unknown_charset = "text of unknown charset";
constexpr std::size_t most_spoken = 5000;
constexpr std::size_t most_names = 200;
constexpr std::size_t most_subject = 500;         // bytes that globs see
constexpr std::size_t enough_words = 30;          // fewer tell no language
constexpr std::size_t most_language_words = 200;  // that are looked at for it

/// Words that hardly any text of some length in Indonesian or English does without.
constexpr std::array<std::string_view, 44> common_words{
    "a",    "ada",   "adalah", "akan",  "and",  "anda",   "apa",  "are",   "as",   "atas", "atau",
    "be",   "bisa",  "dan",    "dapat", "dari", "dengan", "di",   "for",   "from", "have", "i",
    "ini",  "is",    "itu",    "juga",  "kami", "ke",     "kita", "of",    "on",   "our",  "pada",
    "saya", "sudah", "that",   "the",   "this", "tidak",  "to",   "untuk", "we",   "yang", "you"};

bool is_common(const std::string& word) { return std::binary_search(common_words.begin(), common_words.end(), word); }

bool is_foreign(std::string_view written) {
  for (const std::size_t looked_at : {enough_words, most_language_words}) {  // the first few mostly tell
    const std::vector<std::string> words = mail::words_of(written, looked_at);
    if (words.size() < enough_words || std::any_of(words.begin(), words.end(), is_common)) return false;
  }
  return true;
}

bool asks_for_names(const Policy& policy) {
  return std::any_of(policy.rules.begin(), policy.rules.end(),
                     [](const Rule& rule) { return asks_for_spoken(rule.kind); });
}

template <class T>
void sort_unique(std::vector<T>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

/// Names of To and Cc by address.
std::unordered_map<std::string_view, std::string_view> shown_names(const mail::MessageFacts& facts) {
  std::unordered_map<std::string_view, std::string_view> names;
  for (const auto* header : {&facts.to, &facts.cc}) {
    for (const mail::Address& address : *header) {
      if (!address.name.empty()) names.emplace(address.key, address.name);
    }
  }
  return names;
}

std::optional<Notice> notice_by_sign(const mail::MessageFacts& facts) {
  using mail::AutomaticSign;
  if (facts.calendar && mail::is_answer(*facts.calendar)) return Notice::calendar_answer;
  if (!facts.automatic) return std::nullopt;
  switch (*facts.automatic) {
    case AutomaticSign::calendar_answer:
      return Notice::calendar_answer;
    case AutomaticSign::report:
    case AutomaticSign::receipt:
      return Notice::receipt;
    case AutomaticSign::auto_submitted:
    case AutomaticSign::vacation_subject:
      return Notice::absence;
    case AutomaticSign::bulk:  // X-Autoreply and its like; what tools send to many answers nothing
      return facts.references.empty() ? std::nullopt : std::optional(Notice::absence);
    default:
      return std::nullopt;
  }
}

/// The mark of the event that a message invites to, changes or cancels.
std::optional<std::uint32_t> event_of(const mail::MessageFacts& facts) {
  const auto& calendar = facts.calendar;
  if (!calendar || calendar->uid.empty()) return std::nullopt;
  if (calendar->method != "REQUEST" && calendar->method != "CANCEL") return std::nullopt;
  return mark_of("calendar " + calendar->uid);
}

/// Which of the doubts says that something a person may see was not read; empty: none.
std::string part_unread(const std::vector<std::string>& doubts) {
  constexpr std::array<std::string_view, 14> unread{" header fields",      "bytes of a part",
                                                    "bytes of header",     " parts",
                                                    "Content-T",           "HTML nested",
                                                    "HTML that could not", "Subject field",
                                                    "messages attached",   "multipart without",
                                                    "parts nested",        "reading the message failed",
                                                    "too much text",       "unknown transfer encoding"};
  const auto tells = [&](const std::string& doubt) {
    return std::any_of(unread.begin(), unread.end(),
                       [&](std::string_view some) { return doubt.find(some) != std::string::npos; });
  };
  const auto found = std::find_if(doubts.begin(), doubts.end(), tells);
  return found == doubts.end() ? std::string() : *found;
}

class Reader {
 public:
  /// `written`: what of the message counts as written in it.
  Reader(const Policy& policy, const Outgoing& message, const mail::MessageFacts& facts, const std::string& written)
      : policy_(policy), message_(message), facts_(facts), written_(written) {}

  Content read() {
    content_.given = true;
    read_subject();
    read_names();
    read_text();
    content_.notice = notice_of(facts_);
    content_.event = event_of(facts_);
    read_marks();
    content_.imprint.purpose = purpose();
    if (&written_ == &facts_.written && !facts_.declared.empty()) read_declared();
    return std::move(content_);
  }

 private:
  void read_declared() {
    const std::string whole = written_ + "\n\n" + facts_.declared;
    content_.whole = std::make_shared<const Content>(Reader(policy_, message_, facts_, whole).read());
    content_.quoted = mail::sketch_of(facts_.declared_first, sketch_names());
    content_.quoted_words = mail::count_words(facts_.declared_first);
  }

  void read_subject() {
    TakenOff taken = take_off(facts_.subject, policy_.overrides.tokens());
    content_.override_reason = printable(as_seen(facts_.override_reason), reason_bytes);
    if (content_.override_reason.empty()) content_.override_reason = std::move(taken.reason);
    content_.subject = std::move(taken.subject);
    content_.subject_changed = taken.found;
    content_.imprint.subject = plain_subject(content_.subject);
    const std::string seen = as_seen(content_.subject);
    is_reply_ = without_prefixes(seen).size() != trim(seen).size();
    content_.follows = is_reply_ || facts_.quotes || !facts_.references.empty();
  }

  void read_names() {
    const auto names = shown_names(facts_);
    for (const Recipient& recipient : message_.recipients) {
      const auto found = names.find(recipient.key);
      content_.display_names.emplace_back(found == names.end() ? std::string_view() : found->second);
    }
  }

  void read_text() {
    const auto& doubts = facts_.doubts;
    if (std::find(doubts.begin(), doubts.end(), unknown_charset) != doubts.end()) {
      content_.why_unreadable = unknown_charset;
    } else if (is_blank(facts_.text)) {
      content_.why_unreadable = "no text";
    } else {
      content_.readable = true;
      content_.why_unreadable = part_unread(doubts);
    }
    if (content_.readable) read_words();
    if (!is_blank(facts_.text)) content_.imprint.sketch = sketch();
    read_phrases();
  }

  void read_words() {
    content_.words = mail::count_words(written_);
    for (const std::string& other : facts_.otherwise) content_.words += mail::count_new_words(other, written_);
    if (!asks_for_names(policy_)) return;
    std::string text = content_.subject + "\n" + facts_.text;
    for (const std::string& other : facts_.otherwise) text.append("\n").append(other);
    content_.spoken = mail::distinct_words_of({look_of(text)}, most_spoken);
  }

  /// Where alternatives say different things, what most mail clients show counts: the last of them.
  std::optional<mail::Sketch> sketch() const {
    constexpr int alike = 80;  // percent
    const std::vector<std::string> names = sketch_names();
    const auto written = mail::sketch_of(written_, names);
    if (facts_.otherwise.empty()) return written;
    const auto other = mail::sketch_of(facts_.otherwise.back(), names);
    if (!other || (written && mail::similarity(*written, *other) >= alike)) return written;
    return other;
  }

  /// What differs between copies of a text that goes to many.
  std::vector<std::string> sketch_names() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < message_.recipients.size() && names.size() < most_names; ++i) {
      const std::string& key = message_.recipients[i].key;
      names.push_back(key.substr(0, key.rfind('@')));
      if (!content_.display_names[i].empty()) names.push_back(content_.display_names[i]);
    }
    for (const mail::Address& address : facts_.to) {
      if (names.size() < most_names && !address.name.empty()) names.push_back(address.name);
    }
    return names;
  }

  /// All that a person may see of this very message.
  std::string all_text() const {
    std::string text = is_reply_ ? written_ : content_.subject + "\n\n" + written_;
    for (const std::string& other : facts_.otherwise) text.append("\n\n").append(other);
    if (!facts_.beside.empty()) text.append("\n\n").append(facts_.beside);
    return text;
  }

  void read_phrases() {
    if (policy_.phrases.empty()) return;
    const PhraseText text(all_text());
    const bool foreign = is_foreign(written_);
    for (const PhraseList& list : policy_.phrases) {
      const auto answer = list.patterns ? list.patterns->match(text) : Patterns::Answer(Patterns::None{});
      if (const auto* hit = std::get_if<Patterns::Hit>(&answer)) {
        content_.phrases.push_back({list.name, hit->words});
        content_.imprint.phrases.push_back(mark_of(list.name));
      } else if (std::holds_alternative<Patterns::TooComplex>(answer)) {
        cannot_tell(list.name, "pattern too complex");
      } else if (!text.complete()) {
        cannot_tell(list.name, "more text than is looked at");
      } else if (foreign) {
        cannot_tell(list.name, "language is neither Indonesian nor English");
      }
    }
    sort_unique(content_.imprint.phrases);
  }

  void cannot_tell(const std::string& list, const char* why) {
    const bool asked = std::any_of(policy_.rules.begin(), policy_.rules.end(),
                                   [&](const Rule& rule) { return asks_for_list(rule.kind, list); });
    if (asked) {
      content_.untold_lists.push_back({list, why});
    } else {
      content_.untold.push_back({"phrases " + list, why});
    }
  }

  void read_marks() {
    auto& marks = content_.imprint.marks;
    for (const auto* all : {&facts_.links, &facts_.attachments, &facts_.figures}) {
      for (const std::string& one : *all) {
        if (marks.size() < 4 * most_marks) marks.push_back(mark_of(one));
      }
    }
    sort_unique(marks);
    const bool invites = content_.event && facts_.calendar->method == "REQUEST";
    const std::size_t most = most_marks - (invites ? 1 : 0);
    if (marks.size() > most) marks.resize(most);
    if (invites) marks.push_back(*content_.event);
    sort_unique(marks);
  }

  bool is_known(const std::string& purpose) const {
    return purpose == permission_purpose || std::any_of(policy_.purposes.begin(), policy_.purposes.end(),
                                                        [&](const Purpose& one) { return one.name == purpose; });
  }

  std::string purpose() {
    if (!facts_.purpose.empty()) {
      if (is_known(facts_.purpose)) return facts_.purpose;
      content_.untold.push_back({"purpose", fmt::format("'{}' is no purpose", printable(facts_.purpose, 60))});
    }
    for (const auto& recognises : {&Reader::by_subject, &Reader::by_sender, &Reader::by_phrase}) {
      for (const Purpose& one : policy_.purposes) {
        if ((this->*recognises)(one)) return one.name;
      }
    }
    return {};
  }

  bool by_subject(const Purpose& purpose) {
    if (purpose.subject.empty()) return false;
    if (!comparable_subject_) comparable_subject_ = comparable_subject(content_.subject, most_subject);
    const std::string look = look_of(*comparable_subject_);
    return std::any_of(purpose.subject.begin(), purpose.subject.end(), [&](const std::string& glob) {
      return mail::matches_glob(glob, *comparable_subject_) || mail::matches_glob(look_of(glob), look);
    });
  }
  bool by_sender(const Purpose& purpose) { return !purpose.sender.empty() && names_sender(purpose.sender, message_); }
  bool by_phrase(const Purpose& purpose) {
    return std::any_of(purpose.phrases.begin(), purpose.phrases.end(), [&](const std::string& list) {
      return std::any_of(content_.phrases.begin(), content_.phrases.end(),
                         [&](const PhraseHit& hit) { return hit.list == list; });
    });
  }

  const Policy& policy_;
  const Outgoing& message_;
  const mail::MessageFacts& facts_;
  const std::string& written_;
  Content content_;
  bool is_reply_ = false;
  std::optional<std::string> comparable_subject_;  // made where a purpose asks for it
};

}  // namespace

std::optional<Notice> notice_of(const mail::MessageFacts& facts) {
  const auto notice = notice_by_sign(facts);
  return notice && mail::count_words(facts.written) <= longest_notice ? notice : std::nullopt;
}

Content read_content(const Policy& policy, const Outgoing& message, const mail::MessageFacts& facts) {
  return Reader(policy, message, facts, facts.written).read();
}

bool quotes_known_mail(const Content& content, const History& history) {
  constexpr int alike = 60;  // percent: clients wrap, and leave out signatures that others keep
  if (!content.whole) return true;
  const auto is_ours = [&](const PastMail& mail) {
    return mail.sketch && mail::similarity(*content.quoted, *mail.sketch) >= alike;
  };
  if (content.quoted && std::any_of(history.mails.begin(), history.mails.end(), is_ours)) return true;
  const auto words = static_cast<int>(content.quoted_words);
  return words > 0 && std::any_of(history.replies.begin(), history.replies.end(), [words](const PastReply& reply) {
           return std::abs(reply.words - words) <= std::max(1, reply.words / 10);
         });
}

SenderWindows sender_windows(const Policy& policy) {
  SenderWindows windows;
  for (const Rule& rule : policy.rules) windows.sent = std::max(windows.sent, looks_back(rule.kind));
  if (policy.overrides.limit > 0) windows.overrides = policy.overrides.within;
  return windows;
}

}  // namespace jeda::policy
