// The values a store is made of: the fold of a log, references, packed bytes, keys, findings as JSON.
#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "store/reference.h"
#include "store/summary.h"
#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::History;
using policy::NewestContact;
using policy::PersonHistory;
using policy::Touch;
using policy::TouchKind;

TEST_CASE("a log folds into its summary") {
  const Touch first{hour(1), TouchKind::contact, "budi", false, "r1"};
  const Touch second{hour(2), TouchKind::held, "citra", true, "r2"};
  const Touch answer{hour(3), TouchKind::reply, "budi", false, ""};
  const Touch gone{hour(4), TouchKind::withdrawn, "dewi", false, "r3"};
  struct Row {
    std::string name;
    std::vector<Touch> log;
    History want;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"nothing", {}, {}},
      {"a contact", {first}, {1, NewestContact{hour(1), "budi", false, false}, {}, {{"budi", hour(1), false, {}}}}},
      {"held mail counts as sent",
       {first, second},
       {2,
        NewestContact{hour(2), "citra", true, true},
        {},
        {{"budi", hour(1), false, {}}, {"citra", hour(2), true, {}}}}},
      {"a reply resets the count",
       {first, second, answer},
       {0,
        NewestContact{hour(2), "citra", true, true},
        hour(3),
        {{"budi", hour(1), false, hour(3)}, {"citra", hour(2), true, {}}}}},
      {"withdrawn mail counts for nothing",
       {first, gone},
       {1, NewestContact{hour(1), "budi", false, false}, {}, {{"budi", hour(1), false, {}}}}},
      {"a lead", {answer}, {0, {}, hour(3), {{"budi", {}, false, hour(3)}}}},
  }));
  CAPTURE(row.name);
  CHECK(policy::fold(row.log) == row.want);
  CHECK(unpack_history(pack_history(row.want)) == row.want);
}

TEST_CASE("the next mail is an answer only while a reply is newer than all we wrote") {
  History history;
  CHECK_FALSE(history.awaits_answer());
  policy::apply(history, {hour(1), TouchKind::reply, "budi", false, ""});
  CHECK(history.awaits_answer());
  policy::apply(history, {hour(2), TouchKind::held, "budi", true, "r"});
  CHECK_FALSE(history.awaits_answer());
}

TEST_CASE("a person is found by name") {
  History history;
  for (const char* name : {"dewi", "budi", "citra"})
    policy::apply(history, {hour(1), TouchKind::contact, name, false, ""});
  CHECK(history.people[0].salesperson == "budi");
  CHECK(history.person("dewi")->salesperson == "dewi");
  CHECK(history.person("c") == nullptr);
  CHECK(history.person("z") == nullptr);
}

TEST_CASE("references are one to one and read back, by people too") {
  CHECK(reference_of(1) == reference_of(1));
  std::set<std::string> seen;
  for (std::int64_t record = 0; record < 20000; ++record) {
    const std::string reference = reference_of(record);
    REQUIRE(reference.size() == 10);
    REQUIRE(record_of(reference) == record);
    seen.insert(reference);
  }
  CHECK(seen.size() == 20000);
  const std::int64_t last = (std::int64_t{1} << 50) - 1;
  CHECK(record_of(reference_of(last)) == last);
  CHECK(record_of("OIL0000000") == record_of("0110000000"));
  for (const char* wrong :
       {"", "123456789", "12345678901", "u000000000", "-000000000", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}) {
    CHECK_FALSE(record_of(wrong));
  }
}

TEST_CASE("bytes cut short or spoilt are no history") {
  const History whole{3, NewestContact{hour(1), "budi", true, false}, hour(2), {{"budi", hour(1), true, hour(2)}}};
  const std::string bytes = pack_history(whole);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(unpack_history(bytes.substr(0, size)));
  CHECK_FALSE(unpack_history(bytes + "x"));
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20000; ++i) {
    std::string spoilt = bytes;
    for (int n = 0; n < 3; ++n) spoilt[random() % spoilt.size()] = static_cast<char>(random());
    unpack_history(spoilt);
    unpack_recipients(spoilt);
    unpack_texts(spoilt);
  }
}

TEST_CASE("a retry key tells apart what is another message") {
  const Offer first = offer("budi", {"a@x.example", "b@x.example"}, "m1");
  Offer turned = first;
  std::swap(turned.recipients[0], turned.recipients[1]);
  turned.queue_id = "other";
  turned.subject = "other";
  CHECK(retry_key(first) == retry_key(turned));
  CHECK(retry_key(first).size() == 64);
  CHECK(retry_key(offer("budi", {"a@x.example"}, "")).empty());
  CHECK(retry_key(offer("budi", {"a@x.example"}, "m1")) != retry_key(first));
  CHECK(retry_key(offer("budim", {"a@x.example"}, "1")) != retry_key(offer("budi", {"a@x.example"}, "m1")));
}

TEST_CASE("findings become JSON with their facts") {
  policy::Decision decision;
  policy::Finding gap;
  gap.rule = "gap";
  gap.kind = "gap";
  gap.prospect = "ani@toko.example";
  gap.facts = policy::GapFacts{{hour(1), "budi", false, false}, 2, std::chrono::hours(168)};
  gap.next_allowed = hour(169);
  policy::Finding double_up;
  double_up.rule = "one-salesperson";
  double_up.kind = "duplicate-sender";
  double_up.action = policy::Action::reject;
  double_up.prospect = "ani@toko.example";
  double_up.facts = policy::DuplicateFacts{"budi", hour(1), true, "toko.example", std::chrono::hours(720)};
  decision.findings = {gap, double_up};
  CHECK(findings_json(decision) ==
        R"([{"action":"hold","facts":{"newest_contact":{"answer":false,"at":"2026-11-16T01:00:00Z","held":false,)"
        R"("salesperson":"budi"},"required_seconds":604800,"unanswered":2},"kind":"gap","next_allowed":)"
        R"("2026-11-23T01:00:00Z","prospect":"ani@toko.example","release":"review","rule":"gap"},)"
        R"({"action":"reject","facts":{"at":"2026-11-16T01:00:00Z","company":"toko.example","held":true,"other":)"
        R"("budi","within_seconds":2592000},"kind":"duplicate-sender","next_allowed":null,"prospect":)"
        R"("ani@toko.example","release":"review","rule":"one-salesperson"}])");
}

TEST_CASE("a failing store fails as told, counts, and recovers") {
  MemoryStore memory;
  FailingStore store(memory);
  int hooked = 0;
  store.before_each([&] { ++hooked; });
  store.fail_with({Error::Kind::busy, "locked"});
  CHECK(store.transact(offer("budi", {"a@x.example"}), decides(policy::Verdict::accept, hour(1))).error().kind ==
        Error::Kind::busy);
  CHECK(store.history(prospect("a@x.example")).error().message == "locked");
  store.recover();
  CHECK(history(store, "a@x.example") == History());
  CHECK(store.calls() == 3);
  CHECK(hooked == 3);
}
