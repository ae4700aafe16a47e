#include "agent/notice_values.h"

#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::agent {
namespace {

using Json = nlohmann::json;

constexpr std::size_t value_bytes = 300;
constexpr std::size_t line_bytes = 1000;
constexpr std::size_t most_lines = 100;
constexpr std::size_t most_recipients = 5;

std::string shown(std::string_view text) { return printable(text, value_bytes); }

std::string joined(const std::vector<std::string>& addresses, policy::Language language) {
  std::string text;
  for (std::size_t i = 0; i < addresses.size() && i < most_recipients; ++i) text += (i ? ", " : "") + addresses[i];
  if (addresses.size() <= most_recipients) return text;
  return text + ' ' + texts::told(language, "and_more", {{"count", addresses.size() - most_recipients}});
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < most_lines) {
    const std::size_t end = text.find('\n');
    lines.push_back(printable(text.substr(0, end), line_bytes));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

const date::time_zone& zone_of(const store::HeldMessage& mail, const policy::Policy& policy) {
  return *policy.prospect(mail.recipients.empty() ? "" : mail.recipients.front().key).zone;
}

MailValues mail_values(const store::HeldMessage& mail, const policy::Policy& policy) {
  std::vector<std::string> addresses;
  for (const policy::Recipient& recipient : mail.recipients) addresses.push_back(shown(recipient.raw));
  MailValues values;
  values.reference = shown(mail.reference);
  values.subject = shown(mail.subject);
  values.salesperson = shown(mail.salesperson);
  values.rules = shown(mail.rules);
  values.recipients = joined(addresses, policy.language);
  values.held_at = policy::format_moment(mail.held_at, zone_of(mail, policy), policy.language);
  return values;
}

std::string text_of(const Json& details, const char* key) {
  const auto found = details.find(key);
  return found != details.end() && found->is_string() ? shown(found->get<std::string>()) : "";
}

std::vector<std::string> texts_of(const Json& details, const char* key, std::size_t bytes) {
  std::vector<std::string> texts;
  const auto found = details.find(key);
  if (found == details.end() || !found->is_array()) return texts;
  for (const Json& item : *found)
    if (item.is_string() && texts.size() < most_lines) texts.push_back(printable(item.get<std::string>(), bytes));
  return texts;
}

// What the notice itself brings; of refused parts there is no held mail.
void add_details(NoticeValues& values, const store::Notice& notice, policy::Language language) {
  const Json details = Json::parse(notice.details, nullptr, false);
  if (!details.is_object()) return;
  if (auto subject = text_of(details, "subject"); !subject.empty()) values.mail.subject = std::move(subject);
  if (auto rules = text_of(details, "rules"); !rules.empty()) values.mail.rules = std::move(rules);
  if (auto advice = texts_of(details, "advice", line_bytes); !advice.empty()) values.advice = std::move(advice);
  const auto recipients = texts_of(details, "recipients", value_bytes);
  if (!recipients.empty()) values.mail.recipients = joined(recipients, language);
}

void add_who(NoticeValues& values, const store::Notice& notice) {
  values.scheduled = notice.by == store::by_schedule;
  values.expired = notice.by == store::by_expiry;
  values.by_hand = notice.by == store::by_queue;
  if (!values.scheduled && !values.expired && !values.by_hand) values.by = shown(notice.by);
}

}  // namespace

NoticeValues values_of(const NoticeFacts& facts, const policy::Policy& policy) {
  NoticeValues values;
  for (const store::HeldMessage& mail : facts.mails) values.mails.push_back(mail_values(mail, policy));
  if (facts.mails.size() == 1 && facts.notice.kind != store::NoticeKind::reminder) {
    const store::HeldMessage& mail = facts.mails.front();
    values.mail = values.mails.front();
    for (const std::string& line : mail.advice) values.advice.push_back(printable(line, line_bytes));
    if (mail.next_allowed)
      values.next_allowed = policy::format_moment(*mail.next_allowed, zone_of(mail, policy), policy.language);
  }
  values.mail.reference = shown(facts.notice.reference);
  add_details(values, facts.notice, policy.language);
  add_who(values, facts.notice);
  values.words = lines_of(facts.notice.words);
  values.original = !facts.notice.original.empty();
  return values;
}

}  // namespace jeda::agent
