// Many callers at once.
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::Verdict;

namespace {

/// One prospect, one salesperson: whoever comes second is refused.
Judgement first_come(const policy::Histories& histories) {
  const bool taken = histories.at(0).prospect.newest_contact.has_value();
  return judgement(taken ? Verdict::reject : Verdict::accept, hour(1));
}

template <typename Work>
void in_threads(int count, const Work& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("six salespeople at once on 100 prospects: exactly one gets through to each") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  std::vector<std::atomic<int>> through(100);
  std::atomic<int> failed = 0;
  in_threads(6, [&](int seller) {
    for (std::size_t i = 0; i < through.size(); ++i) {
      const std::string key = "p" + std::to_string(i) + "@toko.example";
      const auto outcome = store.transact(offer("seller" + std::to_string(seller), {key}), first_come);
      if (!outcome) ++failed;
      if (outcome && outcome->verdict == Verdict::accept) ++through[i];
    }
  });
  CHECK(failed == 0);
  for (std::size_t i = 0; i < through.size(); ++i) {
    CHECK(through[i] == 1);
    CHECK(history(store, "p" + std::to_string(i) + "@toko.example").unanswered == 1);
  }
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("references are unique over offers, retries excepted, from many threads and over a restart") {
  Backend backend(GENERATE("memory", "sqlite"));
  std::vector<std::vector<std::string>> given(4);
  for (int round = 0; round < 2; ++round) {
    Store& store = backend.reopened();
    in_threads(4, [&](int i) {
      for (int n = 0; n < 50; ++n) {
        const auto outcome = store.transact(offer("budi", {"ani@toko.example"}), decides(Verdict::accept, hour(n)));
        given[static_cast<std::size_t>(i)].push_back(outcome ? outcome->reference : "failed");
      }
    });
  }
  std::vector<std::string> all;
  for (const auto& some : given) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end());
  CHECK(all.size() == 400);
  CHECK(std::unique(all.begin(), all.end()) == all.end());
  CHECK(history(backend.store(), "ani@toko.example").unanswered == 400);
}

TEST_CASE("readers see whole decisions while others write") {
  Backend backend("sqlite");
  Store& store = backend.store();
  std::atomic<bool> writing = true;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (writing) {
      const auto seen = store.history(prospect("ani@toko.example"));
      if (!seen) {
        ++torn;
        continue;
      }
      const bool in_company = !seen->company.empty();
      if (seen->prospect.newest_contact.has_value() != in_company) ++torn;
    }
  });
  for (int i = 0; i < 100; ++i) accepted(store, offer("budi", {"ani@toko.example", "eko@gmail.com"}), hour(i));
  writing = false;
  reader.join();
  CHECK(torn == 0);
}

TEST_CASE("what waits when the store is closed is answered") {
  TemporaryDirectory directory;
  std::atomic<int> done = 0;
  {
    const auto store = open(directory / "history.db");
    in_threads(4, [&](int i) {
      const std::string key = "p" + std::to_string(i) + "@toko.example";
      if (store->transact(offer("budi", {key}), decides(Verdict::accept, hour(1)))) ++done;
    });
  }
  CHECK(done == 4);
  CHECK(open(directory / "history.db")->count_divergences() == 0);
}
