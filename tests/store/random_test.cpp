// Random operations, seen by the SQLite store and by the one in memory: both must tell the same, and the summaries must
// be the fold of the log.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::Verdict;

namespace {

const std::vector<std::string> people = {"budi", "citra", "dewi"};
const std::vector<std::string> prospects = {"a@toko.example",   "b@toko.example", "c@toko.example",
                                            "d@warung.example", "e@gmail.com",    "f@gmail.com"};

/// One random world: every operation is done to both stores and must have one outcome.
class Twins {
 public:
  explicit Twins(unsigned seed) : random_(seed), sqlite_("sqlite"), memory_("memory") {}

  void step() {
    switch (pick(8)) {
      case 0:
      case 1:
        return do_reply();
      case 2:
        return do_settle();
      case 3:
        return do_restart();
      default:
        return do_offer();
    }
  }

  void compare() {
    for (const std::string& key : prospects) {
      CAPTURE(key);
      REQUIRE(sqlite_.store().touches(key, 1000).value() == memory_.store().touches(key, 1000).value());
      REQUIRE(history(sqlite_.store(), key) == history(memory_.store(), key));
      REQUIRE(company(sqlite_.store(), key) == company(memory_.store(), key));
      std::vector<policy::Touch> log;
      const auto touches = sqlite_.store().touches(key, 1000);
      for (const LoggedTouch& logged : *touches) log.push_back(logged.touch);
      REQUIRE(policy::fold(log) == history(sqlite_.store(), key));
    }
    REQUIRE(sqlite_.store().count_divergences() == 0);
    compare_held();
  }

 private:
  std::size_t pick(std::size_t bound) { return random_() % bound; }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values[pick(values.size())];
  }

  /// Mostly forward, at times back, and at times twice the same.
  Time next_time() {
    if (pick(5) == 0) return hour(static_cast<double>(pick(400)));
    if (pick(4) != 0) now_ += static_cast<double>(pick(30));
    return hour(now_);
  }

  std::string message_id() { return pick(4) == 0 ? "" : "m" + std::to_string(pick(40)); }

  void do_offer() {
    std::vector<std::string> keys;
    for (const std::string& key : prospects) {
      if (pick(4) == 0) keys.push_back(key);
    }
    if (keys.empty()) keys.push_back(one_of(prospects));
    const Offer mail = offer(one_of(people), keys, message_id());
    const Time at = next_time();
    const auto verdict = static_cast<Verdict>(pick(4));
    const bool enforced = pick(6) != 0;
    const Judge judge = [&](const auto& histories) {
      Judgement made = decides(verdict, at)(histories);
      made.enforced = enforced;
      return made;
    };
    const Outcome first = transact(sqlite_.store(), mail, judge);
    const Outcome second = transact(memory_.store(), mail, judge);
    REQUIRE(first.reference == second.reference);
    REQUIRE(first.verdict == second.verdict);
    REQUIRE(first.retry == second.retry);
    references_.push_back(first.reference);
  }

  void do_reply() {
    Reply mail = reply(one_of(prospects), {one_of(people)}, next_time());
    if (pick(2) == 0) mail.to.push_back(one_of(people));
    if (pick(3) == 0) mail.from[0] = prospect("boss@toko.example");
    if (pick(3) == 0) mail.from.push_back(prospect(one_of(prospects)));
    while (pick(2) == 0) mail.references.push_back(message_id());
    if (pick(2) == 0) mail.message_id = "r" + std::to_string(pick(10));
    const ReplyOutcome first = record(sqlite_.store(), mail);
    const ReplyOutcome second = record(memory_.store(), mail);
    REQUIRE(first.prospects == second.prospects);
    REQUIRE(first.known == second.known);
  }

  void do_settle() {
    if (references_.empty()) return;
    const std::string reference = one_of(references_);
    const auto state = static_cast<HeldState>(pick(4));
    const Time at = next_time();
    REQUIRE(sqlite_.store().settle(reference, state, at).value() ==
            memory_.store().settle(reference, state, at).value());
  }

  void do_restart() {
    if (pick(4) == 0) sqlite_.reopened();
  }

  void compare_held() {
    for (int state = 0; state < 4; ++state) {
      const auto first = sqlite_.store().held(static_cast<HeldState>(state), 1000).value();
      const auto second = memory_.store().held(static_cast<HeldState>(state), 1000).value();
      REQUIRE(first.size() == second.size());
      for (std::size_t i = 0; i < first.size(); ++i) {
        REQUIRE(first[i].reference == second[i].reference);
        REQUIRE(first[i].settled_at == second[i].settled_at);
        REQUIRE(first[i].queue_id == second[i].queue_id);
      }
    }
  }

  std::mt19937 random_;
  Backend sqlite_;
  Backend memory_;
  double now_ = 0;
  std::vector<std::string> references_;
};

}  // namespace

TEST_CASE("random operations: SQLite tells what a plain list of touches tells") {
  const char* given = std::getenv("JEDA_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  for (unsigned world = 0; world < 4; ++world) {
    INFO("JEDA_SEED=" << seed + world);
    Twins twins(seed + world);
    for (int step = 0; step < 150; ++step) {
      twins.step();
      if (step % 25 == 24) twins.compare();
    }
  }
}
