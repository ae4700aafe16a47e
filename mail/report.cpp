#include "mail/report.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/address_list.h"
#include "mail/doubts.h"
#include "mail/heard.h"
#include "mail/mime/header_block.h"
#include "mail/mime/message_ids.h"
#include "mail/mime/parts.h"
#include "mail/written/body_text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_diagnostic = 200;
constexpr std::size_t block_fields = 50;

std::string clipped(std::string_view value) {
  return std::string(cut_utf8(repair_utf8(one_line(value)), longest_diagnostic));
}

// "5.1.1" at `at`; empty where there is none. RFC 3463: one digit, then one to three, twice.
std::string_view status_at(std::string_view text, std::size_t at) {
  if (std::string_view("245").find(text[at]) == std::string_view::npos || (at > 0 && is_digit(text[at - 1]))) return {};
  std::size_t end = at + 1;
  for (int part = 0; part < 2; ++part) {
    const std::size_t begin = end + 1;
    if (end >= text.size() || text[end] != '.') return {};
    for (end = begin; end < text.size() && end - begin < 3 && is_digit(text[end]);) ++end;
    if (end == begin) return {};
  }
  const bool goes_on = end < text.size() && (is_digit(text[end]) || text[end] == '.') && end + 1 < text.size() &&
                       is_digit(text[end + 1]);
  return goes_on ? std::string_view() : text.substr(at, end - at);  // an IP address has a fourth part
}

std::string find_status(std::string_view text) {
  for (std::size_t at = 0; at < std::min<std::size_t>(text.size(), 1000); ++at) {
    if (const auto status = status_at(text, at); !status.empty()) return std::string(status);
  }
  return {};
}

// "smtp; 550 no such user": the reply code alone.
std::string status_of_code(std::string_view diagnostic) {
  const auto begin = diagnostic.find_first_of("45");
  const bool code = begin != std::string_view::npos && begin + 2 < diagnostic.size() &&
                    is_digit(diagnostic[begin + 1]) && is_digit(diagnostic[begin + 2]) &&
                    (begin == 0 || !is_digit(diagnostic[begin - 1])) &&
                    (begin + 3 == diagnostic.size() || !is_digit(diagnostic[begin + 3]));
  return code ? std::string(1, diagnostic[begin]) + ".0.0" : std::string();
}

// "x.0.0" says nothing; the diagnostic may say more.
std::string best_status(std::string_view field, std::string_view diagnostic) {
  std::string status = find_status(field);
  if (!status.empty() && !status.ends_with(".0.0")) return status;
  std::string told = find_status(diagnostic);
  if (told.empty() || (!status.empty() && told.front() != status.front())) told = status;
  return told.empty() ? status_of_code(diagnostic) : told;
}

bool is_permanent(std::string_view status) {
  const auto detail = status.find('.');
  return status.starts_with('5') && status.substr(detail) != ".2.2";  // a full mailbox may be emptied
}

// "rfc822; <andi@toko.example>"; absent where it is no mail address.
std::optional<Address> typed_address(std::string_view value) {
  const auto semicolon = value.find(';');
  auto address = parse_path(trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1)));
  return address && !address->domain().empty() ? address : std::nullopt;
}

std::string_view value_of(const std::vector<HeaderField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const HeaderField& field) { return equals_ignoring_case(field.name, name); });
  return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

std::optional<FailedRecipient> failed_recipient(const std::vector<HeaderField>& fields) {
  const auto diagnostic = value_of(fields, "Diagnostic-Code");
  FailedRecipient failed;
  failed.status = best_status(value_of(fields, "Status"), diagnostic);
  const std::string action = first_word(value_of(fields, "Action"));
  const bool says_failed = action == "failed" || (action.empty() && failed.status.starts_with('5'));
  auto address = typed_address(value_of(fields, "Original-Recipient"));
  if (!address) address = typed_address(value_of(fields, "Final-Recipient"));
  if (!says_failed || !address) return std::nullopt;
  failed.address = std::move(*address);
  if (failed.status.empty()) failed.status = "5.0.0";
  failed.permanent = is_permanent(failed.status);
  failed.diagnostic = clipped(diagnostic);
  return failed;
}

