#include "tests/doubles/failing.h"

#include <utility>

namespace jeda::store {

void FailingStore::fail_with(Error error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
}

void FailingStore::recover() {
  const std::lock_guard lock(mutex_);
  error_.reset();
}

void FailingStore::before_each(std::function<void()> hook) {
  const std::lock_guard lock(mutex_);
  hook_ = std::move(hook);
}

std::optional<Error> FailingStore::next_error() {
  ++calls_;
  std::function<void()> hook;
  {
    const std::lock_guard lock(mutex_);
    hook = hook_;
  }
  if (hook) hook();
  const std::lock_guard lock(mutex_);
  return error_;
}

Result<policy::ProspectHistory> FailingStore::history(const policy::Recipient& prospect) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.history(prospect);
}

Result<std::vector<LoggedTouch>> FailingStore::touches(std::string_view key, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.touches(key, limit);
}

Result<std::vector<HeldMessage>> FailingStore::held(HeldState state, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.held(state, limit);
}

Result<std::optional<HeldMessage>> FailingStore::held_message(std::string_view reference) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.held_message(reference);
}

Result<std::optional<ProspectRecord>> FailingStore::prospect(std::string_view key) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.prospect(key);
}

Result<bool> FailingStore::forgotten(std::string_view key) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.forgotten(key);
}

Result<policy::SenderHistory> FailingStore::sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                                           Time now) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.sender_history(salesperson, windows, now);
}

Result<std::vector<LoggedTouch>> FailingStore::open_wishes(int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.open_wishes(limit);
}

Result<std::vector<LoggedTouch>> FailingStore::dead(int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.dead(limit);
}

Result<std::vector<Bouncing>> FailingStore::bouncing(int least, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.bouncing(least, limit);
}

Result<std::vector<LoggedTouch>> FailingStore::unverified(int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.unverified(limit);
}

Result<std::vector<StrangersDay>> FailingStore::strangers(int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.strangers(limit);
}

Result<std::vector<Unlikely>> FailingStore::unlikely(Time now, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.unlikely(now, limit);
}

Result<std::vector<policy::Recipient>> FailingStore::prospects_of(std::string_view salesperson, Time since, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.prospects_of(salesperson, since, limit);
}

Result<std::vector<TaggedMail>> FailingStore::tagged_of(std::string_view salesperson, Time since, int limit) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.tagged_of(salesperson, since, limit);
}

Result<int> FailingStore::count_divergences() {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.count_divergences();
}

Result<Outcome> FailingStore::transact(const Offer& offer, const Judge& judge) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.transact(offer, judge);
}

Result<ReplyOutcome> FailingStore::record_reply(const Reply& reply) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.record_reply(reply);
}

Result<int> FailingStore::record_events(const std::vector<Event>& events) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.record_events(events);
}

Result<policy::ProspectFacts> FailingStore::change_prospect(std::string_view key,
                                                            const std::function<void(policy::ProspectFacts&)>& change) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.change_prospect(key, change);
}

Result<std::string> FailingStore::assign_by_turn(std::string_view key, const Turns& turns, Time at) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.assign_by_turn(key, turns, at);
}

Result<bool> FailingStore::link(const policy::Recipient& person, const policy::Recipient& address) {
  if (auto error = next_error()) return tl::unexpected(*error);
  return inner_.link(person, address);
}

}  // namespace jeda::store
