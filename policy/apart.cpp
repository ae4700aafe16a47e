#include "policy/apart.h"

#include <algorithm>
#include <array>

#include "policy/rules.h"

namespace jeda::policy {
namespace {

enum Class : std::size_t { goes_now, is_held, is_refused };

Class class_of(const Decision& decision, const std::string& prospect) {
  Class result = goes_now;
  for (const Finding& finding : decision.findings) {
    if (finding.prospect != prospect || finding.action == Action::tag) continue;
    result = std::max(result, finding.action == Action::hold ? is_held : is_refused);
  }
  return result;
}

Histories histories_of(const Histories& histories, const std::vector<std::size_t>& recipients) {
  Histories part;
  part.sender = histories.sender;
  for (const std::size_t i : recipients) part.prospects.push_back(histories[i]);
  return part;
}

std::vector<Finding> findings_of(const std::vector<Finding>& findings, const Outgoing& part) {
  std::vector<Finding> kept;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(kept), [&](const Finding& finding) {
    return std::any_of(part.recipients.begin(), part.recipients.end(),
                       [&](const Recipient& recipient) { return recipient.key == finding.prospect; });
  });
  return kept;
}

bool is_overriding(const Policy& policy, const Outgoing& message, const Decision& whole) {
  return !message.content.override_reason.empty() && policy.overrides.limit > 0 && !whole.override_refused();
}

Part make_part(const Policy& policy, const Outgoing& message, const Histories& histories, const Decision& whole,
               std::vector<std::size_t> recipients, Time now) {
  const Outgoing outgoing = part_of(message, recipients);
  Part part;
  Decision& decision = part.decision;
  decision.findings = findings_of(whole.findings, outgoing);
  decision.overridden = findings_of(whole.overridden, outgoing);
  decision.whole = whole.whole;
  decision.override_spent = whole.override_spent;
  decision.overrides_needed = whole.overrides_needed;
  decision.overrides_left = whole.overrides_left;
  decision.untold = whole.untold;
  for (const std::size_t i : recipients) decision.answers.push_back(whole.answers[i]);
  settle(decision);
  decision.next_allowed = decision.findings.empty()
                              ? std::optional(now)
                              : next_allowed(policy, outgoing, histories_of(histories, recipients), now,
                                             is_overriding(policy, message, whole));
  part.recipients = std::move(recipients);
  return part;
}

}  // namespace

Outgoing part_of(const Outgoing& message, const std::vector<std::size_t>& recipients) {
  Outgoing part{message.salesperson, message.address, {}, message.content};
  for (const std::size_t i : recipients) part.recipients.push_back(message.recipients[i]);
  return part;
}

std::vector<Part> parts_of(const Policy& policy, const Outgoing& message, const Histories& histories,
                           const Decision& decision, Time now) {
  std::array<std::vector<std::size_t>, 3> classes;
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    classes[class_of(decision, message.recipients[i].key)].push_back(i);
  }
  std::vector<Part> parts;
  for (auto& recipients : classes) {
    if (recipients.size() == message.recipients.size()) return {{std::move(recipients), decision}};
    if (!recipients.empty())
      parts.push_back(make_part(policy, message, histories, decision, std::move(recipients), now));
  }
  return parts;
}

}  // namespace jeda::policy
