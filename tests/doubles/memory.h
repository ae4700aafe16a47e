// A store in memory: for tests, and the model the others are measured against. It keeps no summaries; every history is
// folded anew.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "store/record/crediting.h"
#include "store/store.h"

namespace jeda::store {

/// Safe for concurrent use; one call at a time. Nothing outlives it.
class MemoryStore : public Store {
 public:
  Result<policy::ProspectHistory> history(const policy::Recipient& prospect) override;
  Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) override;
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
  Result<std::vector<HeldMessage>> held(HeldState state, int limit) override;
  Result<std::optional<HeldMessage>> held_message(std::string_view reference) override;
  Result<int> count_divergences() override;
  Result<Outcome> transact(const Offer& offer, const Judge& judge) override;
  Result<ReplyOutcome> record_reply(const Reply& reply) override;
  Result<int> record_events(const std::vector<Event>& events) override;
  Result<policy::ProspectFacts> change_prospect(std::string_view key,
                                                const std::function<void(policy::ProspectFacts&)>& change) override;
  Result<std::string> assign_by_turn(std::string_view key, const Turns& turns, Time at) override;
  Result<bool> link(const policy::Recipient& person, const policy::Recipient& address) override;

  /// As the desk does: released, it becomes a contact at `at`; returned or discarded, it is none. False: no such
  /// mail, or settled already.
  bool settle(std::string_view reference, HeldState state, Time at);

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
    bool sent = false;  // counts as mail that its salesperson sent
  };
  struct Message {
    HeldMessage held;                           // its fields serve every message; `state` only where was_held
    std::vector<policy::Recipient> recipients;  // with their companies
    std::string retry;
    Time at;
    Outcome outcome;
    bool counted = false;  // let through or held: a retry and a reply find it
    bool was_held = false;
    std::string exact = {};
    int copies = 0;  // retries so far
    policy::Imprint imprint = {};
    std::string fingerprint = {};
    bool sends = false;     // counts as mail that its salesperson sent, once it goes
    bool replaced = false;  // a newer one took its place: nothing else is done to it
    std::optional<Time> left_at = {};
    std::string override_reason = {};  // where an override let it pass some rule
  };
  using Log = std::map<Place, Entry>;
  using EventId = std::tuple<std::string, policy::TouchKind, std::string>;  // prospect, kind, id

  std::string person_of(std::string_view key) const;
  std::vector<policy::Recipient> resolved(std::vector<policy::Recipient> recipients) const;
  std::vector<std::string> addresses_of(const std::string& person) const;
  bool is_known(const std::string& person) const;
  std::vector<LoggedTouch> standing(bool (*wanted)(policy::TouchKind), int limit) const;
  policy::History fold_of(const std::string& person) const;
  policy::ProspectHistory read_history(const policy::Recipient& prospect) const;
  policy::SenderHistory read_sender(std::string_view salesperson, const policy::SenderWindows& windows,
                                    std::optional<Time> now) const;
  std::vector<SentMessage> named(const std::vector<std::string>& message_ids) const;

  Message* meet_retry(const Offer& offer, Time at);
  Outcome record(const Offer& offer, const Judgement& judgement, const std::string& retry);
  Outcome record_parts(const Offer& offer, const Judgement& judgement);
  void record_touches(const Offer& offer, const Judgement& judgement, const Message& message, std::int64_t record);
  void add_touch(const policy::Recipient& prospect, const Place& place, LoggedTouch logged, bool sent = false);
  void add_company_touch(const policy::Recipient& prospect, const Place& place, const LoggedTouch& logged);
  ReplyOutcome record_credited(const Reply& reply, const std::vector<Credited>& credited);
  ReplyOutcome record_unverified(const Reply& reply);
  bool admit(Time at, std::int64_t bytes, std::size_t daily);
  std::string take_turn(const std::string& person, const Turns& turns, Time at);
  bool is_wanted(const Event& event, const std::string& person) const;
  bool record_event(const Event& event);
  static std::string id_of(const Event& event);
  bool is_told(const Event& event, const std::string& person) const;
  bool add_event(const Event& event, const std::string& person);
  void let_go(std::int64_t record, Message& message, Time at);
  void take_back(std::int64_t record, Message& message);
  void add_mail(const Message& message, LoggedTouch logged, std::int64_t record, const std::vector<bool>& answers);
  void replace_older(std::int64_t record);
  void hold_back(const std::string& person);
  bool is_for(const Message& message, const std::string& person) const;

  std::mutex mutex_;
  std::int64_t newest_record_ = 0;
  std::map<std::string, Log> logs_;       // by person
  std::map<std::string, Log> companies_;  // by company
  std::map<std::int64_t, Message> messages_;
  std::map<std::string, ReplyOutcome> replies_;  // by reply_key()
  std::map<std::string, std::string> persons_;   // behind linked addresses
  std::map<std::string, policy::ProspectFacts> facts_;
  std::map<std::string, std::size_t> turns_;  // whose is next, by team
  std::set<EventId> events_;
  std::set<std::pair<policy::TouchKind, std::string>> told_;  // of the events that are being recorded
  std::map<Time, StrangersDay> strangers_;
  std::vector<std::tuple<Time, std::int64_t, std::string>> overrides_;  // when, the message, by whom
};

}  // namespace jeda::store
