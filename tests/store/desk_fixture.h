// A store with held mail, and desks on it.
#pragma once

#include "store/desk.h"
#include "tests/store/backends.h"

namespace jeda::store::test {

template <typename T>
T sure(Result<T> result) {
  if (!result) throw std::runtime_error(std::string(to_string(result.error().cause)) + ": " + result.error().message);
  return std::move(*result);
}

HeldDetails held_details(const std::string& notify = "budi@ours.example");

/// The judgement of mail that is held, with all that is kept of it.
struct Holding {
  Time at = hour(1);
  std::vector<std::string> rules = {"gap"};
  policy::Release release = policy::Release::when_allowed;
  std::optional<Time> next_allowed = hour(24);
  std::string notify = "budi@ours.example";
};
Judgement held_judgement(const Holding& holding);

/// A store, and as many desks as are asked for.
class Office {
 public:
  Office() : store_(open(directory_ / "history.db")), desk_(another()) {}

  Store& store() { return *store_; }
  Desk& desk() { return *desk_; }
  std::string path() const { return directory_ / "history.db"; }

  /// As another process has one.
  std::unique_ptr<Desk> another() { return sure(open_sqlite_desk(path())); }

  /// What a restart of all programs finds.
  void reopen();

  /// Mail of budi's on hold; gives its reference.
  std::string hold(const Holding& holding = {}, const std::vector<std::string>& prospects = {"ani@toko.example"},
                   const std::string& salesperson = "budi");

  Answer ask(Ask::What what, const std::string& reference, const std::string& by = "citra", Time at = hour(2),
             const std::string& words = "");

  /// The request that is due, begun.
  QueueRequest begun(Time at = hour(3));

  /// "held", "released", ...
  std::string state(const std::string& reference);

  /// "who: what: detail" each, oldest first.
  std::vector<std::string> record(const std::string& reference);

  /// "released to budi@ours.example by citra" each.
  std::vector<std::string> notices(Time now = hour(1000));

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  int held_ = 0;
  std::unique_ptr<Desk> desk_;
};

}  // namespace jeda::store::test
