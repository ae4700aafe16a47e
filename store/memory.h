// A store in memory: for tests, and the model the others are measured against. It keeps no summaries; every history is
// folded anew.
#pragma once

#include <map>
#include <mutex>

#include "store/store.h"

namespace jeda::store {

/// Safe for concurrent use; one call at a time. Nothing outlives it.
class MemoryStore : public Store {
 public:
  Result<policy::ProspectHistory> history(const policy::Recipient& prospect) override;
  Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) override;
  Result<std::vector<HeldMessage>> held(HeldState state, int limit) override;
  Result<std::optional<HeldMessage>> held_message(std::string_view reference) override;
  Result<int> count_divergences() override;
  Result<Outcome> transact(const Offer& offer, const Judge& judge) override;
  Result<ReplyOutcome> record_reply(const Reply& reply) override;
  Result<bool> settle(std::string_view reference, HeldState state, Time at) override;

 private:
  /// What places a touch in a log: by time, then as recorded.
  struct Place {
    Time at;
    std::int64_t record = 0;
    int number = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Entry {
    LoggedTouch logged;
    std::string company;
  };
  struct Message {
    HeldMessage held;                           // its fields serve every message; `state` only where was_held
    std::vector<policy::Recipient> recipients;  // with their companies
    std::string retry;
    Time at;
    Outcome outcome;
    bool counted = false;  // let through or held: a retry and a reply find it
    bool was_held = false;
  };
  using Log = std::map<Place, Entry>;

  policy::ProspectHistory read_history(const policy::Recipient& prospect) const;
  Message* find_retry(const std::string& retry);
  Outcome record(const Offer& offer, const Judgement& judgement);
  void add_touch(const policy::Recipient& prospect, const Place& place, LoggedTouch logged);
  ReplyOutcome record_credited(const Reply& reply, const std::vector<policy::Recipient>& credited);
  void settle_touches(std::int64_t record, const Message& message, HeldState state, Time at);

  std::mutex mutex_;
  std::int64_t newest_record_ = 0;
  std::map<std::string, Log> logs_;
  std::map<std::int64_t, Message> messages_;
  std::map<std::string, ReplyOutcome> replies_;  // by reply_key()
};

}  // namespace jeda::store
