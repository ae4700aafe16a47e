#include "milter/inbound.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/authentication.h"
#include "mail/inbound.h"
#include "milter/tag.h"
#include "milter/wording.h"
#include "policy/identity.h"

namespace jeda::milter {
namespace {

using mail::Authenticity;
using policy::TouchKind;
using store::Trust;

constexpr std::size_t max_writers = 10;   // addresses of one reply that are looked up
constexpr std::size_t max_reported = 20;  // recipients of one report that are looked up

// What is kept of a stranger's words. Wishes and diagnostics are bounded where they are read (mail/inbound.h).
constexpr std::size_t longest_address = 320;     // 64 + '@' + 255: RFC 5321, 4.5.3.1
constexpr std::size_t longest_message_id = 320;  // MTAs refuse lines over 998; no program writes ids over 200
constexpr std::size_t longest_note = 200;

/// How long ago mail went to a prospect whose bounce is believed though its report names nobody: MTAs give up after a
/// week at most.
constexpr Duration bounces_within = date::days(14);

/// How long an absence lasts that nothing shows to be theirs.
constexpr Duration longest_doubtful_absence = date::days(30);

// The addresses a reply speaks for: From, or where there is none the envelope sender, without those that are no
// prospects. Empty where one of ours is named: no salesperson can make a reply.
std::vector<policy::Recipient> writers(Services& services, const InboundMail& mail, const mail::MessageFacts& facts) {
  std::vector<mail::Address> addresses = facts.from;
  if (addresses.empty() && mail.sender) addresses.push_back(*mail.sender);
  if (addresses.size() > max_writers) addresses.resize(max_writers);
  std::vector<policy::Recipient> writers;
  for (const mail::Address& address : addresses) {
    if (policy::is_internal(*mail.policy, address)) return {};
    if (address.raw.size() > longest_address || address.key.size() > longest_address) {
      services.metrics->inbound.too_long.Increment();
    } else if (!policy::is_no_prospect(*mail.policy, address.key)) {
      writers.push_back(as_recipient(address));
    }
  }
  return writers;
}

Trust trust_in(Authenticity authenticity) {
  switch (authenticity) {
    case Authenticity::unasked:
      return Trust::assumed;
    case Authenticity::nothing:
      return Trust::named;
    case Authenticity::pass:
      return Trust::shown;
    case Authenticity::fail:
      return Trust::none;
  }
  return Trust::none;
}

// "from mx.toko.example (...) by ...": another host handed it over. "from localhost (localhost)" is Sendmail's own; of
// one that says in HELO that it is localhost an MTA writes the address.
bool was_handed_over(const mail::RawMessage& raw) {
  constexpr std::string_view own = "from localhost (localhost)";
  return std::any_of(raw.header.begin(), raw.header.end(), [&](const mail::HeaderField& field) {
    const std::string_view value = trim(field.value);
    const bool is_own = starts_ignoring_case(value, own) && value.size() > own.size() && is_space(value[own.size()]);
    return equals_ignoring_case(trim(field.name), "Received") && starts_ignoring_case(value, "from") && !is_own;
  });
}

// One message from outside while it is read.
struct Reading {
  Services& services;
  const InboundMail& mail;
  const mail::MessageFacts facts;
  const mail::InboundFacts found;
  const std::vector<policy::Recipient> from;
  const Time now;
  const Authenticity authenticity;
  const bool made_here;  // by our own MTA

  Trust trust() const { return trust_in(authenticity); }
  std::string queue() const { return or_dash(mail.queue_id); }
  std::string message_id() const { return std::string(cut_utf8(repair_utf8(facts.message_id), longest_message_id)); }

