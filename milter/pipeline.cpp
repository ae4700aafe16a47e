#include "milter/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "milter/reply.h"
#include "policy/advice.h"

namespace jeda::milter {
namespace {

constexpr std::size_t max_writers = 10;          // addresses of one reply that are looked up
constexpr std::size_t max_logged_prospects = 5;  // the rest is a number

std::string or_dash(std::string_view text) { return log_value(text.empty() ? "-" : text); }

std::string logged_prospects(const std::vector<policy::Recipient>& prospects) {
  std::string text;
  for (std::size_t i = 0; i < prospects.size() && i < max_logged_prospects; ++i)
    text += (i ? "," : "") + prospects[i].key;
  text = log_value(text);
  if (prospects.size() > max_logged_prospects) text += fmt::format("+{}", prospects.size() - max_logged_prospects);
  return text;
}

void log_doubts(Log& log, const mail::MessageFacts& facts, const std::string& queue_id) {
  for (const std::string& doubt : facts.doubts)
    log.info(fmt::format("doubt queue={} what={}", or_dash(queue_id), log_value(doubt)));
}

// Decides inside the store's transaction.
store::Judgement decide(const Services& services, const GovernedMail& mail, const policy::Histories& histories) {
  const policy::Policy& policy = *mail.policy;
  const policy::Outgoing message{mail.salesperson.name, mail.salesperson.address, mail.prospects, {}};
  store::Judgement judgement;
  judgement.at = services.clock();
  judgement.decision = policy::decide(policy, message, histories, judgement.at);
  judgement.enforced = policy.mode == policy::Mode::enforce;
  judgement.policy_version = policy.version;
  if (judgement.decision.verdict == policy::Verdict::hold && judgement.enforced && !mail.can_hold)
    throw std::runtime_error("the MTA offers no quarantine, so nothing can be held");
  judgement.advice = policy::advice_lines(policy, message, judgement.decision);
  return judgement;
}

store::Result<store::Outcome> transact(Services& services, const GovernedMail& mail) {
  const mail::MessageFacts facts = mail::read_facts(mail.raw, mail.null_sender, services.limits);
  log_doubts(services.log, facts, mail.queue_id);
  store::Offer offer;
  offer.salesperson = mail.salesperson.name;
  offer.message_id = facts.message_id;
  offer.fingerprint = facts.fingerprint;
  offer.subject = facts.subject;
  offer.queue_id = mail.queue_id;
  offer.host = mail.host;
  offer.recipients = mail.prospects;
  return services.store.transact(offer,
                                 [&](const policy::Histories& histories) { return decide(services, mail, histories); });
}

// What the MTA is to do. Observing changes nothing, whatever the verdict.
Actions actions_for(GovernedMail& mail, const store::Outcome& outcome) {
  Actions actions;
  if (mail.policy->mode == policy::Mode::observe) return actions;
  if (outcome.verdict == policy::Verdict::reject) {
    actions.final = rejection(outcome);
    return actions;
  }
  std::reverse(mail.own_headers.begin(), mail.own_headers.end());
  for (RemoveHeader& header : mail.own_headers) actions.modifications.emplace_back(std::move(header));
  if (outcome.verdict == policy::Verdict::tag) actions.modifications.emplace_back(tag_header(outcome));
  if (outcome.verdict == policy::Verdict::hold) actions.modifications.emplace_back(quarantine(outcome));
  return actions;
}

std::string decision_line(const GovernedMail& mail, std::string_view reference, std::string_view verdict,
                          std::string_view rules, std::chrono::microseconds taken) {
  return fmt::format("decision queue={} ref={} salesperson={} prospect={} verdict={} rules={} us={}{}",
                     or_dash(mail.queue_id), reference, log_value(mail.salesperson.name),
                     logged_prospects(mail.prospects), verdict, or_dash(rules), taken.count(),
                     mail.policy->mode == policy::Mode::observe ? " mode=observe" : "");
}

Actions fail(Services& services, const GovernedMail& mail, const store::Error& error, std::chrono::microseconds taken) {
  const bool observe = mail.policy->mode == policy::Mode::observe;
  const bool accept = observe || services.on_failure == config::OnFailure::accept;
  services.log.error(decision_line(mail, "-", accept ? "accept" : "tempfail", "", taken) +
                     fmt::format(" failure={} reason={}", store::to_string(error.kind), log_value(error.message)));
  Actions actions;
  if (!accept) actions.final = failure_reply(mail.policy->language);
  return actions;
}

// The addresses a reply speaks for: From, or where there is none the envelope sender. Empty where one of ours is named:
// no salesperson can make a reply.
std::vector<policy::Recipient> writers(const InboundMail& mail) {
  std::vector<mail::Address> addresses = mail.facts.from;
  if (addresses.empty() && mail.sender) addresses.push_back(*mail.sender);
  if (addresses.size() > max_writers) addresses.resize(max_writers);
  std::vector<policy::Recipient> writers;
  for (const mail::Address& address : addresses) {
    if (policy::is_internal(*mail.policy, address)) return {};
    writers.push_back(as_recipient(address));
  }
  return writers;
}

std::string why_no_reply(const InboundMail& mail) {
  if (mail.facts.automatic) return std::string(mail::to_string(*mail.facts.automatic));
  if (!mail.header_complete) return "header-too-large";
  return {};
}

}  // namespace

policy::Recipient as_recipient(const mail::Address& address) {
  return {address.key, address.raw, mail::company_of(address.key)};
}

Actions judge(Services& services, GovernedMail mail) {
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = transact(services, mail);
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  if (!outcome) return fail(services, mail, outcome.error(), taken);
  services.log.info(
      decision_line(mail, outcome->reference, policy::to_string(outcome->verdict), outcome->rules, taken) +
      (outcome->retry ? " retry=yes" : ""));
  return actions_for(mail, *outcome);
}

void read_reply(Services& services, const InboundMail& mail) {
  const std::string queue = or_dash(mail.queue_id);
  std::string why_not = why_no_reply(mail);
  const auto from = writers(mail);
  if (why_not.empty() && from.empty()) why_not = "from-us";
  if (!why_not.empty()) return services.log.info(fmt::format("inbound queue={} reply=no why={}", queue, why_not));
  const auto outcome = services.store.record_reply(
      {services.clock(), mail.facts.message_id, from, mail.salespeople, mail.facts.references});
  if (!outcome)
    return services.log.error(fmt::format("inbound queue={} reply=lost prospect={} failure={} reason={}", queue,
                                          logged_prospects(from), store::to_string(outcome.error().kind),
                                          log_value(outcome.error().message)));
  services.log.info(fmt::format("inbound queue={} reply=yes prospect={} salesperson={} known={}", queue,
                                log_value(fmt::format("{}", fmt::join(outcome->prospects, ","))),
                                log_value(fmt::format("{}", fmt::join(mail.salespeople, ","))),
                                outcome->known ? "yes" : "no"));
}

}  // namespace jeda::milter
