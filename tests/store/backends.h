// What every store test needs: backends to run on, and short ways to say things.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/sqlite/sqlite.h"
#include "tests/doubles/failing.h"
#include "tests/doubles/memory.h"
#include "tests/doubles/settling.h"

namespace jeda::store::test {

/// A directory that is gone when the test is over.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// A store of one kind. reopened() gives what a restart would find; a backend that keeps nothing over a restart gives
/// itself.
class Backend {
 public:
  explicit Backend(const std::string& kind);
  Store& store() { return failing_ ? static_cast<Store&>(*failing_) : *store_; }
  Store& reopened();
  bool settle(std::string_view reference, HeldState state, Time at);

 private:
  TemporaryDirectory directory_;
  std::string kind_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<FailingStore> failing_;
};

/// For Catch2's GENERATE: every backend that must behave alike.
inline const std::vector<std::string> backend_kinds = {"memory", "sqlite", "recovered"};

std::unique_ptr<Store> open(const std::string& path, SqliteOptions options = {});

/// Hours after Monday 2026-11-16 00:00 UTC.
Time hour(double hours);

policy::Recipient prospect(const std::string& key);  // with the company "toko.example" for "...@toko.example"

Offer offer(const std::string& salesperson, const std::vector<std::string>& prospects,
            const std::string& message_id = "");

Judgement judgement(policy::Verdict verdict, Time at);
Judge decides(policy::Verdict verdict, Time at);

/// Transacts, and fails the test where the store fails.
Outcome transact(Store& store, const Offer& offer, const Judge& judge);
Outcome accepted(Store& store, const Offer& offer, Time at);
Outcome held(Store& store, const Offer& offer, Time at);

Reply reply(const std::string& from, const std::vector<std::string>& to, Time at,
            const std::vector<std::string>& references = {});
ReplyOutcome record(Store& store, const Reply& reply);

/// An event without an id, told by "budi".
Event event(const std::string& prospect, policy::TouchKind kind, Time at, const std::string& id = "");
int record(Store& store, const std::vector<Event>& events);

/// An offer with an imprint of which all is set; `seed` makes one unlike another.
Offer offer_with_imprint(const std::string& salesperson, const std::vector<std::string>& prospects, unsigned seed);
mail::Sketch some_sketch(unsigned seed);

bool link(Store& store, const std::string& person, const std::string& address);
policy::ProspectFacts facts(Store& store, const std::string& key);  // as decisions get them

policy::History history(Store& store, const std::string& key);
std::vector<policy::PersonHistory> company(Store& store, const std::string& key);

/// "0.0 contact budi *" a touch: hours, kind, salesperson, '*' for an answer.
std::vector<std::string> log_of(Store& store, const std::string& key, int limit = 100);

}  // namespace jeda::store::test
