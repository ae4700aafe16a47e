// What callers ask the writer to do, each inside the writer's transaction.
#pragma once

#include <exception>
#include <map>
#include <string>
#include <vector>

#include "store/sqlite_ledger.h"
#include "store/sqlite_records.h"

namespace jeda::store {

/// The tables as the writer sees them, for one connection.
struct Tables {
  explicit Tables(Connection& opened) : connection(opened), ledger(opened), records(opened) {}
  Connection& connection;
  Ledger ledger;
  Records records;
  std::int64_t newest_record = 0;  // of the batch that runs

  std::int64_t next_record() { return ++newest_record; }
};

/// The logs that one request touches, each read once.
class Tails {
 public:
  Tail& of(Ledger& ledger, const std::string& key);
  Tail* of_company(Ledger& ledger, const policy::Recipient& prospect);  // null: it has none
  void clear() { tails_.clear(); }

 private:
  std::map<std::string, Tail> tails_;
};

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
  void meet_first_copy(Tables& tables);
  void record_touches(Tables& tables);

  PreparedOffer offer_;
  const Judge& judge_;
  Tails tails_;
  policy::Histories histories_;
  std::optional<FirstCopy> first_copy_;
  std::optional<Judgement> judgement_;
  Outcome outcome_;
};

class ReplyRequest : public Request {
 public:
  explicit ReplyRequest(const Reply& reply);

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  ReplyOutcome take() { return std::move(outcome_); }

 private:
  Reply reply_;
  std::string key_;
  std::vector<std::string> addressed_;
  Tails tails_;
  std::vector<policy::Recipient> credited_;
  bool known_before_ = false;  // recorded under this key already
  ReplyOutcome outcome_;
};

class SettleRequest : public Request {
 public:
  SettleRequest(std::int64_t record, HeldState state, Time at) : number_(record), state_(state), at_(at) {}

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  bool take() const { return done_; }

 private:
  std::int64_t number_;
  HeldState state_;
  Time at_;
  std::optional<HeldRow> held_;
  bool done_ = false;
};

}  // namespace jeda::store
