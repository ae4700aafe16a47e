#include "milter/inbound.h"

#include <fmt/format.h>

#include <algorithm>

#include "mail/inbound.h"
#include "policy/identity.h"

namespace jeda::milter {
namespace {

using policy::TouchKind;

constexpr std::size_t max_writers = 10;   // addresses of one reply that are looked up
constexpr std::size_t max_reported = 20;  // recipients of one report that are looked up

/// How long ago mail went to a prospect whose bounce is believed though its report names nobody: MTAs give up after a
/// week at most.
constexpr Duration bounces_within = date::days(14);

// The addresses a reply speaks for: From, or where there is none the envelope sender, without those that are no
// prospects. Empty where one of ours is named: no salesperson can make a reply.
std::vector<policy::Recipient> writers(const InboundMail& mail, const mail::MessageFacts& facts) {
  std::vector<mail::Address> addresses = facts.from;
  if (addresses.empty() && mail.sender) addresses.push_back(*mail.sender);
  if (addresses.size() > max_writers) addresses.resize(max_writers);
  std::vector<policy::Recipient> writers;
  for (const mail::Address& address : addresses) {
    if (policy::is_internal(*mail.policy, address)) return {};
    if (!policy::is_no_prospect(*mail.policy, address.key)) writers.push_back(as_recipient(address));
  }
  return writers;
}

// One message from outside while it is read.
struct Reading {
  Services& services;
  const InboundMail& mail;
  const mail::MessageFacts facts;
  const mail::InboundFacts found;
  const std::vector<policy::Recipient> from;
  const Time now;

  std::string queue() const { return or_dash(mail.queue_id); }
};

bool names_ours(const Reading& reading) {
  const auto& from = reading.facts.from;
  return std::any_of(from.begin(), from.end(),
                     [&](const mail::Address& address) { return policy::is_internal(*reading.mail.policy, address); });
}

const date::time_zone& zone_of(const policy::Policy& policy, const std::vector<policy::Recipient>& from) {
  return *policy.prospect(from.empty() ? std::string_view() : std::string_view(from.front().key)).zone;
}

date::year_month_day day_of(Time at, const date::time_zone& zone) {
  return date::year_month_day(date::floor<date::days>(at + zone.get_info(at).offset));
}

// "sales.ours.example", the group sales@ours.example: it hands on what a person wrote to it.
bool is_of_own_group(const policy::Policy& policy, const mail::MessageFacts& facts) {
  if (facts.automatic != mail::AutomaticSign::list || facts.list_id.empty()) return false;
  const std::string_view id = facts.list_id;
  const auto is_ours = [&](std::string_view domain) {
    const auto group = mail::parse_path(fmt::format("list@{}", domain));
    return !domain.empty() && group && policy::is_internal(policy, *group);
  };
  return is_ours(id) || is_ours(id.substr(std::min(id.size(), id.find('.') + 1)));
}

Reading read(Services& services, const InboundMail& mail) {
  mail::MessageFacts facts = read_in_turn(services, mail.raw, !mail.sender);
  if (is_of_own_group(*mail.policy, facts)) facts.automatic.reset();
  const std::vector<policy::Recipient> from = writers(mail, facts);
  const Time now = services.clock();
  const auto today = day_of(now, zone_of(*mail.policy, from));
  const mail::InboundFacts found = mail::read_inbound(mail.raw, facts, today, services.limits);
  return {services, mail, std::move(facts), found, from, now};
}

TouchKind wish_kind(bool doubtful) { return doubtful ? TouchKind::doubtful_wish : TouchKind::opt_out_wish; }

store::Turns turns_for(const policy::Policy& policy, const policy::Recipient& lead) {
  const policy::Team* team = policy.organisation.team(policy.prospect(lead.key).team);
  return team == nullptr ? store::Turns{} : store::Turns{team->name, team->members};
}

std::string wish_note(const store::Reply& reply) {
  return reply.wish.empty() ? "" : fmt::format(" {}=yes", policy::to_string(wish_kind(reply.doubtful)));
}

void record_reply(const Reading& reading) {
  store::Reply reply{reading.now, reading.facts.message_id, reading.from, reading.mail.salespeople,
                     reading.facts.references};
  reply.words = reading.found.words;
  reply.wish = reading.found.opt_out_wish;
  reply.doubtful = reading.found.wish_doubtful;
  reply.turns = turns_for(*reading.mail.policy, reading.from.front());
  const auto outcome = reading.services.store.record_reply(reply);
  Log& log = reading.services.log;
  if (!outcome) reading.services.metrics->failed(outcome.error().cause);
  if (!outcome)
    return log.error(fmt::format("inbound queue={} reply=lost prospect={} failure={} reason={}", reading.queue(),
                                 logged_prospects(reading.from), store::to_string(outcome.error().cause),
                                 log_value(outcome.error().message)));
  log.info(fmt::format("inbound queue={} reply=yes prospect={} salesperson={} known={}{}{}", reading.queue(),
                       log_value(fmt::format("{}", fmt::join(outcome->prospects, ","))),
                       log_value(fmt::format("{}", fmt::join(reading.mail.salespeople, ","))),
                       outcome->known ? "yes" : "no", wish_note(reply),
                       outcome->assigned.empty() ? "" : " assigned=" + log_value(outcome->assigned)));
}

// An event that concerns us only where the prospect has a history.
store::Event event_about(const Reading& reading, const mail::Address& prospect, TouchKind kind) {
  store::Event event;
  event.prospect = as_recipient(prospect);
  event.kind = kind;
  event.at = reading.now;
  event.known_only = true;
  if (!reading.facts.message_id.empty()) event.id = "mail " + reading.facts.message_id;
  return event;
}

void add_bounces(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.bounce) return;
  for (const mail::FailedRecipient& failed : reading.found.bounce->failed) {
    if (events.size() >= max_reported) return;
    auto event =
        event_about(reading, failed.address, failed.permanent ? TouchKind::hard_bounce : TouchKind::soft_bounce);
    event.message_id = reading.found.bounce->message_id;
    if (failed.guessed) event.mailed_within = bounces_within;
    event.details.note = failed.diagnostic.empty() ? failed.status : failed.diagnostic;
    events.push_back(std::move(event));
  }
}

void add_complaints(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.complaint) return;
  for (const mail::Address& prospect : reading.found.complaint->recipients) {
    if (events.size() >= max_reported) return;
    auto event = event_about(reading, prospect, TouchKind::complaint);
    event.message_id = reading.found.complaint->message_id;
    event.details.note = reading.found.complaint->type;
    events.push_back(std::move(event));
  }
}