// Groups of fields with empty lines between: the first is about the message, each other one about a recipient. All are
// read alike: some senders leave out the empty line or the first group.
void read_status(std::string_view text, const Limits& limits, DeliveryReport& report) {
  for (std::size_t at = 0; at < text.size() && report.failed.size() < limits.addresses;) {
    const HeaderBlock block = read_header_block(text, at, block_fields);
    if (auto failed = failed_recipient(block.fields)) report.failed.push_back(std::move(*failed));
    at = block.body > at ? block.body : text.find('\n', at);
    at = std::min(text.size(), text.find_first_not_of("\r\n", at));
  }
}

void read_feedback(std::string_view text, const Limits& limits, Complaint& complaint) {
  const HeaderBlock block = read_header_block(text, 0, limits.addresses);
  complaint.type = clipped(lower_ascii(trim(value_of(block.fields, "Feedback-Type"))));
  for (const HeaderField& field : block.fields) {
    if (!equals_ignoring_case(field.name, "Original-Rcpt-To")) continue;
    if (auto address = typed_address(field.value)) complaint.recipients.push_back(std::move(*address));
  }
}

bool is_returned_message(const MediaType& type) {
  return type.is("message", "rfc822") || type.is("message", "global") || type.is("text", "rfc822-headers") ||
         type.is("message", "rfc822-headers") || type.is("message", "global-headers");
}

struct Returned {
  std::string message_id;
  std::vector<Address> to;
};

Returned read_returned(std::string_view text, const Limits& limits) {
  const RawMessage message = split_message(text.substr(0, limits.header_bytes));
  MessageFacts facts = read_header_facts(message.header, false, limits);
  return {std::move(facts.message_id), std::move(facts.to)};
}

}  // namespace

Reports read_reports(const RawMessage& message, const Limits& limits) {
  Doubts unheeded;
  const HeaderIndex header(message.header, limits, unheeded);
  PartReader parts(header, std::string_view(message.body).substr(0, limits.body_bytes), limits, unheeded);
  Reports reports;
  std::optional<Returned> returned;
  while (const auto leaf = parts.next()) {
    if (leaf->type.is("message", "delivery-status") || leaf->type.is("message", "global-delivery-status")) {
      if (!reports.bounce) reports.bounce.emplace();
      read_status(leaf_text(*leaf, unheeded), limits, *reports.bounce);
    } else if (leaf->type.is("message", "feedback-report") && !reports.complaint) {
      read_feedback(leaf_text(*leaf, unheeded), limits, reports.complaint.emplace());
    } else if (is_returned_message(leaf->type) && !returned) {
      returned = read_returned(leaf_text(*leaf, unheeded), limits);
    }
  }
  if (reports.complaint && reports.complaint->type == "not-spam") reports.complaint.reset();
  if (returned && reports.complaint) {
    reports.complaint->message_id = returned->message_id;
    if (reports.complaint->recipients.empty()) reports.complaint->recipients = returned->to;
  }
  if (returned && reports.bounce) reports.bounce->message_id = returned->message_id;
  return reports;
}

std::optional<DeliveryReport> read_plain_bounce(std::string_view text, const Limits& limits) {
  const auto beginnings = heard(Heard::bounce_texts);
  if (std::none_of(beginnings.begin(), beginnings.end(), [text](auto one) { return text.starts_with(one); }))
    return std::nullopt;
  constexpr std::string_view copy_mark = "\n--- ";  // "--- Below this line is a copy of the message."
  const auto copy = std::min(text.size(), text.find(copy_mark));
  DeliveryReport report;
  for (auto at = text.find("\n<"); at < copy && report.failed.size() < limits.addresses;
       at = text.find("\n<", at + 1)) {
    const auto line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    auto address = line.ends_with(">:") ? parse_path(line.substr(0, line.size() - 1)) : std::nullopt;
    if (!address || address->domain().empty()) continue;
    const auto begin = std::min(copy, at + 1 + line.size());
    const auto reason = text.substr(begin, std::min(copy, text.find("\n\n", begin)) - begin);
    FailedRecipient failed{std::move(*address), false, best_status({}, reason), {}};
    if (failed.status.empty()) failed.status = "5.0.0";
    failed.permanent = is_permanent(failed.status);
    std::string diagnostic(reason);
    std::replace(diagnostic.begin(), diagnostic.end(), '\n', ' ');
    failed.diagnostic = clipped(diagnostic);
    report.failed.push_back(std::move(failed));
  }
  if (copy < text.size()) {
    const auto below = std::min(text.size(), text.find('\n', copy + copy_mark.size()));
    report.message_id =
        read_returned(text.substr(std::min(text.size(), text.find_first_not_of('\n', below))), limits).message_id;
  }
  return report;
}

}  // namespace jeda::mail
