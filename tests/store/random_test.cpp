// Random operations, seen by the SQLite store and by the one in memory: both must tell the same, and the summaries must
// be the fold of the log. JEDA_SEED=N looks at other worlds than those that every run looks at.
#include <catch2/catch.hpp>

#include <algorithm>
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

constexpr double last_hour = 24 * 35 - 1;

/// One random world: every operation is done to both stores and must have one outcome.
class Twins {
 public:
  explicit Twins(unsigned seed) : random_(seed), sqlite_("sqlite"), memory_("memory") {}

  void step() {
    switch (pick(14)) {
      case 0:
      case 1:
        return do_reply();
      case 2:
      case 3:
        return do_settle();
      case 4:
        return do_restart();
      case 5:
      case 6:
      case 7:
        return do_events();
      case 8:
        return do_facts();
      case 9:
        return do_link();
      default:
        return do_offer();
    }
  }

  void compare() {
    for (const std::string& key : prospects) {
      CAPTURE(key, log_of(sqlite_.store(), key, 1000), log_of(memory_.store(), key, 1000));
      REQUIRE(sqlite_.store().touches(key, 1000).value() == memory_.store().touches(key, 1000).value());
      REQUIRE(history(sqlite_.store(), key) == history(memory_.store(), key));
      REQUIRE(company(sqlite_.store(), key) == company(memory_.store(), key));
      REQUIRE(facts(sqlite_.store(), key) == facts(memory_.store(), key));
      REQUIRE(addresses(sqlite_.store(), key) == addresses(memory_.store(), key));
      std::vector<policy::Touch> log;
      const auto touches = sqlite_.store().touches(key, 1000);
      for (const LoggedTouch& logged : *touches)
        if (!logged.hold) log.push_back(logged.touch);
      REQUIRE(policy::fold(log) == history(sqlite_.store(), key));
    }
    REQUIRE(sqlite_.store().count_divergences() == 0);
    compare_held();
    compare_senders();
    REQUIRE(sqlite_.store().open_wishes(100).value() == memory_.store().open_wishes(100).value());
    REQUIRE(sqlite_.store().dead(100).value() == memory_.store().dead(100).value());
    REQUIRE(sqlite_.store().unlikely(hour(now_), 100).value() == memory_.store().unlikely(hour(now_), 100).value());
    REQUIRE(sqlite_.store().bouncing(2, 100).value() == memory_.store().bouncing(2, 100).value());
  }

