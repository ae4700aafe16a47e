#include "agent/notice_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::agent {
namespace {

using Json = nlohmann::json;

constexpr std::size_t value_bytes = 300;
constexpr std::size_t name_bytes = 100;
constexpr std::size_t line_bytes = 1000;
constexpr std::size_t link_bytes = 2000;
constexpr std::size_t most_lines = 100;
constexpr std::size_t most_recipients = 5;
constexpr std::size_t most_beside = 3;

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

/// "Ani and 2 more", "3 prospects", "this prospect".
std::string people(const std::vector<std::string>& names, policy::Language language) {
  const auto known = std::find_if(names.begin(), names.end(), [](const std::string& name) { return !name.empty(); });
  const auto count = static_cast<std::int64_t>(names.size());
  if (count <= 1) return known == names.end() ? texts::told(language, "prospect.unnamed") : *known;
  if (known == names.end()) return texts::told_count(language, "prospect.several", count);
  return texts::told(language, "prospect.first", {{"name", *known}, {"others", count - 1}});
}

/// An address that stands where a name should names nobody.
std::string name_shown(std::string_view name) {
  return name.find('@') == std::string_view::npos ? printable(name, name_bytes) : std::string();
}

std::string who_of(const NoticeFacts& facts, policy::Language language) {
  std::vector<std::string> names;
  for (const policy::Recipient& recipient : facts.mails.front().recipients) {
    const auto known = facts.names.find(recipient.key);
    names.push_back(known == facts.names.end() ? "" : name_shown(known->second));
  }
  return people(names, language);
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

std::string text_of(const Json& details, const char* key, std::size_t bytes = value_bytes) {
  const auto found = details.find(key);
  return found != details.end() && found->is_string() ? printable(found->get<std::string>(), bytes) : "";
}

std::vector<std::string> texts_of(const Json& details, const char* key, std::size_t bytes) {
  std::vector<std::string> texts;
  const auto found = details.find(key);
  if (found == details.end() || !found->is_array()) return texts;
  for (const Json& item : *found)
    if (item.is_string() && texts.size() < most_lines) texts.push_back(printable(item.get<std::string>(), bytes));
  return texts;
}

std::optional<Time> time_of(const Json& details, const char* key) {
  const auto found = details.find(key);
  if (found == details.end() || !found->is_number_integer()) return std::nullopt;
  return Time(Duration(found->get<std::int64_t>()));
}

// What the notice itself brings; of refused parts there is no held mail.
void add_details(NoticeValues& values, const NoticeFacts& facts, policy::Language language) {
  const Json details = Json::parse(facts.notice.details, nullptr, false);
  if (!details.is_object()) return;
  if (auto subject = text_of(details, "subject"); !subject.empty()) values.mail.subject = std::move(subject);
  if (auto rules = text_of(details, "rules"); !rules.empty()) values.mail.rules = std::move(rules);
  if (auto link = text_of(details, "link", link_bytes); !link.empty()) values.mail.link = std::move(link);
  const auto opens = time_of(details, "next_allowed");
  values.over = opens && *opens <= facts.now;
  if (auto advice = texts_of(details, "advice", line_bytes); !advice.empty() && !values.over)
    values.advice = std::move(advice);
  const auto recipients = texts_of(details, "recipients", value_bytes);
  if (recipients.empty()) return;
  values.mail.recipients = joined(recipients, language);
  auto names = texts_of(details, "names", name_bytes);
  names.resize(recipients.size());
  for (std::string& name : names) name = name_shown(name);
  values.who = people(names, language);
}

/// Who did it: a reviewer, the salesperson ("budi", or "budi (link)"), or nobody of these.
void add_who(NoticeValues& values, const NoticeFacts& facts) {
  const std::string& by = facts.notice.by;
  values.scheduled = by == store::by_schedule;
  values.expired = by == store::by_expiry;
  values.by_hand = by == store::by_queue;
  values.self = facts.mails.size() == 1 && by.substr(0, by.find(" (")) == facts.mails.front().salesperson;
  if (!values.scheduled && !values.expired && !values.by_hand && !values.self) values.by = shown(by);
}

/// A moment in the future; what only another text ends has the moment of its judgement.
bool is_passed(const store::HeldMessage& mail, Time now) {
  return mail.next_allowed && *mail.next_allowed > mail.held_at && *mail.next_allowed <= now;
}

void add_mail(NoticeValues& values, const NoticeFacts& facts, const policy::Policy& policy) {
  const store::HeldMessage& mail = facts.mails.front();
  values.mail = values.mails.front();
  values.mail.link = facts.link;
  values.who = who_of(facts, policy.language);
  values.automatic = mail.release == policy::Release::when_allowed && mail.next_allowed.has_value();
  if (!is_passed(mail, facts.now))
    for (const std::string& line : mail.advice) values.advice.push_back(printable(line, line_bytes));
  if (mail.next_allowed && *mail.next_allowed > facts.now)
    values.next_allowed = policy::format_moment(*mail.next_allowed, zone_of(mail, policy), policy.language);
  for (const store::Beside& other : facts.beside)
    if (values.beside.size() < most_beside)
      values.beside.push_back(
          {shown(other.subject), shown(policy::called(other.salesperson)), other.salesperson == mail.salesperson});
}

/// Sorted by who waits longest, a salesperson's mails together.
void add_groups(NoticeValues& values, const NoticeFacts& facts) {
  for (std::size_t i = 0; i < values.mails.size(); ++i) {
    MailValues& mail = values.mails[i];
    if (!facts.page.empty()) mail.link = fmt::format("{}/held/{}", facts.page, mail.reference);
    const auto known = std::find_if(values.groups.begin(), values.groups.end(),
                                    [&](const GroupValues& group) { return group.salesperson == mail.salesperson; });
    GroupValues& group =
        known == values.groups.end() ? values.groups.emplace_back(GroupValues{mail.salesperson, {}}) : *known;
    group.mails.push_back(i);
  }
  if (!values.mails.empty()) values.oldest = values.mails.front().held_at;
  if (!facts.page.empty()) values.queue = facts.page + "/";
}

}  // namespace

NoticeValues values_of(const NoticeFacts& facts, const policy::Policy& policy) {
  NoticeValues values;
  for (const store::HeldMessage& mail : facts.mails) values.mails.push_back(mail_values(mail, policy));
  const bool reminder = facts.notice.kind == store::NoticeKind::reminder;
  if (reminder) add_groups(values, facts);
  if (facts.mails.size() == 1 && !reminder) add_mail(values, facts, policy);
  if (values.who.empty()) values.who = texts::told(policy.language, "prospect.unnamed");
  values.mail.reference = shown(facts.notice.reference);
  add_details(values, facts, policy.language);
  add_who(values, facts);
  values.words = lines_of(facts.notice.words);
  values.original = !facts.notice.original.empty();
  return values;
}

}  // namespace jeda::agent
