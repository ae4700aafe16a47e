#include "mail/bounce/report.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "mail/bounce/delivery_status.h"
#include "mail/bounce/diagnosis.h"
#include "mail/bounce/feedback.h"
#include "mail/bounce/notice.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/returned.h"
#include "mail/bounce/text_addresses.h"
#include "mail/doubts.h"
#include "mail/html/html.h"
#include "mail/mime/parts.h"
#include "mail/return_date.h"
#include "mail/subject.h"
#include "mail/written/body_text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_diagnostic = 200;
constexpr std::size_t most_notice = 64 * 1024;  // of the words of a notice
constexpr std::size_t most_opening = 1500;      // where a notice says what it is
constexpr std::size_t most_guessed = 3;

// The parts of a report, read once.
struct Parts {
  std::string notice;  // all that is shown, up to a returned message in it
  DeliveryStatus status;
  bool has_status = false;  // a part message/delivery-status, whatever is in it
  bool disposition = false;
  std::optional<Complaint> complaint;
  bool feedback = false;
  std::optional<Returned> returned;
};

bool is_status(const MediaType& type) {
  return type.is("message", "delivery-status") || type.is("message", "global-delivery-status");
}

bool is_disposition(const MediaType& type) {
  return type.is("message", "disposition-notification") || type.is("message", "global-disposition-notification");
}

// A text holds the returned message where a system returns it without MIME, or where the boundaries were lost.
void add_text(std::string_view text, const Limits& limits, Parts& parts) {
  const CopyPlace copy = find_copy(text);
  parts.notice += text.substr(0, std::min(copy.begin, most_notice - std::min(most_notice, parts.notice.size())));
  parts.notice += '\n';
  read_delivery_status(text.substr(0, copy.begin), limits.addresses, parts.status);
  if (copy.begin >= text.size()) return;
  if (parts.status.empty()) read_delivery_status(text.substr(copy.begin), limits.addresses, parts.status);
  const auto header = text.find_first_not_of("\r\n", copy.header);
  if (!parts.returned && header != std::string_view::npos) parts.returned = read_returned(text.substr(header), limits);
}

// HTML counts where there is no text beside it.
class Words {
 public:
  void add(const Leaf& leaf, const std::string& text, const Limits& limits, Parts& parts, Doubts& doubts) {
    if (leaf.type.is("text", "html")) {
      if (html_.empty()) html_ = html_to_text(text, doubts).text;
    } else {
      plain_ = plain_ || !is_blank(text);
      add_text(text, limits, parts);
    }
  }
  void end(const Limits& limits, Parts& parts) const {
    if (!plain_ && !html_.empty()) add_text(html_, limits, parts);
  }

 private:
  std::string html_;
  bool plain_ = false;
};

void read_part(const Leaf& leaf, const std::string& text, const Limits& limits, Parts& parts) {
  if (is_returned_message(leaf.type)) {
    if (!parts.returned) parts.returned = read_returned(text, limits);
  } else if (leaf.type.is("message", "feedback-report")) {
    if (!parts.feedback) parts.complaint = read_feedback(text, limits);
    parts.feedback = true;
  } else if (is_disposition(leaf.type)) {
    parts.disposition = true;
    if (parts.status.message_id.empty()) {
      DeliveryStatus read;
      read_delivery_status(text, 1, read);
      parts.status.message_id = std::move(read.message_id);
    }
  } else if (is_status(leaf.type)) {
    parts.has_status = true;
    read_delivery_status(text, limits.addresses, parts.status);
  }
}

// A multipart whose boundary is lost is text as well: better a word too many.
bool has_words(const MediaType& type) {
  return (type.type == "text" && !is_returned_message(type)) || type.type == "multipart";
}

// Some gateways wrap a report once more.
std::optional<RawMessage> report_in(const Leaf& leaf, const std::string& text) {
  if (!leaf.type.is("message", "rfc822")) return std::nullopt;
  RawMessage inner = split_message(text);
  const MediaType type = read_media_type(value_of(inner.header, "Content-Type"));
  return type.is("multipart", "report") ? std::optional(std::move(inner)) : std::nullopt;
}

Parts read_parts(const RawMessage& message, const Limits& limits, bool wrapped) {  // wrapped: in another one
  Doubts unheeded;
  const HeaderIndex header(message.header, limits, unheeded);
  const auto body = std::string_view(message.body).substr(0, limits.body_bytes);
  PartReader reader(header, body, limits, unheeded);
  Parts parts;
  Words words;
  bool any = false;
  while (const auto leaf = reader.next()) {
    any = true;
    const std::string text = leaf_text(*leaf, unheeded);
    const auto inner = wrapped || !parts.status.empty() ? std::nullopt : report_in(*leaf, text);
    if (inner) {
      parts = read_parts(*inner, limits, true);
    } else if (has_words(leaf->type)) {
      words.add(*leaf, text, limits, parts, unheeded);
    } else {
      read_part(*leaf, text, limits, parts);
    }
  }
  words.end(limits, parts);
  if (!any) add_text(body.substr(0, most_text), limits, parts);
  return parts;
}

