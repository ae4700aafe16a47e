#include "service/outlook.h"

namespace jeda::service {
namespace {

Outlook ahead_of(std::optional<Time> moment, Time now, bool comes_due) {
  const bool ahead = moment && *moment > now;
  return {now, ahead ? moment : std::nullopt, comes_due && moment && !ahead};
}

}  // namespace

store::Result<policy::Histories> read_histories(const policy::Policy& policy, const policy::Outgoing& message, Time now,
                                                store::Reader* reader) {
  policy::Histories histories;
  for (const auto& prospect : message.recipients) {
    auto history = reader != nullptr ? reader->history(prospect) : policy::ProspectHistory{};
    if (!history) return tl::unexpected(history.error());
    histories.prospects.push_back(*std::move(history));
  }
  if (reader == nullptr) return histories;
  auto sender = reader->sender_history(message.salesperson, policy::sender_windows(policy), now);
  if (!sender) return tl::unexpected(sender.error());
  histories.sender = *std::move(sender);
  return histories;
}

store::Result<Outlook> outlook_of(const policy::Policy* policy, const store::HeldMessage& message, Time now,
                                  store::Desk& desk, store::Reader& reader) {
  if (message.state != store::HeldState::held) return Outlook{now, std::nullopt};
  if (message.release == policy::Release::when_allowed) return ahead_of(message.next_allowed, now, true);
  if (policy == nullptr) return ahead_of(message.next_allowed, now, false);
  const auto outgoing = desk.outgoing(message.reference);
  if (!outgoing) return tl::unexpected(outgoing.error());
  if (!*outgoing) return ahead_of(message.next_allowed, now, false);
  const auto histories = read_histories(*policy, **outgoing, now, &reader);
  if (!histories) return tl::unexpected(histories.error());
  auto decision = policy::decide(*policy, **outgoing, *histories, now);
  Outlook outlook = ahead_of(decision.next_allowed, now, true);
  outlook.decision = std::move(decision);
  return outlook;
}

}  // namespace jeda::service
