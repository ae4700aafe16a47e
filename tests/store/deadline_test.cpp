// The deadline: who gave up finds nothing recorded, whatever the writer was doing.
#include <catch2/catch.hpp>

#include <future>
#include <thread>

#include "tests/store/backends.h"
#include "tests/store/fault_disk.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using policy::Verdict;

namespace {

/// Long beside what a busy machine needs for a transaction, short beside a test's patience.
constexpr std::chrono::milliseconds short_deadline(300);

std::future<std::string> start(Store& store, const Offer& offer, const Judge& judge) {
  return std::async(std::launch::async, [=, &store] {
    const auto outcome = store.transact(offer, judge);
    return outcome ? std::string("done") : std::string(to_string(outcome.error().cause));
  });
}

std::string key(const std::string& name) { return name + "@toko.example"; }

/// Returns once the writer has taken back what was given up so far: it does so before it looks at anything new.
void wait_for_writer(Store& store) {
  while (!store.record_events({})) {
  }
}

/// A store on a disk whose next flush stops.
struct SlowStore {
  TemporaryDirectory directory;
  FaultDisk& disk = FaultDisk::instance();
  std::unique_ptr<Store> store = open(directory / "history.db", {{short_deadline, true}, FaultDisk::name()});
};

}  // namespace

TEST_CASE("given up while the commit runs: taken back before anything else is judged") {
  SlowStore slow;
  accepted(*slow.store, offer("citra", {key("ani")}), hour(0));
  slow.disk.block_next_sync();
  auto late = start(*slow.store, offer("budi", {key("ani"), key("adi")}, "m1"), decides(Verdict::hold, hour(1)));
  slow.disk.wait_until_blocked();
  CHECK(late.get() == "timeout");
  policy::History seen;
  auto next = start(*slow.store, offer("dewi", {key("ani")}), [&](const auto& histories) {
    seen = histories[0].prospect;
    return judgement(Verdict::accept, hour(2));
  });
  slow.disk.release();
  CHECK(next.get() == "done");
  CHECK(seen.unanswered == 1);
  CHECK(log_of(*slow.store, key("ani")) == Lines{"0.0 contact citra", "2.0 contact dewi"});
  CHECK(log_of(*slow.store, key("adi")).empty());
  CHECK(slow.store->held(HeldState::held, 10)->empty());
  CHECK(slow.store->count_divergences() == 0);
}

TEST_CASE("a reply given up while the commit runs is taken back") {
  SlowStore slow;
  const Outcome waiting = held(*slow.store, offer("budi", {key("ani")}), hour(1));
  const Lines want = {"1.0 held budi"};
  slow.disk.block_next_sync();
  std::future<Error::Cause> late = std::async(std::launch::async, [&] {
    return slow.store->record_reply(reply(key("ani"), {"budi", "citra"}, hour(2))).error().cause;
  });
  slow.disk.wait_until_blocked();
  CHECK(late.get() == Error::Cause::timeout);
  slow.disk.release();
  wait_for_writer(*slow.store);
  CHECK(log_of(*slow.store, key("ani")) == want);
  CHECK((*slow.store->held_message(waiting.reference))->state == HeldState::held);
  CHECK(slow.store->count_divergences() == 0);
}

TEST_CASE("events, facts and turns given up while the commit runs are taken back") {
  SlowStore slow;
  accepted(*slow.store, offer_with_imprint("budi", {key("ani")}, 1), hour(1));
  std::future<Error::Cause> late;
  slow.disk.block_next_sync();
  SECTION("events") {
    late = std::async(std::launch::async, [&] {
      const std::vector<Event> events = {event(key("ani"), policy::TouchKind::call, hour(0)),
                                         event(key("adi"), policy::TouchKind::opt_out, hour(2), "e1")};
      return slow.store->record_events(events).error().cause;
    });
  }
  SECTION("a change") {
    late = std::async(std::launch::async, [&] {
      return slow.store->change_prospect(key("ani"), [](auto& facts) { facts.company = "Toko"; }).error().cause;
    });
  }
  SECTION("a turn") {
    late = std::async(std::launch::async, [&] {
      return slow.store->assign_by_turn(key("ani"), {"north", {"citra"}}, hour(2)).error().cause;
    });
  }
  SECTION("a lead with a wish") {
    late = std::async(std::launch::async, [&] {
      Reply lead = reply(key("adi"), {"budi"}, hour(2));
      lead.wish = "cukup";
      lead.turns = {"north", {"citra"}};
      return slow.store->record_reply(lead).error().cause;
    });
  }
  SECTION("mail with all that it brings") {
    late = std::async(std::launch::async, [&] {
      return slow.store
          ->transact(offer_with_imprint("budi", {key("ani"), key("adi")}, 2),
                     [](const auto& histories) {
                       Judgement made = decides(Verdict::accept, hour(3))(histories);
                       made.decision.overridden.emplace_back();
                       return made;
                     })
          .error()
          .cause;
    });
  }
  slow.disk.wait_until_blocked();
  CHECK(late.get() == Error::Cause::timeout);
  slow.disk.release();
  wait_for_writer(*slow.store);
  CHECK(log_of(*slow.store, key("ani")) == Lines{"1.0 contact budi"});
  CHECK(log_of(*slow.store, key("adi")).empty());
  CHECK_FALSE(slow.store->prospect(key("ani"))->has_value());
  CHECK_FALSE(slow.store->prospect(key("adi"))->has_value());
  const auto sent = slow.store->sender_history("budi", {std::chrono::hours(99), std::chrono::hours(99)}, hour(9));
  CHECK(sent->sent.size() == 1);
  CHECK(sent->overrides.empty());
  CHECK(slow.store->count_divergences() == 0);
  CHECK(record(*slow.store, std::vector{event(key("adi"), policy::TouchKind::opt_out, hour(2), "e1")}) == 1);
}

