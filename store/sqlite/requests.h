// What callers ask the writer to do, each inside the writer's transaction.
#pragma once

#include <exception>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "store/record/intention.h"
#include "store/sqlite/forgotten.h"
#include "store/sqlite/ledger.h"
#include "store/sqlite/people.h"
#include "store/sqlite/records.h"
#include "store/sqlite/senders.h"
#include "store/sqlite/strangers.h"
#include "store/sqlite/waiting.h"

namespace jeda::store {

/// The tables as the writer sees them, for one connection.
struct Tables {
  explicit Tables(Connection& opened)
      : connection(opened),
        ledger(opened),
        records(opened),
        people(opened),
        senders(opened),
        forgotten(opened),
        strangers(opened),
        waiting(opened) {}
  Connection& connection;
  Ledger ledger;
  Records records;
  People people;
  Senders senders;
  Forgotten forgotten;
  Strangers strangers;
  Waiting waiting;
  std::int64_t newest_record = 0;  // of the batch that runs

  std::int64_t next_record() { return ++newest_record; }
};

/// The logs that one request touches, each read once.
class Tails {
 public:
  Tail& of(Ledger& ledger, const std::string& key);
  Tail* of_company(Ledger& ledger, const policy::Recipient& prospect);  // null: it has none

  /// Adds a touch to the log of its prospect and to that of its company.
  void add(Ledger& ledger, const TouchRow& touch);

  /// Makes all summaries true; afterwards the logs are to be read anew.
  void finish(Ledger& ledger);
  void clear() { tails_.clear(); }

 private:
  std::map<std::string, Tail> tails_;
};

/// The recipients with the keys of the persons behind their addresses; as many, in the same order.
std::vector<policy::Recipient> resolved(People& people, std::vector<policy::Recipient> recipients);

/// A piece of work for the writer. It owns all it needs but the judge, since its caller may leave at the deadline.
/// read(), judge() and record() are called in this order in one transaction, all again where that was rolled back. Used
/// by one thread at a time.
class Request {
 public:
  virtual ~Request() = default;

  virtual void read(Tables& tables) = 0;

  /// Calls back into the caller's code, where `judges()`: only while the caller waits.
  virtual bool judges() const { return false; }
  virtual void judge() {}

  virtual void record(Tables& tables) = 0;

  /// Takes back what record() recorded, in a transaction of its own.
  virtual void undo(Tables& tables) = 0;

  /// What cannot be taken back: its caller does not leave while it is being committed.
  virtual bool is_final() const { return false; }

  /// The record this request made or met; 0: none. One that met another's must not lose it when the other is taken
  /// back.
  std::int64_t record_number() const { return record_; }

  const std::optional<Error>& error() const { return error_; }
  void fail(Error error) { error_ = std::move(error); }

 protected:
  std::int64_t record_ = 0;

 private:
  std::optional<Error> error_;
};

class OfferRequest : public Request {
 public:
  /// `judge` lives as long as the caller waits.
  OfferRequest(const Offer& offer, const Judge& judge) : offer_(prepare(offer)), judge_(judge) {}

  void read(Tables& tables) override;
  bool judges() const override { return true; }
  void judge() override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  Outcome take() { return std::move(outcome_); }

 private:
  /// What was recorded as one message: all recipients, or a part of them.
  struct Recorded {
    std::int64_t record = 0;
    std::vector<std::size_t> places;  // of its recipients in the offer
    bool held = false;
    bool counted = false;  // it goes its way and is a contact, or a notice of ours
    bool notice = false;
    int overridden = 0;  // prospects to whom an override let it pass
  };

  void read_history(Tables& tables, const policy::Recipient& recipient);
  void take_back_histories(Tables& tables);
  void meet_first_copy(Tables& tables);
  void record_together(Tables& tables);
  void record_parts(Tables& tables);
  void record_message(Tables& tables, const PreparedOffer& offer, const Judgement& judgement,
                      std::vector<std::size_t> places);
  void record_touches(Tables& tables, const Judgement& judgement, const Recorded& recorded);
  void replace_older(Tables& tables, const Recorded& recorded);
  bool is_replaceable(Tables& tables, std::int64_t message, const Intention& newer);
  std::vector<policy::Recipient> people_at(const std::vector<std::size_t>& places) const;
  const policy::Imprint& imprint() const { return judgement_->imprint ? *judgement_->imprint : offer_.offer.imprint; }

  PreparedOffer offer_;
  const Judge& judge_;
  Tails tails_;
  std::vector<policy::Recipient> people_;               // the recipients with the keys of the persons behind them
  std::map<std::string, std::size_t> first_of_person_;  // by key
  std::set<std::size_t> forgotten_;                     // whose history says so, and not their log
  policy::Histories histories_;
  std::optional<FirstCopy> first_copy_;
  std::optional<Judgement> judgement_;
  std::vector<Recorded> recorded_;
  std::vector<std::int64_t> replaced_;  // held mail whose place it takes
  Outcome outcome_;
};

class EventsRequest : public Request {
 public:
  explicit EventsRequest(const std::vector<Event>& events);

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  int take() const { return static_cast<int>(recorded_.size()); }

  const std::vector<TouchRow>& recorded() const { return recorded_; }
  bool met_the_bound() const { return met_the_bound_; }  // Event::daily

 private:
  struct Prepared {
    Event event;
    std::string details;
  };
  struct Lifted {
    std::string address;
    Time since;
  };
  struct Kept {
    Time at;
    std::int64_t bytes;
  };
  static bool is_known(Tables& tables, const Event& event, const std::string& person);

  /// True where the address was erased and must not be written to: only that it may again is recorded.
  bool is_refused(Tables& tables, const Event& event);
  bool is_wanted(Tables& tables, const Event& event, const std::string& person);
  bool is_admitted(Tables& tables, const Event& event);
  void record_one(Tables& tables, const Prepared& prepared);
  void add(Tables& tables, const Event& event, const std::string& person, const std::string& details);

  std::vector<Prepared> events_;  // by time
  Tails tails_;
  std::vector<TouchRow> recorded_;
  std::vector<Lifted> lifted_;
  std::vector<Kept> kept_;
  std::set<std::pair<policy::TouchKind, std::string>> told_;  // kinds and ids of what was recorded as it was told
  bool met_the_bound_ = false;
};

class ReplyRequest : public Request {
 public:
  explicit ReplyRequest(const Reply& reply);

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  ReplyOutcome take() { return std::move(outcome_); }

 private:
  void record_touches(Tables& tables);
  void record_unverified(Tables& tables);
  bool is_admitted(Tables& tables);
  void assign(Tables& tables);
  void hold_back(Tables& tables) const;
  bool in_doubt(const Credited& credited) const;

  Reply reply_;
  std::string key_;
  std::vector<std::string> addressed_;
  policy::EventDetails written_;
  policy::EventDetails wished_;
  std::string packed_written_;
  std::string packed_wished_;
  Tails tails_;
  std::vector<Credited> credited_;
  EventsRequest unverified_;   // where nobody is credited
  bool known_before_ = false;  // recorded under this key already
  std::int64_t kept_ = 0;      // bytes that count for the day
  ReplyOutcome outcome_;
};

}  // namespace jeda::store
