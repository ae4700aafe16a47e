#include "mail/automatic.h"

#include <algorithm>

#include "base/text.h"
#include "mail/mime/media_type.h"
#include "mail/subject.h"

namespace jeda::mail {
namespace {

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
         type.is("message", "disposition-notification") || type.is("message", "feedback-report");
}

bool is_bulk(std::string_view precedence) {
  const std::string word = first_word(precedence);
  return word == "bulk" || word == "junk" || word == "list" || word == "auto_reply" || word == "auto-reply";
}

bool says_something(std::string_view value) { return !is_blank(value); }

bool says_other_than_no(std::string_view value) {
  const std::string word = first_word(value);
  return word != "no" && word != "false" && word != "0";
}

}  // namespace

std::optional<AutomaticSign> automatic_sign(const HeaderIndex& header, std::string_view subject, bool null_sender) {
  if (null_sender) {
    return AutomaticSign::null_sender;
  }
  if (any_value(header, FieldKind::auto_submitted, is_auto_submitted)) {
    return AutomaticSign::auto_submitted;
  }
  if (any_value(header, FieldKind::content_type, is_report)) {
    return AutomaticSign::report;
  }
  const bool answers = any_value(header, FieldKind::in_reply_to, says_something) ||
                       any_value(header, FieldKind::references, says_something);
  if (header.has(FieldKind::list) || (!answers && header.has(FieldKind::list_unsubscribe))) {
    return AutomaticSign::list;
  }
  if (any_value(header, FieldKind::precedence, is_bulk) ||
      any_value(header, FieldKind::autoresponder, says_other_than_no) ||
      (!answers && header.has(FieldKind::feedback_id))) {
    return AutomaticSign::bulk;
  }
  return is_vacation_subject(subject) ? std::optional(AutomaticSign::vacation_subject) : std::nullopt;
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
  }
  return "unknown";
}

}  // namespace jeda::mail