// Back at the beginning of the day that the notice names, by the prospect's own clock.
void add_absence(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.absence || reading.from.empty()) return;
  const policy::Recipient& away = reading.from.front();
  auto event = event_about(reading, {away.raw, away.key}, TouchKind::absence);
  if (reading.found.absence->until) {
    const auto& zone = zone_of(*reading.mail.policy, reading.from);
    const date::local_days midnight(*reading.found.absence->until);
    event.details.slot = policy::Slot{reading.now, Time(zone.to_sys(midnight, date::choose::earliest))};
  }
  events.push_back(std::move(event));
}

// A click or a program of theirs: the mailbox lives, and nobody wrote.
void add_life(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.life || reading.from.empty()) return;
  const policy::Recipient& who = reading.from.front();
  const bool receipt = *reading.found.life == mail::SignOfLife::receipt;
  events.push_back(event_about(reading, {who.raw, who.key}, receipt ? TouchKind::receipt : TouchKind::calendar_answer));
}

std::string told(const std::vector<store::Event>& events) {
  std::string text;
  for (const store::Event& event : events)
    text += fmt::format(" {}={}", policy::to_string(event.kind), log_value(event.prospect.key));
  return text;
}

// Of a person who wrote to where reports come in, not to a salesperson; or of a mail client's own button.
void add_wish(const Reading& reading, std::vector<store::Event>& events) {
  if (reading.found.opt_out_wish.empty()) return;
  for (const policy::Recipient& writer : reading.from) {
    auto event = event_about(reading, {writer.raw, writer.key}, wish_kind(reading.found.wish_doubtful));
    event.details.note = reading.found.opt_out_wish;
    events.push_back(std::move(event));
  }
}

// No reply, but it may tell of a bounce, a complaint, an absence, a sign of life or a wish.
void record_reports(const Reading& reading, std::string_view why) {
  std::vector<store::Event> events;
  add_bounces(reading, events);
  add_complaints(reading, events);
  add_absence(reading, events);
  add_life(reading, events);
  add_wish(reading, events);
  Log& log = reading.services.log;
  const std::string line = fmt::format("inbound queue={} reply=no why={}{}", reading.queue(), why, told(events));
  if (events.empty()) return log.info(line);
  const auto recorded = reading.services.store.record_events(events);
  if (!recorded) reading.services.metrics->failed(recorded.error().cause);
  if (!recorded)
    return log.error(fmt::format("{} failure={} reason={}", line, store::to_string(recorded.error().cause),
                                 log_value(recorded.error().message)));
  log.info(fmt::format("{} recorded={}", line, *recorded));
}

}  // namespace

void read_inbound(Services& services, const InboundMail& mail) {
  if (!mail.raw.header_complete)
    return services.log.info(fmt::format("inbound queue={} reply=no why=header-too-large", or_dash(mail.queue_id)));
  const Reading reading = read(services, mail);
  if (reading.facts.automatic) return record_reports(reading, mail::to_string(*reading.facts.automatic));
  if (reading.from.empty())
    return services.log.info(fmt::format("inbound queue={} reply=no why={}", reading.queue(),
                                         names_ours(reading) ? "from-us" : "no-prospect"));
  if (mail.salespeople.empty()) return record_reports(reading, "to-reports");
  record_reply(reading);
}

}  // namespace jeda::milter