std::vector<Address> failed_of_header(const RawMessage& message, const Limits& limits) {
  std::vector<Address> failed;
  for (const HeaderField& field : message.header) {
    if (!equals_ignoring_case(field.name, "X-Failed-Recipients")) continue;
    for (auto& found : addresses_in(field.value, limits.addresses)) {
      if (failed.size() < limits.addresses) failed.push_back(std::move(found.address));
    }
  }
  return failed;
}

bool tells_of_failure(std::string_view plain) {
  static const HeardBeginnings texts(Heard::bounce_texts);
  return says(plain, texts);
}

bool tells_of_delay(std::string_view plain) {
  static const HeardBeginnings delays(Heard::bounce_delays);
  return says(plain, delays);
}

bool is_notice_subject(std::string_view subject) {
  static const HeardBeginnings subjects(Heard::bounce_subjects);
  subject = without_tags(subject);
  while (subject.starts_with('*')) subject = trim(subject.substr(1));
  return begins(plain_words(subject), subjects);
}

bool is_from_mail_system(const MessageFacts& facts) {
  return std::any_of(facts.from.begin(), facts.from.end(),
                     [](const Address& one) { return is_mail_system(one) || is_named_as_mail_system(one); });
}

// Makes of parts who was not reached.
class Failures {
 public:
  Failures(const RawMessage& message, const MessageFacts& facts, const Parts& parts, const Limits& limits)
      : message_(message), facts_(facts), parts_(parts), limits_(limits) {}

  std::vector<FailedRecipient> find() {
    const std::string opening =
        plain_words(facts_.subject) + ' ' + plain_words(std::string_view(parts_.notice).substr(0, most_opening));
    const bool late = tells_of_delay(opening);
    if (!parts_.status.empty()) {
      of_status();
    } else if (auto named = failed_of_header(message_, limits_); !named.empty() && !late) {
      listed_ = recipients_in(parts_.notice, limits_.addresses);
      alone_ = named.size() == 1;
      for (auto& address : named) add(std::move(address), false);
    } else if (!late && is_notice(opening)) {
      of_words();
    }
    return std::move(failed_);
  }

 private:
  // Absences come from the null sender too, and speak of whom to write to.
  bool is_notice(std::string_view opening) const {
    if (parts_.disposition) return tells_of_failure(opening);
    if (notice_of(facts_.subject) != Notice::none) return false;
    if (parts_.has_status || is_from_mail_system(facts_) || is_notice_subject(facts_.subject)) return true;
    return !speaks_of_absence(facts_.text) && (tells_of_failure(opening) || tells_of_dead_address(opening) || verp());
  }

  std::optional<Address> verp() const {
    for (const Address& to : facts_.to) {
      auto address = verp_recipient(to.raw);
      if (address && !is_own(*address)) return address;
    }
    return std::nullopt;
  }

  void of_status() {
    listed_ = recipients_in(parts_.notice, limits_.addresses);
    const auto& told = parts_.status.recipients;
    alone_ = told.size() == 1;
    for (const RecipientStatus& one : told) {
      if (one.fate == RecipientStatus::Fate::failed) add(one.address, false, one.status, one.diagnostic);
    }
  }

  void of_words() {
    listed_ = recipients_in(parts_.notice, limits_.addresses);
    if (auto address = verp()) return add(std::move(*address), false);
    add_at(NoticeRecipient::Place::listed);
    if (failed_.empty() && parts_.returned) {
      add_those([&](const NoticeRecipient& one) { return parts_.returned->went_to(one.address); }, false,
                limits_.addresses);
    }
    if (failed_.empty()) add_at(NoticeRecipient::Place::summarised);
    if (failed_.empty()) guess();
  }

  void add_at(NoticeRecipient::Place place) {
    add_those([place](const NoticeRecipient& one) { return one.place == place; }, false, limits_.addresses);
  }

  void guess() {
    add_those([](const NoticeRecipient& one) { return !is_mail_system(one.address); }, true, most_guessed);
    if (!failed_.empty() || !parts_.returned || parts_.returned->to.size() != 1) return;
    alone_ = true;
    if (!is_own(parts_.returned->to.front())) add(parts_.returned->to.front(), true);
  }

  // Those of our domain only where no other is wanted.
  template <typename Wanted>
  void add_those(Wanted wanted, bool guessed, std::size_t most) {
    std::vector<const NoticeRecipient*> those;
    for (const NoticeRecipient& one : listed_) {
      if (wanted(one) && !is_own(one.address)) those.push_back(&one);
    }
    const auto outside = [&](const NoticeRecipient* one) { return !is_of_our_domain(one->address); };
    if (std::any_of(those.begin(), those.end(), outside)) std::erase_if(those, std::not_fn(outside));
    those.resize(std::min(those.size(), most));
    alone_ = those.size() == 1;
    for (const NoticeRecipient* one : those) add(one->address, guessed);
  }

