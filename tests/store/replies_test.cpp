// What a store does with replies, the same for every backend.
#include <catch2/catch.hpp>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::Verdict;
using Lines = std::vector<std::string>;

TEST_CASE("a reply from a known prospect resets the count and awaits an answer") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"ani@toko.example"}), hour(1));
  const ReplyOutcome outcome = record(backend.store(), reply("ani@toko.example", {"budi"}, hour(2)));
  CHECK(outcome.known);
  CHECK(outcome.prospects == Lines{"ani@toko.example"});
  const policy::History now = history(backend.reopened(), "ani@toko.example");
  CHECK(now.unanswered == 0);
  CHECK(now.newest_reply == hour(2));
  CHECK(now.awaits_answer());
}

TEST_CASE("a reply from somebody unknown is a new lead") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const ReplyOutcome outcome = record(backend.store(), reply("ani@toko.example", {"budi"}, hour(2)));
  CHECK_FALSE(outcome.known);
  CHECK(outcome.prospects == Lines{"ani@toko.example"});
  CHECK(history(backend.reopened(), "ani@toko.example").awaits_answer());
}

TEST_CASE("a reply to several salespeople is a touch with each") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  record(backend.store(), reply("ani@toko.example", {"budi", "citra", "budi"}, hour(2)));
  CHECK(log_of(backend.reopened(), "ani@toko.example") == Lines{"2.0 reply budi", "2.0 reply citra"});
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("a reply counts for whom it can be traced to") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {"ani@toko.example", "adi@toko.example"}, "m1"), hour(1));
  accepted(store, offer("budi", {"eko@gmail.com"}, "m2"), hour(2));
  held(store, offer("budi", {"held@toko.example"}, "m3"), hour(3));
  transact(store, offer("budi", {"refused@toko.example"}, "m4"), decides(Verdict::reject, hour(4)));
  struct Row {
    std::string from;
    Lines references;
    Lines want_prospects;
    bool want_known;
  };
  const Row row = GENERATE(values<Row>({
      {"ani@toko.example", {"m1"}, {"ani@toko.example"}, true},
      {"boss@toko.example", {"m1"}, {"ani@toko.example", "adi@toko.example", "boss@toko.example"}, true},
      {"boss@toko.example", {"m1", "m2"}, {"ani@toko.example", "adi@toko.example", "boss@toko.example"}, true},
      {"boss@toko.example", {"m2"}, {"boss@toko.example"}, false},
      {"budi@gmail.com", {"m2", "m1"}, {"budi@gmail.com"}, false},
      {"ani@toko.example", {"m2", "m1"}, {"ani@toko.example"}, true},
      {"adi@toko.example", {"m2"}, {"adi@toko.example"}, true},
      {"boss@toko.example", {"m3"}, {"boss@toko.example"}, false},  // it never left
      {"boss@toko.example", {"m4"}, {"boss@toko.example"}, false},
      {"boss@toko.example", {"unheard-of", ""}, {"boss@toko.example"}, false},
      {"ani@toko.example", {}, {"ani@toko.example"}, true},
  }));
  CAPTURE(row.from, row.references);
  const ReplyOutcome outcome = record(store, reply(row.from, {"budi"}, hour(5), row.references));
  CHECK(outcome.prospects == row.want_prospects);
  CHECK(outcome.known == row.want_known);
  for (const std::string& key : outcome.prospects) CHECK(history(store, key).awaits_answer());
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("without a message of ours, further writers count only where they are known") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"known@toko.example"}), hour(1));
  Reply mail = reply("new@toko.example", {"budi"}, hour(2));
  mail.from.push_back(prospect("stranger@toko.example"));
  mail.from.push_back(prospect("known@toko.example"));
  const ReplyOutcome outcome = record(backend.store(), mail);
  CHECK(outcome.prospects == Lines{"new@toko.example", "known@toko.example"});
  CHECK(outcome.known);
}

TEST_CASE("a credited prospect's company hears of the reply") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"ani@toko.example"}, "m1"), hour(1));
  record(backend.store(), reply("someone@toko.example", {"budi"}, hour(2), {"m1"}));
  const std::vector<policy::PersonHistory> want{{"budi", hour(1), hour(2)}};
  CHECK(company(backend.reopened(), "adi@toko.example") == want);
}

TEST_CASE("a reply that comes twice is recorded once") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"ani@toko.example"}), hour(1));
  Reply mail = reply("ani@toko.example", {"budi", "citra"}, hour(2));
  mail.message_id = "r1";
  const ReplyOutcome first = record(backend.store(), mail);
  std::swap(mail.to[0], mail.to[1]);
  mail.at = hour(4);
  const ReplyOutcome second = record(backend.store(), mail);
  CHECK(second.prospects == first.prospects);
  CHECK(second.known == first.known);
  CHECK(log_of(backend.reopened(), "ani@toko.example").size() == 3);
}

TEST_CASE("replies that differ in id, people or writer are all recorded") {
  Backend backend(GENERATE("memory", "sqlite"));
  Reply first = reply("ani@toko.example", {"budi"}, hour(1), {});
  first.message_id = "r1";
  record(backend.store(), first);
  Reply second = first;
  SECTION("id") { second.message_id = "r2"; }
  SECTION("people") { second.to = {"citra"}; }
  SECTION("no id") { second.message_id.clear(); }
  second.at = hour(2);
  record(backend.store(), second);
  CHECK(log_of(backend.reopened(), "ani@toko.example").size() == 2);
}
