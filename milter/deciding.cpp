#include "milter/deciding.h"

#include <stdexcept>

#include "base/text.h"
#include "mail/seal.h"
#include "milter/keeping.h"
#include "milter/wording.h"
#include "policy/apart.h"
#include "policy/telling/advice.h"
#include "service/judging.h"

namespace jeda::milter {
namespace {

using policy::Verdict;

// What one decision, about all recipients or a part of them, leaves to be recorded.
class Deciding {
 public:
  Deciding(const Services& services, const GovernedMail& mail, const mail::MessageFacts& facts,
           const policy::Outgoing& message, const policy::Histories& histories)
      : services_(services), mail_(mail), facts_(facts), message_(message), histories_(histories) {}

  store::Judgement judge() const {
    auto judgement = service::judge(*mail_.policy, message_, histories_, services_.clock());
    if (judgement.enforced && mail_.parts) judgement.parts = parts(judgement);
    if (judgement.enforced && judgement.parts.empty()) judgement.held = held(message_, judgement.decision);
    return judgement;
  }

 private:
  std::vector<store::JudgedPart> parts(const store::Judgement& judgement) const {
    auto decided = policy::parts_of(*mail_.policy, message_, histories_, judgement.decision, judgement.at);
    if (decided.size() < 2 || notify().empty() || !is_ascii(held_addresses(decided))) return {};
    std::vector<store::JudgedPart> parts;
    for (policy::Part& part : decided) {
      const policy::Outgoing message = policy::part_of(message_, part.recipients);
      auto advice = policy::advice_lines(*mail_.policy, message, part.decision);
      auto details = held(message, part.decision);
      if (details && !parts.empty()) details->original = original();
      if (part.decision.verdict == Verdict::reject) details = store::HeldDetails{{}, notify(), {}, {}, {}};
      parts.push_back({std::move(part.recipients), std::move(part.decision), std::move(advice), std::move(details)});
    }
    return parts;
  }

  // A copy gets its recipients from the filter, which cannot say to the MTA that they are UTF-8 (RFC 6531).
  std::string held_addresses(const std::vector<policy::Part>& parts) const {
    std::string addresses = mail_.sender ? mail_.sender->raw : std::string();
    for (const policy::Part& part : parts) {
      if (part.decision.verdict != Verdict::hold) continue;
      for (const std::size_t place : part.recipients) addresses += message_.recipients[place].raw;
    }
    return addresses;
  }

  std::optional<store::HeldDetails> held(const policy::Outgoing& message, const policy::Decision& decision) const {
    if (decision.verdict != Verdict::hold) return std::nullopt;
    if (!mail_.can_hold) throw std::runtime_error("the MTA offers no quarantine, so nothing can be held");
    auto details = details_of(facts_, message, services_.preview, mail_.sender ? mail_.sender->raw : "", notify());
    details.seal = mail::pack(mail::seal_of(mail_.raw, changed_subject(mail_, message_.content)));
    if (services_.preview == config::Preview::whole && mail_.original) details.source = original();
    return details;
  }

  std::string notify() const { return notify_address(*mail_.policy, mail_.sender, mail_.salesperson.address); }

  std::string original() const { return mail_.original->text(changed_subject(mail_, message_.content)); }

  const Services& services_;
  const GovernedMail& mail_;
  const mail::MessageFacts& facts_;
  const policy::Outgoing& message_;
  const policy::Histories& histories_;
};

}  // namespace

std::optional<std::string> changed_subject(const GovernedMail& mail, const policy::Content& content) {
  if (!content.subject_changed) return std::nullopt;
  return subject_value(mail.raw.header, mail.policy->overrides.tokens(), content.subject);
}

store::Judgement decide(const Services& services, const GovernedMail& mail, const mail::MessageFacts& facts,
                        const policy::Outgoing& message, const policy::Histories& histories) {
  return Deciding(services, mail, facts, message, histories).judge();
}

}  // namespace jeda::milter