  // For the log: what was found of From, where anybody was asked.
  std::string auth() const {
    return authenticity == Authenticity::unasked ? "" : fmt::format(" auth={}", mail::to_string(authenticity));
  }
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
  const std::vector<policy::Recipient> from = writers(services, mail, facts);
  const Time now = services.clock();
  const auto today = day_of(now, zone_of(*mail.policy, from));
  const mail::InboundFacts found = mail::read_inbound(mail.raw, facts, today, services.limits);
  const bool made_here = !mail.sender && mail.from_own_host && !was_handed_over(mail.raw);
  const auto authenticity =
      made_here ? Authenticity::unasked : mail::authenticity_of(mail.raw.header, facts, services.inbound.authserv_id);
  return {services, mail, std::move(facts), found, from, now, authenticity, made_here};
}

// The store could not take what the message tells. While only observing nothing is put off.
Actions fail(const Reading& reading, const store::Error& error, const std::string& line) {
  Services& services = reading.services;
  services.metrics->failed(error.cause);
  const bool observe = reading.mail.policy->mode == policy::Mode::observe;
  const bool accept = observe || services.inbound.on_failure == config::OnFailure::accept;
  (accept ? services.metrics->inbound.lost : services.metrics->inbound.put_off).Increment();
  services.log.error(fmt::format("inbound queue={} reply={} {} failure={} reason={}", reading.queue(),
                                 accept ? "lost" : "put-off", line, store::to_string(error.cause),
                                 log_value(error.message)));
  Actions actions;
  if (!accept) actions.final = failure_reply(reading.mail.policy->language);
  return actions;
}

store::Turns turns_for(const policy::Policy& policy, const policy::Recipient& lead) {
  const policy::Team* team = policy.organisation.team(policy.prospect(lead.key).team);
  return team == nullptr ? store::Turns{} : store::Turns{team->name, team->members};
}

store::Reply reply_of(const Reading& reading) {
  store::Reply reply{reading.now, reading.message_id(), reading.from, reading.mail.salespeople,
                     reading.facts.references};
  reply.words = reading.found.words;
  reply.wish = reading.found.opt_out_wish;
  reply.doubtful = reading.found.wish_doubtful;
  reply.turns = turns_for(*reading.mail.policy, reading.from.front());
  reply.trust = reading.trust();
  reply.daily = reading.services.inbound.daily;
  return reply;
}

std::string wish_note(const store::Reply& reply, const store::ReplyOutcome& outcome) {
  if (reply.wish.empty() || !outcome.believed) return "";
  return fmt::format(" {}=yes",
                     policy::to_string(outcome.doubtful ? TouchKind::doubtful_wish : TouchKind::opt_out_wish));
}

void log_reply(const Reading& reading, const store::Reply& reply, const store::ReplyOutcome& outcome) {
  Services& services = reading.services;
  if (!outcome.believed) services.metrics->inbound.unverified.Increment();
  if (outcome.beyond_daily) services.metrics->inbound.beyond_daily.Increment();
  if (outcome.beyond_daily || !outcome.believed)
    return services.log.info(fmt::format("inbound queue={} reply=no why={}{} prospect={} recorded={}", reading.queue(),
                                         outcome.beyond_daily ? "beyond-daily" : "unverified", reading.auth(),
                                         logged_prospects(reading.from), outcome.prospects.size()));
  services.log.info(fmt::format("inbound queue={} reply=yes prospect={} salesperson={} known={}{}{}{}", reading.queue(),
                                log_value(fmt::format("{}", fmt::join(outcome.prospects, ","))),
                                log_value(fmt::format("{}", fmt::join(reading.mail.salespeople, ","))),
                                outcome.known ? "yes" : "no", reading.auth(), wish_note(reply, outcome),
                                outcome.assigned.empty() ? "" : " assigned=" + log_value(outcome.assigned)));
}

Actions record_reply(const Reading& reading) {
  const store::Reply reply = reply_of(reading);
  const auto outcome = reading.services.store.record_reply(reply);
  if (!outcome) return fail(reading, outcome.error(), "prospect=" + logged_prospects(reading.from));
  log_reply(reading, reply, *outcome);
  return {};
}

// An event that concerns us only where the prospect has a history, and is only shown where its mail is forged.
store::Event event_about(const Reading& reading, const policy::Recipient& prospect, TouchKind kind) {
  store::Event event;
  event.prospect = prospect;
  event.kind = kind;
  event.at = reading.now;
  event.known_only = true;
  if (reading.trust() != Trust::shown && !reading.made_here) event.daily = reading.services.inbound.daily;
  event.else_unverified = true;
  event.any_mail = reading.trust() != Trust::none;
  if (!reading.facts.message_id.empty()) event.id = "mail " + reading.facts.message_id;
  return event;
}

// Believed only of one of these mails, where we sent it to that prospect.
void bind_to(const Reading& reading, std::vector<std::string> message_ids, store::Event& event) {
  event.any_mail = false;
  std::erase_if(message_ids, [](const std::string& id) { return id.empty(); });
  if (reading.trust() != Trust::none) event.message_ids = std::move(message_ids);
}

// The same, of a report on one mail; where mail of ours bears tags, the report must return that mail's.
void bind_to_returned(const Reading& reading, const std::string& message_id, std::string_view tag,
                      store::Event& event) {
  const std::string& key = reading.services.tag_key;
  const bool tagged = !key.empty() && reading.mail.policy->mode == policy::Mode::enforce;
  bind_to(reading, tagged && !is_tag_of(key, message_id, tag) ? std::vector<std::string>{} : std::vector{message_id},
          event);
}

bool is_too_long(const Reading& reading, const mail::Address& address) {
  const bool too_long = address.raw.size() > longest_address || address.key.size() > longest_address;
  if (too_long) reading.services.metrics->inbound.too_long.Increment();
  return too_long;
}

void add_bounces(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.bounce) return;
  for (const mail::FailedRecipient& failed : reading.found.bounce->failed) {
    if (events.size() >= max_reported) return;
    if (is_too_long(reading, failed.address)) continue;
    const TouchKind kind = failed.permanent ? TouchKind::hard_bounce : TouchKind::soft_bounce;
    auto event = event_about(reading, as_recipient(failed.address), kind);
    bind_to_returned(reading, reading.found.bounce->message_id, reading.found.bounce->tag, event);
    if (reading.made_here) event.any_mail = true;
    if (failed.guessed) event.mailed_within = bounces_within;
    event.details.note = failed.diagnostic.empty() ? failed.status : failed.diagnostic;
    events.push_back(std::move(event));
  }
}

// One complaint stops one prospect: a person pressed a button, in one mailbox.
void add_complaints(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.complaint) return;
  for (const mail::Address& prospect : reading.found.complaint->recipients) {
    if (events.size() >= max_reported) return;
    if (is_too_long(reading, prospect)) continue;
    auto event = event_about(reading, as_recipient(prospect), TouchKind::complaint);
    bind_to_returned(reading, reading.found.complaint->message_id, reading.found.complaint->tag, event);
    event.single = true;
    event.details.note = cut_utf8(repair_utf8(reading.found.complaint->type), longest_note);
    events.push_back(std::move(event));
  }
}

