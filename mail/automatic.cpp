#include "mail/automatic.h"

#include <algorithm>

#include "base/text.h"
#include "mail/bounce/feedback.h"
#include "mail/bounce/report.h"
#include "mail/calendar.h"
#include "mail/heard.h"
#include "mail/mime/media_type.h"
#include "mail/return_date.h"
#include "mail/subject.h"
#include "mail/written/words.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_text = 4096;  // of what was written, in search of what machines say

bool any_value(const HeaderIndex& header, FieldKind kind, bool (*is_sign)(std::string_view)) {
  const auto values = header.all(kind);
  return std::any_of(values.begin(), values.end(), is_sign);
}

// RFC 3834 5.2: a keyword, then parameters and comments. A field that says nothing proves nothing.
bool is_auto_submitted(std::string_view value) {
  const std::string word = first_word(value);
  return !word.empty() && word != "no";
}

bool is_report(std::string_view value) {
  const MediaType type = read_media_type(value);
  return type.is("multipart", "report") || type.is("message", "delivery-status") ||
         type.is("message", "feedback-report");
}

bool is_receipt(std::string_view value) {
  const MediaType type = read_media_type(value);
  return type.report_type == "disposition-notification" || type.is("message", "disposition-notification");
}

bool is_bulk(std::string_view precedence) {
  const std::string word = first_word(precedence);
  return word == "bulk" || word == "junk" || word == "auto_reply" || word == "auto-reply";
}

bool is_list(std::string_view precedence) { return first_word(precedence) == "list"; }

bool says_something(std::string_view value) { return !is_blank(value); }

bool says_other_than_no(std::string_view value) {
  const std::string word = first_word(value);
  return word != "no" && word != "false" && word != "0";
}

// "9; Autoresponder".
bool is_autoresponder_class(std::string_view value) {
  return lower_ascii(value).find("autorespon") != std::string::npos;
}

bool suppresses_all(std::string_view value) { return first_word(value) == "all"; }

// Letters alone, in lower case: "No-Reply" is "noreply".
std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : lower_ascii(name)) {
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) letters += c;
  }
  return letters;
}

bool is_robot_name(std::string_view letters) {
  static const HeardWords names(Heard::robot_names);
  return names.has(letters);
}

bool is_robot_address(std::string_view local) {
  constexpr std::size_t longest = 200;
  const std::string letters = letters_of(local.substr(0, longest));
  return is_robot_name(letters) || has_heard(letters, Heard::robot_words);
}

// Where From has no whole address, its first word: "From: MAILER-DAEMON (Mail Delivery System)".
bool is_robot(const HeaderIndex& header, const MessageFacts& facts) {
  if (facts.from.empty()) return is_robot_address(first_word(header.first(FieldKind::from)));
  const Address& from = facts.from.front();
  return is_robot_address(from.key.substr(0, from.key.rfind('@'))) || is_robot_name(letters_of(from.name));
}

constexpr std::string_view ideographic_stop = "\xE3\x80\x82";  // no blank stands behind it

// Where the sentences of a text begin: at a line's first word, behind a full stop and a blank, behind an ideographic
// one.
std::vector<std::size_t> sentences_of(std::string_view text) {
  constexpr std::size_t most = 200;
  std::vector<std::size_t> begins;
  const auto add = [&](std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at < text.size() && begins.size() < most) begins.push_back(at);
  };
  add(0);
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) add(at);
  for (auto at = text.find(". "); at != std::string_view::npos; at = text.find(". ", at + 1)) add(at + 1);
  for (auto at = text.find(ideographic_stop); at != std::string_view::npos; at = text.find(ideographic_stop, at + 1))
    add(at + ideographic_stop.size());
  return begins;
}

// Where the clause that begins a text ends: at a line's end, a comma, a full stop that no digit stands before.
std::size_t clause_end(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n' || text[at] == ',') return at;
    if (text[at] == '.' && at > 0 && !is_digit(text[at - 1])) return at;
    if (text.substr(at).starts_with(ideographic_stop)) return at;
  }
  return text.size();
}

