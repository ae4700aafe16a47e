#include "milter/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "mail/fingerprint.h"
#include "mail/footer.h"
#include "milter/deciding.h"
#include "milter/tag.h"
#include "milter/wording.h"
#include "policy/content.h"

namespace jeda::milter {
namespace {

// A governed message as the decision sees it, and what the decision leaves beside the store's outcome.
struct Judged {
  policy::Outgoing message;
  std::string override_state;  // "used", "spent" or "wide"; empty: none was asked for, or none was needed
  std::vector<policy::Untold> untold;
  std::optional<policy::Notice> notice;
  std::string message_id;
};

store::Judgement decide_and_note(const Services& services, const GovernedMail& mail, const mail::MessageFacts& facts,
                                 const policy::Histories& histories, Judged& judged) {
  store::Judgement judgement = decide(services, mail, facts, judged.message, histories);
  const policy::Decision& decision = judgement.decision;
  judged.override_state = decision.override_spent       ? "spent"
                          : decision.override_refused() ? "wide"
                          : decision.overridden.empty() ? ""
                                                        : "used";
  judged.untold = decision.untold;
  judged.notice = decision.notice;
  return judgement;
}

store::Offer offer_of(const GovernedMail& mail, const mail::MessageFacts& facts, const policy::Content& content) {
  store::Offer offer;
  offer.salesperson = mail.salesperson.name;
  offer.message_id = facts.message_id;
  offer.fingerprint = facts.fingerprint;
  offer.subject = facts.subject;
  offer.queue_id = mail.queue_id;
  offer.host = mail.host;
  offer.recipients = mail.prospects;
  offer.imprint = content.imprint;
  offer.override_reason = content.override_reason;
  offer.windows = policy::sender_windows(*mail.policy);
  offer.exact = mail::exact_digest(mail.raw);
  offer.handed_back = mail.handed_back;
  if (mail.handed_back) offer.above_footer = mail::fingerprints_above_footer(facts);
  return offer;
}

store::Result<store::Outcome> transact(Services& services, const GovernedMail& mail, Judged& judged) {
  const auto start = std::chrono::steady_clock::now();
  // Who sends it is known, and receipts have the null sender: what counts is which signs it bears itself.
  const mail::MessageFacts facts = read_in_turn(services, mail.raw, false);
  log_doubts(services, facts, mail.queue_id);
  judged.message_id = facts.message_id;
  judged.message = {mail.salesperson.name, mail.salesperson.address, mail.prospects, {}};
  judged.message.content = policy::read_content(*mail.policy, judged.message, facts);
  services.metrics->steps.read.Observe(seconds_since(start));
  return services.store.transact(
      offer_of(mail, facts, judged.message.content),
      [&](const policy::Histories& histories) { return decide_and_note(services, mail, facts, histories, judged); });
}

void log_untold(Services& services, const GovernedMail& mail, const std::vector<policy::Untold>& untold,
                std::string_view reference) {
  services.metrics->untold.Increment(static_cast<double>(untold.size()));
  for (const policy::Untold& rule : untold)
    services.log.warning(fmt::format("untold queue={} ref={} rule={} why={} total={}", or_dash(mail.queue_id),
                                     reference, log_value(rule.rule), log_value(rule.why),
                                     services.metrics->untold.Value()));
}

// What the MTA is to do. Observing changes nothing, whatever the verdict.
Actions actions_for(const Services& services, GovernedMail& mail, const Judged& judged, const store::Outcome& outcome) {
  const policy::Content& content = judged.message.content;
  Actions actions;
  if (mail.policy->mode == policy::Mode::observe) return actions;
  if (outcome.verdict == policy::Verdict::reject) {
    actions.final = rejection(outcome);
    return actions;
  }
  std::reverse(mail.own_headers.begin(), mail.own_headers.end());
  for (RemoveHeader& header : mail.own_headers) actions.modifications.emplace_back(std::move(header));
  if (auto subject = changed_subject(mail, content))
    actions.modifications.emplace_back(ChangeHeader{"Subject", *std::move(subject)});
  if (outcome.verdict == policy::Verdict::tag) actions.modifications.emplace_back(tag_header(outcome));
  if (!services.tag_key.empty() && !judged.message_id.empty())
    actions.modifications.emplace_back(AddHeader{"X-Jeda-Tag", tag_of(services.tag_key, judged.message_id)});
  for (const std::size_t place : outcome.removed) {
    for (std::string& path : mail.paths[place]) actions.modifications.emplace_back(RemoveRecipient{std::move(path)});
  }
  if (outcome.verdict == policy::Verdict::hold)
    actions.modifications.emplace_back(quarantine(outcome.rules, outcome.reference));
  return actions;
}

std::string decision_line(const GovernedMail& mail, std::string_view reference, std::string_view verdict,
                          std::string_view rules, std::chrono::microseconds taken) {
  return fmt::format("decision queue={} ref={} salesperson={} prospect={} verdict={} rules={} us={}{}",
                     or_dash(mail.queue_id), reference, log_value(mail.salesperson.name),
                     logged_prospects(mail.prospects), verdict, or_dash(rules), taken.count(),
                     mail.policy->mode == policy::Mode::observe ? " mode=observe" : "");
}

std::vector<policy::Recipient> removed(const std::vector<policy::Recipient>& recipients,
                                       const store::Outcome& outcome) {
  std::vector<policy::Recipient> removed;
  for (const std::size_t place : outcome.removed) removed.push_back(recipients[place]);
  return removed;
}

std::string notes(const Judged& judged, const store::Outcome& outcome) {
  const policy::Content& content = judged.message.content;
  std::string text;
  if (outcome.retry) text += " retry=yes";
  if (judged.notice) text += fmt::format(" notice={}", policy::to_string(*judged.notice));
  if (!outcome.removed.empty()) text += " removed=" + logged_prospects(removed(judged.message.recipients, outcome));
  if (!content.imprint.purpose.empty()) text += " purpose=" + log_value(content.imprint.purpose);
  if (!judged.override_state.empty())
    text += fmt::format(" override={} reason={}", judged.override_state, log_value(content.override_reason));
  return text;
}

Actions fail(Services& services, const GovernedMail& mail, const store::Error& error, std::chrono::microseconds taken) {
  const bool observe = mail.policy->mode == policy::Mode::observe;
  const bool accept = observe || services.on_failure == config::OnFailure::accept;
  services.metrics->failed(error.cause);
  services.metrics->undecided(accept);
  // Of an overload one line tells, not as many errors as there is mail.
  const bool overload = error.cause == store::Error::Cause::overload;
  services.log.write(overload ? Log::Level::info : Log::Level::error,
                     decision_line(mail, "-", accept ? "accept" : "tempfail", "", taken) +
                         fmt::format(" failure={} reason={}", store::to_string(error.cause), log_value(error.message)));
  Actions actions;
  if (!accept) actions.final = failure_reply(mail.policy->language);
  return actions;
}

}  // namespace

Actions judge(Services& services, GovernedMail mail) {
  const auto start = std::chrono::steady_clock::now();
  Judged judged;
  const auto outcome = transact(services, mail, judged);
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  services.metrics->steps.judge.Observe(std::chrono::duration<double>(taken).count());
  if (!outcome) return fail(services, mail, outcome.error(), taken);
  services.metrics->decided(outcome->verdict, mail.policy, outcome->rules);
  log_untold(services, mail, judged.untold, outcome->reference);
  services.log.info(
      decision_line(mail, outcome->reference, policy::to_string(outcome->verdict), outcome->rules, taken) +
      notes(judged, *outcome));
  return actions_for(services, mail, judged, *outcome);
}

}  // namespace jeda::milter