 private:
  std::size_t pick(std::size_t bound) { return random_() % bound; }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values[pick(values.size())];
  }

  /// Mostly forward, at times back, and at times twice the same. A world ends before the oldest of what salespeople
  /// sent is old enough to be forgotten (store/sqlite_senders.h), which a plain list does not do.
  Time next_time() {
    if (pick(5) == 0) return hour(static_cast<double>(pick(400)));
    if (pick(4) != 0) now_ = std::min(now_ + static_cast<double>(pick(12)), last_hour);
    return hour(now_);
  }

  std::string message_id() { return pick(4) == 0 ? "" : "m" + std::to_string(pick(40)); }

  void do_offer() {
    std::vector<std::string> keys;
    for (const std::string& key : prospects) {
      if (pick(4) == 0) keys.push_back(key);
    }
    if (keys.empty()) keys.push_back(one_of(prospects));
    Offer mail = pick(2) == 0 ? offer(one_of(people), keys)
                              : offer_with_imprint(one_of(people), keys, static_cast<unsigned>(pick(20)));
    mail.message_id = message_id();
    if (mail.windows.sent > Duration::zero()) mail.windows = {std::chrono::hours(240), std::chrono::hours(240)};
    mail.override_reason = "perlu";
    const bool overridden = pick(5) == 0;
    const bool notice = pick(6) == 0;
    std::vector<policy::SenderHistory> seen;
    const Time at = next_time();
    const auto verdict = notice ? Verdict::accept : static_cast<Verdict>(pick(4));
    const bool enforced = pick(6) != 0;
    const Judge judge = [&](const auto& histories) {
      Judgement made = decides(verdict, at)(histories);
      made.enforced = enforced;
      if (notice) made.decision.answers.assign(keys.size(), false);
      if (notice) made.decision.notice = policy::Notice::absence;
      if (overridden) made.decision.overridden.emplace_back();
      seen.push_back(histories.sender);
      return made;
    };
    const Outcome first = transact(sqlite_.store(), mail, judge);
    const Outcome second = transact(memory_.store(), mail, judge);
    REQUIRE(first.reference == second.reference);
    REQUIRE(first.verdict == second.verdict);
    REQUIRE(first.retry == second.retry);
    REQUIRE(seen.at(0).sent == seen.at(1).sent);
    REQUIRE(seen.at(0).overrides == seen.at(1).overrides);
    references_.push_back(first.reference);
  }

  void do_reply() {
    Reply mail = reply(one_of(prospects), {one_of(people)}, next_time());
    if (pick(2) == 0) mail.to.push_back(one_of(people));
    if (pick(3) == 0) mail.from[0] = prospect("boss@toko.example");
    if (pick(3) == 0) mail.from.push_back(prospect(one_of(prospects)));
    while (pick(2) == 0) mail.references.push_back(message_id());
    if (pick(2) == 0) mail.message_id = "r" + std::to_string(pick(10));
    mail.words = static_cast<int>(pick(50));
    if (pick(6) == 0) mail.wish = "cukup";
    mail.doubtful = pick(2) == 0;
    if (pick(3) == 0) mail.turns = {"north", people};
    const ReplyOutcome first = record(sqlite_.store(), mail);
    const ReplyOutcome second = record(memory_.store(), mail);
    REQUIRE(first.prospects == second.prospects);
    REQUIRE(first.known == second.known);
    REQUIRE(first.assigned == second.assigned);
  }

  void do_events() {
    std::vector<Event> events;
    while (events.size() < 4 && (events.empty() || pick(3) != 0)) {
      const auto kind = static_cast<policy::TouchKind>(4 + pick(26));  // all but notice
      events.push_back(event(one_of(prospects), kind, next_time(), pick(2) == 0 ? "" : std::to_string(pick(9))));
      Event& told = events.back();
      told.prospect.raw = pick(3) == 0 ? "Raw@" + told.prospect.key : told.prospect.key;
      if (pick(4) == 0) told.salesperson.clear();
      if (pick(2) == 0) told.details = {policy::Slot{next_time(), next_time()}, "10.00", "IDR", "catatan", 0};
      told.known_only = pick(3) == 0;
      if (pick(4) == 0) told.message_ids = {message_id()};
      if (pick(4) == 0) told.mailed_within = std::chrono::hours(pick(100));
      if (pick(4) == 0) told.stands_for = policy::TouchKind::hard_bounce;
    }
    REQUIRE(record(sqlite_.store(), events) == record(memory_.store(), events));
  }

  void do_facts() {
    const std::string& key = one_of(prospects);
    const Time at = next_time();
    if (pick(2) == 0) {
      const Turns turns{"north", people};
      REQUIRE(sqlite_.store().assign_by_turn(key, turns, at).value() ==
              memory_.store().assign_by_turn(key, turns, at).value());
      return;
    }
    const std::string name = pick(3) == 0 ? "" : std::to_string(pick(9));
    const auto change = [&](policy::ProspectFacts& known) {
      known.company = name;
      known.names.push_back(name);
      if (name.empty()) known = {};
    };
    REQUIRE(sqlite_.store().change_prospect(key, change).value() ==
            memory_.store().change_prospect(key, change).value());
  }

  /// Seldom: with all in one person there is little left to tell.
  void do_link() {
    if (pick(8) != 0) return;
    const std::string& person = one_of(prospects);
    const std::string& address = one_of(prospects);
    REQUIRE(link(sqlite_.store(), person, address) == link(memory_.store(), person, address));
  }

  static std::vector<std::string> addresses(Store& store, const std::string& key) {
    const auto record = store.prospect(key).value();
    return record ? record->addresses : std::vector<std::string>();
  }

  void compare_senders() {
    const policy::SenderWindows windows{std::chrono::hours(100), std::chrono::hours(50)};
    for (const std::string& name : people) {
      const auto first = sqlite_.store().sender_history(name, windows, hour(now_)).value();
      const auto second = memory_.store().sender_history(name, windows, hour(now_)).value();
      REQUIRE(first.sent == second.sent);
      REQUIRE(first.overrides == second.overrides);
    }
  }

  void do_settle() {
    if (references_.empty()) return;
    const std::string reference = one_of(references_);
    const auto state = static_cast<HeldState>(pick(4));
    const Time at = next_time();
    REQUIRE(sqlite_.settle(reference, state, at) == memory_.settle(reference, state, at));
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
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : 1;
  for (unsigned world = 0; world < 4; ++world) {
    INFO("JEDA_SEED=" << seed + world);
    Twins twins(seed + world);
    for (int step = 0; step < 150; ++step) {
      twins.step();
      if (step % 25 == 24) twins.compare();
    }
  }
}