// "Thank you for your mail. I am out of the office. In urgent cases please contact Andi.": somebody is away, it thanks
// or names another, and no clause of more than a few words says anything else.
bool is_absence_notice(std::string_view text) {
  constexpr std::size_t longest = 1500;
  constexpr std::size_t few_words = 3;
  static const HeardBeginnings absences(Heard::absence_texts);
  static const HeardBeginnings thanks(Heard::absence_thanks);
  static const HeardBeginnings contacts(Heard::absence_contacts);
  if (text.size() > longest || text.find('?') != std::string_view::npos) return false;
  bool away = false;
  bool polite = false;
  while (!text.empty()) {
    const std::size_t end = clause_end(text);
    const std::string clause = folded(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    const bool absent = absences.within(clause);
    const bool courtesy = thanks.within(clause) || contacts.within(clause);
    away = away || absent;
    polite = polite || courtesy;
    if (!absent && !courtesy && count_words(clause) > few_words) return false;
  }
  return away && polite;
}

// What the text itself says, read only where it is asked for.
class Words {
 public:
  explicit Words(const MessageFacts& facts)
      : own_(cut_utf8(facts.written.empty() ? facts.text : facts.written, most_text)) {}

  bool none() const { return is_blank(own_); }
  bool speak_of_absence() const { return speaks_of_absence(own_); }
  bool say_automatic() { return a_sentence_begins<Heard::automatic_texts>(); }
  bool want_no_answer() { return a_sentence_begins<Heard::no_answer_texts>(); }
  bool are_a_notice() const { return is_absence_notice(own_); }
  bool confirm() const { return are_within<Heard::acknowledgement_texts>(); }
  bool tell_of_receipt() const { return are_within<Heard::receipt_texts>(); }

 private:
  template <Heard section>
  bool are_within() const {
    static const HeardBeginnings entries(section);
    return entries.within(folded(own_));
  }

  template <Heard section>
  bool a_sentence_begins() {
    static const HeardBeginnings entries(section);
    constexpr std::size_t enough = 120;  // no entry is longer
    if (!sentences_) sentences_ = sentences_of(own_);
    return std::any_of(sentences_->begin(), sentences_->end(), [&](std::size_t at) {
      const bool ascii = static_cast<unsigned char>(own_[at]) < 0x80;
      return entries.begin(ascii ? own_.substr(at) : std::string_view(folded(cut_utf8(own_.substr(at), enough))));
    });
  }

  std::string_view own_;
  std::optional<std::vector<std::size_t>> sentences_;
};

bool is_notice(const MessageFacts& facts, bool refers, Words& words) {
  const Notice notice = notice_of(facts.subject);
  if (notice == Notice::none) return false;
  if (notice != Notice::mention && (refers || words.none())) return true;
  return words.speak_of_absence() || words.say_automatic();
}

// A machine that confirms: no single one of these is proof, since people write all of them.
bool confirms(const HeaderIndex& header, const MessageFacts& facts, Words& words) {
  const bool ticket = any_value(header, FieldKind::auto_suppress, suppresses_all) || is_ticket_subject(facts.subject);
  if (ticket) return words.want_no_answer() || words.confirm();
  return words.want_no_answer() && words.confirm();
}

bool is_calendar_answer(const MessageFacts& facts, const Words& words) {
  if (facts.calendar) return is_answer(*facts.calendar);
  return words.none() && is_calendar_subject(facts.subject);
}

// Whose names a group and the message it handed on share.
bool is_own_list(const std::string& list, const MessageFacts& facts) {
  const std::string company = company_of("list@" + list);
  if (company.empty()) return false;
  const auto is_of_it = [&](const Address& address) { return company_of(address.key) == company; };
  const auto names_it = [&](const std::string& id) { return company_of(id) == company; };
  return (std::any_of(facts.to.begin(), facts.to.end(), is_of_it) ||
          std::any_of(facts.cc.begin(), facts.cc.end(), is_of_it)) &&
         std::any_of(facts.references.begin(), facts.references.end(), names_it);
}

bool is_of_list(const HeaderIndex& header, const MessageFacts& facts, bool refers) {
  const bool listed = header.has(FieldKind::list) || header.has(FieldKind::list_id) ||
                      any_value(header, FieldKind::precedence, is_list);
  if (listed) return !is_own_list(facts.list_id, facts);
  return !refers && header.has(FieldKind::list_unsubscribe);
}

}  // namespace

std::string list_id(const HeaderIndex& header) {
  std::string_view value = header.first(FieldKind::list_id);
  const auto open = value.rfind('<');
  if (open != std::string_view::npos) value = value.substr(open + 1, value.find('>', open) - open - 1);
  constexpr std::size_t longest = 255;  // RFC 2919
  return lower_ascii(cut_utf8(repair_utf8(one_line(value)), longest));
}

std::optional<AutomaticSign> automatic_sign(const HeaderIndex& header, const MessageFacts& facts, bool null_sender) {
  if (null_sender) return AutomaticSign::null_sender;
  if (any_value(header, FieldKind::auto_submitted, is_auto_submitted)) return AutomaticSign::auto_submitted;
  if (any_value(header, FieldKind::content_type, is_receipt)) return AutomaticSign::receipt;
  if (any_value(header, FieldKind::content_type, is_report)) return AutomaticSign::report;
  const bool refers = any_value(header, FieldKind::in_reply_to, says_something) ||
                      any_value(header, FieldKind::references, says_something);
  if (any_value(header, FieldKind::precedence, is_bulk) ||
      any_value(header, FieldKind::autoresponder, says_other_than_no) ||
      any_value(header, FieldKind::message_class, is_autoresponder_class) ||
      (!refers && header.has(FieldKind::feedback_id))) {
    return AutomaticSign::bulk;
  }
  Words words(facts);
  if (is_calendar_answer(facts, words)) return AutomaticSign::calendar_answer;
  if (is_robot(header, facts)) return AutomaticSign::robot_sender;
  if (is_notice(facts, refers, words)) return AutomaticSign::vacation_subject;
  if (is_receipt_subject(facts.subject) && words.tell_of_receipt()) return AutomaticSign::receipt;
  if (words.say_automatic() || words.are_a_notice() || confirms(header, facts, words))
    return AutomaticSign::automatic_text;
  if (is_bounce_notice(facts)) return AutomaticSign::bounce_notice;
  if (!unsubscribe_request(facts.subject, facts.text).empty()) return AutomaticSign::unsubscribe;
  return is_of_list(header, facts, refers) ? std::optional(AutomaticSign::list) : std::nullopt;
}

std::string_view to_string(AutomaticSign sign) {
  switch (sign) {
    case AutomaticSign::null_sender:
      return "null-sender";
    case AutomaticSign::auto_submitted:
      return "auto-submitted";
    case AutomaticSign::report:
      return "report";
    case AutomaticSign::list:
      return "list";
    case AutomaticSign::bulk:
      return "bulk";
    case AutomaticSign::vacation_subject:
      return "vacation-subject";
    case AutomaticSign::robot_sender:
      return "robot-sender";
    case AutomaticSign::bounce_notice:
      return "bounce-notice";
    case AutomaticSign::receipt:
      return "receipt";
    case AutomaticSign::calendar_answer:
      return "calendar-answer";
    case AutomaticSign::unsubscribe:
      return "unsubscribe";
    case AutomaticSign::automatic_text:
      return "automatic-text";
  }
  return "unknown";
}

}  // namespace jeda::mail