// Back at the beginning of the day that the notice names, by the prospect's own clock.
void add_absence(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.absence || reading.from.empty()) return;
  auto event = event_about(reading, reading.from.front(), TouchKind::absence);
  if (reading.found.absence->until) {
    const auto& zone = zone_of(*reading.mail.policy, reading.from);
    const date::local_days midnight(*reading.found.absence->until);
    Time until(zone.to_sys(midnight, date::choose::earliest));
    if (reading.trust() != Trust::shown) until = std::min<Time>(until, reading.now + longest_doubtful_absence);
    event.details.slot = policy::Slot{reading.now, until};
  }
  events.push_back(std::move(event));
}

std::vector<std::string> named(const Reading& reading) {
  std::vector<std::string> ids = reading.facts.references;
  ids.push_back(reading.found.life_of);
  return ids;
}

// A click or a program of theirs: the mailbox lives, and nobody wrote.
void add_life(const Reading& reading, std::vector<store::Event>& events) {
  if (!reading.found.life || reading.from.empty()) return;
  const bool receipt = *reading.found.life == mail::SignOfLife::receipt;
  auto event = event_about(reading, reading.from.front(), receipt ? TouchKind::receipt : TouchKind::calendar_answer);
  if (reading.trust() == Trust::named) bind_to(reading, named(reading), event);
  events.push_back(std::move(event));
}

// Of a person who wrote to where reports come in, not to a salesperson; or of a mail client's own button.
void add_wish(const Reading& reading, std::vector<store::Event>& events) {
  if (reading.found.opt_out_wish.empty() || reading.from.empty()) return;
  const bool doubtful = reading.found.wish_doubtful || reading.trust() == Trust::named;
  auto event =
      event_about(reading, reading.from.front(), doubtful ? TouchKind::doubtful_wish : TouchKind::opt_out_wish);
  event.details.note = reading.found.opt_out_wish;
  events.push_back(std::move(event));
}

std::string told(const std::vector<store::Event>& events) {
  std::string text;
  for (const store::Event& event : events)
    text += fmt::format(" {}={}", policy::to_string(event.kind), log_value(event.prospect.key));
  return text;
}

// No reply, but it may tell of a bounce, a complaint, an absence, a sign of life or a wish.
Actions record_reports(const Reading& reading, std::string_view why) {
  std::vector<store::Event> events;
  add_bounces(reading, events);
  add_complaints(reading, events);
  add_absence(reading, events);
  add_life(reading, events);
  add_wish(reading, events);
  Log& log = reading.services.log;
  const std::string line = fmt::format("why={}{}{}", why, reading.auth(), told(events));
  if (events.empty()) {
    log.info(fmt::format("inbound queue={} reply=no {}", reading.queue(), line));
    return {};
  }
  const auto recorded = reading.services.store.record_events(events);
  if (!recorded) return fail(reading, recorded.error(), line);
  log.info(fmt::format("inbound queue={} reply=no {} recorded={}", reading.queue(), line, *recorded));
  return {};
}

Actions pass_unread(const Services& services, const InboundMail& mail, std::string_view why) {
  services.log.info(fmt::format("inbound queue={} reply=no why={}", or_dash(mail.queue_id), why));
  return {};
}

}  // namespace

Actions read_inbound(Services& services, const InboundMail& mail) {
  if (!mail.raw.header_complete) return pass_unread(services, mail, "header-too-large");
  const Reading reading = read(services, mail);
  if (reading.facts.automatic) return record_reports(reading, mail::to_string(*reading.facts.automatic));
  if (reading.from.empty()) return pass_unread(services, mail, names_ours(reading) ? "from-us" : "no-prospect");
  if (mail.salespeople.empty()) return record_reports(reading, "to-reports");
  return record_reply(reading);
}

}  // namespace jeda::milter