TEST_CASE("a link is waited for while it is being committed") {
  SlowStore slow;
  accepted(*slow.store, offer("budi", {key("ani")}), hour(1));
  slow.disk.block_next_sync();
  auto late = std::async(std::launch::async,
                         [&] { return slow.store->link(prospect(key("adi")), prospect(key("ani"))).value(); });
  slow.disk.wait_until_blocked();
  CHECK(late.wait_for(2 * short_deadline) == std::future_status::timeout);
  slow.disk.release();
  CHECK(late.get());
  CHECK(log_of(*slow.store, key("adi")) == Lines{"1.0 contact budi"});
}

TEST_CASE("given up while waiting for the writer: never judged") {
  SlowStore slow;
  slow.disk.block_next_sync();
  auto first = start(*slow.store, offer("budi", {key("ani")}), decides(Verdict::accept, hour(1)));
  slow.disk.wait_until_blocked();
  bool judged = false;
  auto second = start(*slow.store, offer("citra", {key("ani")}), [&](const auto&) {
    judged = true;
    return judgement(Verdict::accept, hour(2));
  });
  CHECK(second.get() == "timeout");
  CHECK(first.get() == "timeout");
  slow.disk.release();
  CHECK(accepted(*slow.store, offer("dewi", {key("ani")}), hour(3)).verdict == Verdict::accept);
  CHECK_FALSE(judged);
  CHECK(log_of(*slow.store, key("ani")) == Lines{"3.0 contact dewi"});
}

namespace {

/// Two offers in one batch; the first gives up while the second is being judged. What the second's judge saw, each time
/// it was called. Empty: they came in two batches, which a busy machine can bring about.
std::vector<int> first_gives_up_while_second_is_judged() {
  SlowStore slow;
  slow.store.reset();
  slow.store = open(slow.directory / "history.db", {{short_deadline, true}, FaultDisk::name()});
  slow.disk.block_next_sync();
  auto opening = start(*slow.store, offer("budi", {key("x")}), decides(Verdict::accept, hour(0)));
  slow.disk.wait_until_blocked();
  auto first = start(*slow.store, offer("budi", {key("ani")}), decides(Verdict::accept, hour(1)));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that the second's deadline is later
  std::promise<void> entered;
  std::promise<void> free;
  std::vector<int> seen;
  auto second = start(*slow.store, offer("citra", {key("ani")}), [&](const auto& histories) {
    seen.push_back(histories[0].prospect.unanswered);
    if (seen.size() == 1) {
      entered.set_value();
      free.get_future().wait();
    }
    return judgement(Verdict::accept, hour(2));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  slow.disk.release();
  const bool judged = entered.get_future().wait_for(std::chrono::seconds(2)) == std::future_status::ready;
  const std::string first_got = first.get();
  free.set_value();
  const std::string second_got = second.get();
  wait_for_writer(*slow.store);
  CHECK(history(*slow.store, key("ani")).unanswered == (first_got == "done" ? 1 : 0) + (second_got == "done" ? 1 : 0));
  CHECK(slow.store->count_divergences() == 0);
  return judged && first_got == "timeout" && second_got == "done" ? seen : std::vector<int>();
}

}  // namespace

TEST_CASE("given up before the commit: rolled back, and the others of the batch are judged again without it") {
  std::vector<int> seen;
  for (int tries = 0; seen.size() != 2 && tries < 20; ++tries) seen = first_gives_up_while_second_is_judged();
  CHECK(seen == std::vector<int>{1, 0});
}

TEST_CASE("a caller does not leave while its judge runs") {
  TemporaryDirectory directory;
  const auto store = open(directory / "history.db", {{short_deadline, false}, ""});
  std::promise<void> free;
  std::promise<void> entered;
  auto slow = start(*store, offer("budi", {key("ani")}), [&](const auto&) {
    entered.set_value();
    free.get_future().wait();
    return judgement(Verdict::accept, hour(1));
  });
  const bool judged = entered.get_future().wait_for(std::chrono::seconds(2)) == std::future_status::ready;
  if (judged) CHECK(slow.wait_for(2 * short_deadline) == std::future_status::timeout);
  free.set_value();
  const std::string got = slow.get();
  wait_for_writer(*store);
  CHECK(history(*store, key("ani")).unanswered == (got == "done" ? 1 : 0));
}

TEST_CASE("a retry that was given up keeps the record of the first, and is not counted") {
  SlowStore slow;
  slow.disk.block_next_sync();
  auto opening = start(*slow.store, offer("budi", {key("x")}), decides(Verdict::accept, hour(0)));
  slow.disk.wait_until_blocked();
  opening.wait();
  slow.disk.release();
  const Outcome first = accepted(*slow.store, offer("budi", {key("ani")}, "m1"), hour(1));
  slow.disk.block_next_sync();
  auto late = start(*slow.store, offer("budi", {key("ani")}, "m1"), decides(Verdict::accept, hour(2)));
  CHECK(late.get() == "timeout");
  slow.disk.release();
  wait_for_writer(*slow.store);
  for (int i = 0; i < most_retries; ++i) CHECK(accepted(*slow.store, offer("budi", {key("ani")}, "m1"), hour(2)).retry);
  CHECK(log_of(*slow.store, key("ani")) == Lines{"1.0 contact budi"});
}
