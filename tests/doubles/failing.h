// A store that fails on purpose, for tests of what happens then.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include "store/store.h"

namespace jeda::store {

/// Passes every call to another store until it is told to fail. Safe for concurrent use.
class FailingStore : public Store {
 public:
  /// `inner` outlives it.
  explicit FailingStore(Store& inner) : inner_(inner) {}

  /// From now on every call gives this error, and the other store is not asked.
  void fail_with(Error error);

  /// From now on calls are passed on again.
  void recover();

  /// Called at the start of every call, in the caller's thread, before anything else: a test may block in it until it
  /// likes.
  void before_each(std::function<void()> hook);

  /// Calls so far, failed ones too.
  int calls() const { return calls_; }

  Result<policy::ProspectHistory> history(const policy::Recipient& prospect) override;
  Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) override;
  Result<std::vector<HeldMessage>> held(HeldState state, int limit) override;
  Result<std::optional<HeldMessage>> held_message(std::string_view reference) override;
  Result<std::optional<ProspectRecord>> prospect(std::string_view key) override;
  Result<bool> forgotten(std::string_view key) override;
  Result<policy::SenderHistory> sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                               Time now) override;
  Result<std::vector<LoggedTouch>> open_wishes(int limit) override;
  Result<std::vector<LoggedTouch>> dead(int limit) override;
  Result<std::vector<Bouncing>> bouncing(int least, int limit) override;
  Result<std::vector<LoggedTouch>> unverified(int limit) override;
  Result<std::vector<StrangersDay>> strangers(int limit) override;
  Result<std::vector<Unlikely>> unlikely(Time now, int limit) override;
  Result<std::vector<policy::Recipient>> prospects_of(std::string_view salesperson, Time since, int limit) override;
  Result<std::vector<TaggedMail>> tagged_of(std::string_view salesperson, Time since, int limit) override;
  Result<int> count_divergences() override;
  Load load() override { return inner_.load(); }
  Result<Outcome> transact(const Offer& offer, const Judge& judge) override;
  Result<ReplyOutcome> record_reply(const Reply& reply) override;
  Result<int> record_events(const std::vector<Event>& events) override;
  Result<policy::ProspectFacts> change_prospect(std::string_view key,
                                                const std::function<void(policy::ProspectFacts&)>& change) override;
  Result<std::string> assign_by_turn(std::string_view key, const Turns& turns, Time at) override;
  Result<bool> link(const policy::Recipient& person, const policy::Recipient& address) override;

 private:
  std::optional<Error> next_error();

  Store& inner_;
  std::mutex mutex_;
  std::optional<Error> error_;
  std::function<void()> hook_;
  std::atomic<int> calls_ = 0;
};

}  // namespace jeda::store