  bool is_own(const Address& address) const {
    const auto same = [&](const Address& one) { return one.key == address.key; };
    return std::any_of(facts_.from.begin(), facts_.from.end(), same) ||
           std::any_of(facts_.to.begin(), facts_.to.end(), same);
  }

  bool is_of_our_domain(const Address& address) const {
    return std::any_of(facts_.to.begin(), facts_.to.end(),
                       [&](const Address& to) { return to.domain() == address.domain(); });
  }

  std::string_view reason_of(const Address& address) const {
    const auto found = std::find_if(listed_.begin(), listed_.end(),
                                    [&](const NoticeRecipient& one) { return one.address.key == address.key; });
    return found == listed_.end() ? std::string_view() : std::string_view(found->reason);
  }

  void add(Address address, bool guessed, std::string_view status = {}, std::string_view diagnostic = {}) {
    const auto known = [&](const FailedRecipient& one) { return one.address.key == address.key; };
    if (failed_.size() >= limits_.addresses || std::any_of(failed_.begin(), failed_.end(), known)) return;
    const std::string_view reason = reason_of(address);
    const bool told = !is_blank(diagnostic);
    const std::string_view beside = tells_of_address(reason) || !alone_ ? reason : std::string_view(parts_.notice);
    const Diagnosis diagnosis = diagnose(status, diagnostic, beside);
    FailedRecipient failed;
    failed.address = std::move(address);
    failed.permanent = diagnosis.permanent;
    failed.status = diagnosis.status;
    std::string line(told ? diagnostic : reason);
    std::replace(line.begin(), line.end(), '\n', ' ');
    failed.diagnostic = cut_utf8(repair_utf8(one_line(line)), longest_diagnostic);
    failed.guessed = guessed;
    failed_.push_back(std::move(failed));
  }

  const RawMessage& message_;
  const MessageFacts& facts_;
  const Parts& parts_;
  const Limits& limits_;
  std::vector<NoticeRecipient> listed_;
  std::vector<FailedRecipient> failed_;
  bool alone_ = true;  // one recipient only: the whole notice is about it
};

bool lists_recipients(std::string_view notice) {
  constexpr std::size_t enough = 10;
  const auto recipients = recipients_in(notice, enough);
  return std::any_of(recipients.begin(), recipients.end(), [](const NoticeRecipient& one) { return one.is_listed(); });
}

bool was_delivered(const DeliveryStatus& status) {
  return std::any_of(status.recipients.begin(), status.recipients.end(),
                     [](const RecipientStatus& one) { return one.fate == RecipientStatus::Fate::delivered; });
}

std::optional<Complaint> find_complaint(const MessageFacts& facts, Parts& parts) {
  if (!parts.returned) return std::move(parts.complaint);
  if (!parts.feedback) return complaint_of(*parts.returned, facts.subject);
  if (!parts.complaint) return std::nullopt;
  parts.complaint->message_id = parts.returned->message_id;
  parts.complaint->tag = parts.returned->tag;
  if (parts.complaint->recipients.empty()) parts.complaint->recipients = parts.returned->reported;
  if (parts.complaint->recipients.empty()) parts.complaint->recipients = parts.returned->to;
  return std::move(parts.complaint);
}

}  // namespace

Reports read_reports(const RawMessage& message, const MessageFacts& facts, const Limits& limits) {
  Parts parts = read_parts(message, limits, false);
  Reports reports;
  reports.complaint = find_complaint(facts, parts);
  if (reports.complaint || parts.feedback) return reports;
  DeliveryReport bounce;
  bounce.failed = Failures(message, facts, parts, limits).find();
  reports.receipt = bounce.failed.empty() && (parts.disposition || was_delivered(parts.status));
  if (parts.returned) {
    bounce.message_id = parts.returned->message_id;
    bounce.tag = parts.returned->tag;
  }
  if (bounce.message_id.empty()) bounce.message_id = parts.status.message_id;
  if (reports.receipt) reports.receipt_of = bounce.message_id;
  if (bounce.failed.empty() && !parts.has_status) return reports;
  reports.bounce = std::move(bounce);
  return reports;
}

bool is_bounce_notice(const MessageFacts& facts) {
  const std::string_view text = facts.text;
  const bool named = is_notice_subject(facts.subject);
  const bool of_system = is_from_mail_system(facts);
  const bool has_fields = text.find("Final-Recipient:") != std::string_view::npos;
  if (!named && !of_system && !has_fields) return false;
  const auto notice = text.substr(0, std::min(find_copy(text.substr(0, most_notice)).begin, most_notice));
  const std::string opening = plain_words(notice.substr(0, most_opening));
  if (of_system) return named || tells_of_failure(opening);
  if (!tells_of_failure(opening)) return false;
  static const HeardBeginnings openings(Heard::bounce_openings);
  DeliveryStatus status;
  read_delivery_status(notice, 1, status);
  if (!status.empty()) return named || begins(opening, openings);
  return named && (begins(opening, openings) || lists_recipients(notice));
}

}  // namespace jeda::mail
