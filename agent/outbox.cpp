// Notices, and copies for recipients that were judged apart: written down as being sent, given to the MTA, written down
// as sent.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/agent.h"
#include "base/random.h"

namespace jeda::agent {
namespace {

using service::log_value;

constexpr int most_sent = 200;                                 // in one round
constexpr int most_copies = 20;                                // likewise; each may have 4 MiB
constexpr Duration longest_sending = std::chrono::seconds(5);  // so that requests do not wait for a slow MTA
constexpr std::size_t most_findings = 200;
constexpr int most_refused_tries = 3;  // of a notice that the MTA refuses with a 5xx
constexpr std::size_t most_references = 200;

std::string named(const NoticeFacts& facts) {
  const store::Notice& notice = facts.notice;
  const bool about_one = !notice.reference.empty();
  return fmt::format(
      "notice kind={} ref={} queue={} to={}", store::to_string(notice.kind), about_one ? notice.reference : "-",
      about_one && !facts.mails.empty() ? log_value(facts.mails.front().queue_id) : "-", log_value(notice.to));
}

std::string named(const store::Desk::Copy& copy) {
  return fmt::format("copy ref={} to={}", copy.reference, log_value(copy.notify));
}

std::vector<std::string> references_in(const std::string& details) {
  std::vector<std::string> references;
  const auto parsed = nlohmann::json::parse(details, nullptr, false);
  const auto found = parsed.is_object() ? parsed.find("references") : parsed.end();
  if (found == parsed.end() || !found->is_array()) return references;
  for (const auto& item : *found)
    if (item.is_string() && references.size() < most_references) references.push_back(item.get<std::string>());
  return references;
}

}  // namespace

void Agent::send_notices() {
  const auto notices = tools_.desk.notices(now(), most_sent);
  if (!notices) {
    failed(notices.error(), "notices");
    return;
  }
  const Time begun = now();
  for (const store::Notice& notice : *notices) {
    if (!settle(notice) && !send(notice)) return;
    if (now() - begun >= longest_sending) return;
  }
}

// The MTA may have what was offered to it, and so is not given it again: it has what the filter saw pass; of what no
// filter saw, reviewers are told that nobody knows.
bool Agent::settle(const store::Notice& notice) {
  if (notice.standing == store::Notice::Standing::due) return false;
  const auto facts = facts_of(notice);
  if (!facts) return true;
  if (notice.standing == store::Notice::Standing::passed) {
    record(*facts, {Posted::Taken::yes, false, false, ""});
  } else {
    drop(*facts, "the MTA may have it, or not: the answer never came, and no filter saw it pass");
  }
  return true;
}

// Whether the MTA may be given a message's end: what may follow is on disk.
bool Agent::ends(const store::Result<bool>& noted, std::string_view step) {
  if (!noted) failed(noted.error(), step);
  if (noted && *noted) tools_.step(step);
  return noted && *noted;
}

// Absent: the store failed.
std::optional<NoticeFacts> Agent::facts_of(const store::Notice& notice) {
  NoticeFacts facts{notice, {}, settings_.notices.from, now()};
  facts.page = settings_.web.url;
  std::vector<std::string> references{notice.reference};
  const bool reminder = notice.kind == store::NoticeKind::reminder;
  if (reminder) references = references_in(notice.details);
  for (const std::string& reference : references) {
    if (reference.empty()) continue;
    auto detail = tools_.desk.show(reference);
    if (!detail) {
      failed(detail.error(), "show");
      return std::nullopt;
    }
    if (!*detail) continue;
    facts.beside = std::move((*detail)->beside);
    facts.mails.push_back(std::move((*detail)->item.message));
  }
  if (!reminder && facts.mails.size() == 1 && !add_people(facts)) return std::nullopt;
  return facts;
}

// Names as the mail itself has them, then as they were told; and the link. False: the store failed.
bool Agent::add_people(NoticeFacts& facts) {
  const store::HeldMessage& mail = facts.mails.front();
  const auto outgoing = tools_.desk.outgoing(mail.reference);
  if (!outgoing) failed(outgoing.error(), "outgoing");
  if (!outgoing) return false;
  if (*outgoing) {
    const auto& names = (*outgoing)->content.display_names;
    for (std::size_t i = 0; i < std::min(names.size(), (*outgoing)->recipients.size()); ++i)
      if (!names[i].empty()) facts.names[(*outgoing)->recipients[i].key] = names[i];
  }
  for (const store::KeptFinding& finding : store::kept_findings(mail.findings, most_findings))
    if (!finding.name.empty()) facts.names[finding.prospect] = finding.name;
  return facts.page.empty() || add_link(facts);
}

bool Agent::add_link(NoticeFacts& facts) {
  if (!links_) {
    const auto fresh = random_hex(32);
    const auto key = fresh ? tools_.desk.web_secret(service::links_secret, *fresh)
                           : tl::unexpected(store::Error{store::Error::Cause::failed, "no random bytes"});
    if (!key) failed(key.error(), "key of links");
    if (!key) return false;
    links_.emplace(*key);
  }
  const store::HeldMessage& mail = facts.mails.front();
  const std::string link = links_->of_mail(mail.reference, mail.salesperson);
  if (!link.empty()) facts.link = fmt::format("{}/m/{}", facts.page, link);
  return true;
}

// False: the MTA is not there, so that the others need not be tried now.
bool Agent::send(const store::Notice& notice) {
  const auto facts = facts_of(notice);
  if (!facts) return false;
  if (settings_.notices.from.empty()) {
    drop(*facts, "the setting 'from' of 'notices' is missing");
    return true;
  }
  const auto message = write_notice(*facts, tools_.texts, *tools_.current_policy());
  if (!message) {
    drop(*facts, message.error());
    return true;
  }
  const auto begun = tools_.desk.sending(notice.id, now());
  if (!begun) failed(begun.error(), "sending");
  if (!begun || !*begun) return begun.has_value();
  tools_.step("sending");
  const Posted posted =
      tools_.post.send(notice.to, *message, [&] { return ends(tools_.desk.offered(notice.id, now()), "offered"); });
  tools_.step("posted");
  record(*facts, posted);
  return posted.taken == Posted::Taken::yes || (posted.taken == Posted::Taken::no && !posted.unreachable);
}

void Agent::record(const NoticeFacts& facts, const Posted& posted) {
  const store::Notice& notice = facts.notice;
  const Time time = now();
  if (posted.taken == Posted::Taken::yes) {
    if (const auto sent = tools_.desk.sent(notice.id, time); !sent) failed(sent.error(), "sent");
    tools_.step("sent");
    tools_.log.info(named(facts));
    return;
  }
  tools_.log.warning(fmt::format("{} attempt={} certain={} reason={}", named(facts), notice.attempts + 1,
                                 posted.taken == Posted::Taken::no ? "yes" : "no", log_value(posted.trouble)));
  if (posted.taken == Posted::Taken::unknown) return;  // it stays `offered`, see settle()
  const int most = posted.for_good ? most_refused_tries : most_notice_tries;
  const auto next = notice.attempts + 1 >= most ? std::nullopt : std::optional(time + wait_before(notice.attempts));
  const auto noted = tools_.desk.not_sent(notice.id, posted.trouble, next);
  if (!noted) failed(noted.error(), "not sent");
}

void Agent::drop(const NoticeFacts& facts, std::string_view why) {
  tools_.log.warning(fmt::format("{} dropped={}", named(facts), log_value(why)));
  const auto noted = tools_.desk.not_sent(facts.notice.id, why, std::nullopt);
  if (!noted) failed(noted.error(), "not sent");
}

void Agent::send_copies() {
  const auto copies = tools_.desk.copies(host_, now(), most_copies);
  if (!copies) {
    failed(copies.error(), "copies");
    return;
  }
  std::vector<const store::Desk::Copy*> given;
  for (const store::Desk::Copy& copy : *copies)
    if (!give(copy, given)) break;
  const auto queue = given.empty() ? std::nullopt : listing();
  if (!queue) return;  // looked for in the next round
  for (const store::Desk::Copy* copy : given) look_after(*copy, *queue);
}

// False as above. Where it is not known whether the MTA has it, nothing more is written down: it is given again once
// the filter says that it did not pass.
bool Agent::give(const store::Desk::Copy& copy, std::vector<const store::Desk::Copy*>& given) {
  if (copy.passed) {
    given.push_back(&copy);
    return true;
  }
  tools_.step("copy");
  const Posted posted =
      tools_.post.send(copy.notify, fmt::format("X-Jeda-Copy: {}\r\n{}", copy.token, copy.original),
                       [&] { return ends(tools_.desk.copy_offered(copy.reference, now()), "copy-offered"); });
  tools_.step("copy-posted");
  if (posted.taken == Posted::Taken::yes) {
    given.push_back(&copy);
    return true;
  }
  const Time time = now();
  tools_.log.warning(
      fmt::format("{} queue=- attempt={} reason={}", named(copy), copy.attempts + 1, log_value(posted.trouble)));
  if (posted.taken == Posted::Taken::unknown) return false;
  const auto noted = tools_.desk.copy_not_sent(copy.reference, posted.trouble, time + wait_before(copy.attempts));
  if (!noted) failed(noted.error(), "copy not sent");
  return !posted.unreachable;
}

// Only what is seen in the queue is dropped here: the MTA may have been killed after the filter had seen the copy.
void Agent::look_after(const store::Desk::Copy& copy, const service::Listing& listing) {
  const auto detail = tools_.desk.show(copy.reference);
  if (!detail || !*detail) return;
  const store::HeldMessage& message = (*detail)->item.message;
  const Time time = now();
  if (message.state == store::HeldState::held && !message.queue_id.empty() && !listing.contains(message.queue_id)) {
    constexpr std::string_view lost = "the MTA has not kept the copy";
    tools_.log.warning(fmt::format("{} queue={} reason={}", named(copy), log_value(message.queue_id), log_value(lost)));
    const auto noted = tools_.desk.copy_not_sent(copy.reference, lost, time);
    if (!noted) failed(noted.error(), "copy not sent");
    return;
  }
  const auto sent = tools_.desk.copy_sent(copy.reference, time);
  if (!sent) failed(sent.error(), "copy sent");
  if (sent && !*sent)
    tools_.log.error(named(copy) + " queue=- reason=\"the filter did not see it: is it in the MTA's way?\"");
  if (sent && *sent) tools_.log.info(fmt::format("{} queue={}", named(copy), log_value(message.queue_id)));
}

}  // namespace jeda::agent
