// What callers ask the writer to do beside mail and events: what is told of prospects.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/sqlite/requests.h"

namespace jeda::store {

/// Changes what is told of a prospect.
class ChangeRequest : public Request {
 public:
  using Change = std::function<void(policy::ProspectFacts&)>;

  /// `change` lives as long as the caller waits.
  ChangeRequest(std::string_view key, const Change& change) : key_(key), change_(change) {}

  void read(Tables& tables) override;
  bool judges() const override { return true; }
  void judge() override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  policy::ProspectFacts take() { return std::move(after_); }

 private:
  std::string key_;
  const Change& change_;
  Person before_;
  policy::ProspectFacts after_;
  bool recorded_ = false;
};

/// Puts the next of a team in charge.
class TurnRequest : public Request {
 public:
  TurnRequest(std::string_view key, Turns turns, Time at) : key_(key), turns_(std::move(turns)), at_(at) {}

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables& tables) override;

  std::string take() { return std::move(owner_); }

 private:
  std::string key_;
  Turns turns_;
  Time at_;
  std::string owner_;
  bool taken_ = false;
};

class LinkRequest : public Request {
 public:
  LinkRequest(std::string person, std::string address) : person_(std::move(person)), address_(std::move(address)) {}

  void read(Tables& tables) override;
  void record(Tables& tables) override;
  void undo(Tables&) override {}
  bool is_final() const override { return true; }

  bool take() const { return from_ != into_; }

 private:
  std::string person_;
  std::string address_;
  std::string into_;
  std::string from_;
};

}  // namespace jeda::store
