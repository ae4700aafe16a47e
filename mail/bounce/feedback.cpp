#include "mail/bounce/feedback.h"

#include <algorithm>

#include "base/text.h"
#include "mail/bounce/delivery_status.h"
#include "mail/bounce/phrases.h"
#include "mail/mime/header_block.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_line = 200;
constexpr std::size_t most_unsubscribe = 600;  // such mail has nothing else to say

std::string short_line(std::string_view text) {
  return std::string(cut_utf8(repair_utf8(one_line(text)), longest_line));
}

void add_recipients(const std::vector<HeaderField>& fields, std::string_view name, std::vector<Address>& recipients) {
  for (const HeaderField& field : fields) {
    auto address = equals_ignoring_case(field.name, name) ? typed_address(field.value) : std::nullopt;
    if (address) recipients.push_back(std::move(*address));
  }
}

}  // namespace

std::optional<Complaint> read_feedback(std::string_view text, const Limits& limits) {
  const HeaderBlock block = read_header_block(text, 0, limits.addresses);
  Complaint complaint;
  complaint.type = short_line(lower_ascii(trim(value_of(block.fields, "Feedback-Type"))));
  if (complaint.type == "not-spam" || complaint.type == "auth-failure" || complaint.type == "dmarc")
    return std::nullopt;
  add_recipients(block.fields, "Original-Rcpt-To", complaint.recipients);
  if (complaint.recipients.empty()) add_recipients(block.fields, "Removal-Recipient", complaint.recipients);
  return complaint;
}

std::optional<Complaint> complaint_of(const Returned& returned, std::string_view subject) {
  static const HeardBeginnings subjects(Heard::complaint_subjects);
  if (!returned.reported.empty()) return Complaint{"abuse", returned.reported, returned.message_id, returned.tag};
  if (returned.message_id.empty() && returned.to.empty()) return std::nullopt;
  if (!begins(plain_words(subject), subjects)) return std::nullopt;
  return Complaint{"abuse", returned.to, returned.message_id, returned.tag};
}

std::string unsubscribe_request(std::string_view subject, std::string_view text) {
  static const HeardBeginnings requests(Heard::unsubscribe_texts);
  if (text.size() > most_unsubscribe || starts_ignoring_case(trim(subject), "re:")) return {};
  if (!says(plain_words(text), requests)) return {};
  for (auto rest = text; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    if (says(plain_words(line), requests)) return short_line(line);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return short_line(text);
}

}  // namespace jeda::mail
