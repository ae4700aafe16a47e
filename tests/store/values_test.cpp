// The values a store is made of: the fold of a log, references, packed bytes, keys, findings as JSON.
#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "store/record/bytes.h"
#include "store/record/digest.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::History;
using policy::NewestContact;
using policy::Touch;
using policy::TouchKind;

namespace {

/// Every field set, with as many mails as are kept.
History full_history() {
  History history;
  history.unanswered = 3;
  history.newest_contact = NewestContact{hour(9), "citra", true, TouchKind::chat};
  history.newest_reply = hour(2);
  history.people = {{"budi", hour(1), hour(2)}, {"citra", hour(9), {}}, {"dewi", {}, hour(2)}};
  history.awaits = true;
  for (unsigned i = 0; i < policy::most_past_mails; ++i) {
    history.mails.push_back({hour(i), i % 3 == 0 ? "eko" : "budi", some_sketch(i), {i, 0xffffffffU}});
  }
  history.mails[7].sketch.reset();
  history.mails[8].phrases.clear();
  history.marks = {1, 0, 0x80000000U};
  history.newest_subject = "penawaran harga";
  history.purposes = {{"permission", hour(4)}, {"renewal", hour(5)}};
  history.replies = {{hour(1), 40, std::chrono::hours(2)}, {hour(2), 0, {}}};
  history.newest_live = hour(10);
  history.newest_sign = hour(11);
  history.newest_checkout = hour(12);
  history.newest_order = hour(13);
  history.newest_payment = hour(14);
  history.newest_delivery = hour(15);
  history.newest_expiry = hour(9000);
  history.commitment = policy::Slot{hour(20), hour(21)};
  history.away_until = hour(40);
  history.permission_asked = hour(22);
  history.permission_granted = hour(-500);
  history.do_not_contact = policy::DoNotContact{TouchKind::opt_out_wish, hour(23)};
  history.soft_bounces = 7;
  history.notices = {{hour(24), policy::Notice::absence}, {hour(25), policy::Notice::calendar_answer}};
  return history;
}

}  // namespace

TEST_CASE("a summary comes back from its bytes, whatever of it is there") {
  const History full = full_history();
  CHECK(unpack_history(pack_history(full)) == full);
  CHECK(unpack_history(pack_history(History())) == History());
  const std::vector<Touch> log = {
      {hour(1), TouchKind::contact, "budi", false, "r1"}, {hour(2), TouchKind::contact, "citra", true, "r2"},
      {hour(3), TouchKind::reply, "", false, ""},         {hour(4), TouchKind::contact, "dewi", false, "r3"},
      {hour(5), TouchKind::call, "", false, ""},          {hour(6), TouchKind::complaint, "", false, ""}};
  for (std::size_t size = 0; size <= log.size(); ++size) {
    const History summary = policy::fold(std::span(log).first(size));
    CHECK(unpack_history(pack_history(summary)) == summary);
  }
}

TEST_CASE("a summary of the first form is not taken for one of today's") {
  for (int unanswered = 0; unanswered < 300; ++unanswered) {
    Packer packer;  // no contact, no reply, nobody
    for (const int value : {unanswered, 0, 0, 0, 0}) packer.number(value);
    CHECK_FALSE(unpack_history(packer.take()));
  }
}

TEST_CASE("the next mail is an answer only while a reply is newer than all we wrote") {
  History history;
  CHECK_FALSE(history.awaits_answer());
  policy::apply(history, {hour(1), TouchKind::reply, "budi", false, ""});
  CHECK(history.awaits_answer());
  policy::apply(history, {hour(2), TouchKind::contact, "budi", true, "r"});
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
  const std::string bytes = pack_history(full_history());
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

TEST_CASE("a failing store fails as told, counts, and recovers") {
  MemoryStore memory;
  FailingStore store(memory);
  int hooked = 0;
  store.before_each([&] { ++hooked; });
  store.fail_with({Error::Cause::busy, "locked"});
  CHECK(store.transact(offer("budi", {"a@x.example"}), decides(policy::Verdict::accept, hour(1))).error().cause ==
        Error::Cause::busy);
  CHECK(store.history(prospect("a@x.example")).error().message == "locked");
  store.recover();
  CHECK(history(store, "a@x.example") == History());
  CHECK(store.calls() == 3);
  CHECK(hooked == 3);
}
