// What a store does with governed mail, the same for every backend.
#include <catch2/catch.hpp>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::Verdict;
using Lines = std::vector<std::string>;

namespace {

Judge observed(Verdict verdict, Time at) {
  return [=](const auto& histories) {
    Judgement made = decides(verdict, at)(histories);
    made.enforced = false;
    return made;
  };
}

int count_held(Store& store, HeldState state) { return static_cast<int>(store.held(state, 100)->size()); }

}  // namespace

TEST_CASE("an unknown prospect has an empty history") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  CHECK(history(backend.store(), "ani@toko.example") == policy::History());
  CHECK(company(backend.store(), "ani@toko.example").empty());
  CHECK(log_of(backend.store(), "ani@toko.example").empty());
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("an accepted message is a contact with each of its recipients") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome outcome = accepted(backend.store(), offer("budi", {"ani@toko.example", "eko@gmail.com"}), hour(1));
  CHECK(outcome.reference.size() == 10);
  CHECK(outcome.verdict == Verdict::accept);
  CHECK_FALSE(outcome.retry);
  Store& store = backend.reopened();
  CHECK(log_of(store, "ani@toko.example") == Lines{"1.0 contact budi"});
  CHECK(log_of(store, "eko@gmail.com") == Lines{"1.0 contact budi"});
  CHECK(history(store, "ani@toko.example").unanswered == 1);
  const policy::NewestContact want{hour(1), "budi", false};
  CHECK(history(store, "ani@toko.example").newest_contact == want);
}

TEST_CASE("the judge is given the histories in the order of the recipients") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"b@toko.example"}), hour(1));
  record(backend.store(), reply("c@toko.example", {"budi"}, hour(2)));
  policy::Histories seen;
  transact(backend.store(), offer("citra", {"a@toko.example", "b@toko.example", "c@toko.example", "d@gmail.com"}),
           [&](const auto& histories) {
             seen = histories;
             return judgement(Verdict::accept, hour(3));
           });
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].prospect == policy::History());
  CHECK(seen[1].prospect.unanswered == 1);
  CHECK(seen[2].prospect.awaits_answer());
  const std::vector<policy::PersonHistory> want{{"budi", hour(1), hour(2)}};
  CHECK(seen[0].company == want);
  CHECK(seen[3].company.empty());
}

TEST_CASE("a touch remembers how the address was written, the subject and the rules") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Offer mail = offer("budi", {"ani@toko.example"});
  mail.recipients[0].raw = "Ani+promo@Toko.Example";
  mail.subject = "Penawaran \xE2\x9C\x93";
  const Outcome outcome = transact(backend.store(), mail, [](const auto&) {
    Judgement made = judgement(Verdict::tag, hour(1));
    policy::Finding finding;
    finding.rule = "gap";
    made.decision.findings.push_back(finding);
    made.advice = {"Tunggu dulu.", "Telepon saja."};
    return made;
  });
  const auto touches = backend.reopened().touches("ani@toko.example", 10);
  REQUIRE(touches->size() == 1);
  const LoggedTouch want{{hour(1), policy::TouchKind::contact, "budi", false, outcome.reference},
                         "ani@toko.example",
                         "Ani+promo@Toko.Example",
                         "Penawaran \xE2\x9C\x93",
                         "gap"};
  CHECK(touches->front() == want);
  CHECK(outcome.rules == "gap");
  CHECK(outcome.advice == Lines{"Tunggu dulu.", "Telepon saja."});
}

TEST_CASE("a rejected message leaves no trace in any history") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome outcome =
      transact(backend.store(), offer("budi", {"ani@toko.example"}, "m1"), decides(Verdict::reject, hour(1)));
  CHECK(outcome.verdict == Verdict::reject);
  CHECK(outcome.reference.size() == 10);
  CHECK(history(backend.reopened(), "ani@toko.example") == policy::History());
  CHECK(log_of(backend.store(), "ani@toko.example").empty());
}

TEST_CASE("a rejection offered again is judged again") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  transact(backend.store(), mail, decides(Verdict::reject, hour(1)));
  const Outcome second = accepted(backend.store(), mail, hour(2));
  CHECK(second.verdict == Verdict::accept);
  CHECK_FALSE(second.retry);
  CHECK(log_of(backend.store(), "ani@toko.example") == Lines{"2.0 contact budi"});
}

TEST_CASE("the same message offered again gets its verdict and counts once") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Verdict verdict = GENERATE(Verdict::accept, Verdict::tag, Verdict::hold);
  const Offer mail = offer("budi", {"ani@toko.example", "eko@gmail.com"}, "m1");
  Offer again = mail;
  std::swap(again.recipients[0], again.recipients[1]);
  const Outcome first = transact(backend.store(), mail, [&](const auto& histories) {
    Judgement made = decides(verdict, hour(1))(histories);
    made.decision.release = policy::Release::when_allowed;
    made.decision.next_allowed = hour(9);
    made.advice = {"Tunggu."};
    return made;
  });
  const Outcome second =
      transact(backend.reopened(), again, decides(Verdict::reject, hour(verdict == Verdict::hold ? 1 + 119 : 2.9)));
  CHECK(second.retry);
  CHECK(second.reference == first.reference);
  CHECK(second.verdict == verdict);
  CHECK(second.advice == Lines{"Tunggu."});
  CHECK(second.next_allowed == hour(9));
  CHECK(second.release == policy::Release::when_allowed);
  CHECK(log_of(backend.store(), "ani@toko.example").size() == 1);
}

TEST_CASE("a message that comes back with a footer is the one that went") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  const Outcome first = accepted(backend.store(), mail, hour(1));
  Offer back = mail;
  back.fingerprint = "with a footer";
  back.exact = "other bytes";
  back.handed_back = true;
  back.above_footer = {"without its last line", mail.fingerprint};
  const Outcome second = transact(backend.store(), back, decides(Verdict::reject, hour(2)));
  CHECK(second.retry);
  CHECK(second.reference == first.reference);
  CHECK(log_of(backend.store(), "ani@toko.example").size() == 1);
  back.message_id = "m2";
  CHECK_FALSE(accepted(backend.store(), back, hour(3)).retry);
  back.message_id = "m1";
  back.handed_back = false;
  CHECK_FALSE(accepted(backend.store(), back, hour(4)).retry);
}

TEST_CASE("what differs from the first copy is no retry") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Offer first = offer("budi", {"ani@toko.example"}, "m1");
  accepted(backend.store(), first, hour(1));
  Offer mail = first;
  Time at = hour(2);
  SECTION("another text") { mail.fingerprint = "other"; }
  SECTION("another salesperson") { mail.salesperson = "citra"; }
  SECTION("another recipient") { mail.recipients.push_back(prospect("eko@gmail.com")); }
  SECTION("another Message-ID") { mail.message_id = "m2"; }
  SECTION("no Message-ID") { mail.message_id.clear(); }
  SECTION("other bytes") { mail.exact = "other"; }
  SECTION("not seen whole") { mail.exact.clear(); }
  SECTION("two hours later") { at = hour(3); }
  const Outcome outcome = accepted(backend.store(), mail, at);
  CHECK_FALSE(outcome.retry);
  CHECK(log_of(backend.store(), "ani@toko.example").size() == 2);
}

TEST_CASE("what is offered a third time again, or held for five days, is a message of its own") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  accepted(backend.store(), mail, hour(1));
  for (int i = 0; i < most_retries; ++i) CHECK(accepted(backend.reopened(), mail, hour(1.5)).retry);
  CHECK_FALSE(accepted(backend.store(), mail, hour(1.5)).retry);
  CHECK(log_of(backend.store(), "ani@toko.example").size() == 2);
  const Offer waits = offer("budi", {"eko@gmail.com"}, "m2");
  transact(backend.store(), waits, decides(Verdict::hold, hour(1)));
  for (int i = 0; i < 5; ++i) CHECK(transact(backend.store(), waits, decides(Verdict::hold, hour(1 + 119))).retry);
  CHECK_FALSE(transact(backend.store(), waits, decides(Verdict::hold, hour(1 + 120))).retry);
}

TEST_CASE("held mail that is offered again with other bytes is another held message") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  mail.queue_id = "A1";
  const auto sealed = [](const char* seal, double at) {
    return [=](const policy::Histories& histories) {
      Judgement made = decides(Verdict::hold, hour(at))(histories);
      made.held = HeldDetails{};
      made.held->seal = seal;
      return made;
    };
  };
  const Outcome first = transact(backend.store(), mail, sealed("first", 1));
  mail.exact = "other";
  mail.queue_id = "B2";
  mail.handed_back = GENERATE(false, true);
  const Outcome second = transact(backend.store(), mail, sealed("second", 2));
  CHECK_FALSE(second.retry);
  const HeldMessage one = **backend.reopened().held_message(first.reference);
  const HeldMessage other = **backend.store().held_message(second.reference);
  CHECK(one.queue_id == "A1");
  CHECK(one.seal == "first");
  CHECK(other.queue_id == "B2");
  CHECK(other.seal == "second");
  CHECK(digest_name(one).size() == 16);
  CHECK(digest_name(one) != digest_name(other));
}

TEST_CASE("a message without a Message-ID counts each time") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  for (int i = 1; i <= 3; ++i) accepted(backend.store(), offer("budi", {"ani@toko.example"}), hour(i));
  CHECK(history(backend.store(), "ani@toko.example").unanswered == 3);
}

TEST_CASE("observed mail is a contact whatever its verdict, and nothing is held") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Verdict verdict = GENERATE(Verdict::accept, Verdict::tag, Verdict::hold, Verdict::reject);
  const Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  CHECK(transact(backend.store(), mail, observed(verdict, hour(1))).verdict == verdict);
  const Outcome again = transact(backend.reopened(), mail, observed(verdict, hour(2)));
  CHECK(again.retry);
  CHECK(again.verdict == verdict);
  CHECK(log_of(backend.store(), "ani@toko.example") == Lines{"1.0 contact budi"});
  CHECK(count_held(backend.store(), HeldState::held) == 0);
}

TEST_CASE("a held message is in no history and waits to be settled") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome outcome = held(backend.store(), offer("budi", {"ani@toko.example"}, "m1"), hour(1));
  Store& store = backend.reopened();
  CHECK(log_of(store, "ani@toko.example") == Lines{"1.0 held budi"});
  CHECK(history(store, "ani@toko.example") == policy::History());
  CHECK(company(store, "ani@toko.example").empty());
  const auto waiting = store.held(HeldState::held, 10);
  REQUIRE(waiting->size() == 1);
  const HeldMessage& message = waiting->front();
  CHECK(message.reference == outcome.reference);
  CHECK(message.held_at == hour(1));
  CHECK(message.salesperson == "budi");
  CHECK(message.recipients.at(0).key == "ani@toko.example");
  CHECK(message.message_id == "m1");
  CHECK(message.subject == "Penawaran");
  CHECK(message.queue_id == "4Xq1");
  CHECK(message.host == "mx1");
  CHECK(message.findings == "[]");
  CHECK(message.policy_version == "0123456789ab");
  CHECK_FALSE(message.settled_at);
}

TEST_CASE("a held message offered again is known by its newest copy") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  const Outcome first = held(backend.store(), mail, hour(1));
  mail.queue_id = "9Zz9";
  mail.host = "mx2";
  held(backend.store(), mail, hour(2));
  const auto message = backend.reopened().held_message(first.reference);
  REQUIRE(message->has_value());
  CHECK((*message)->queue_id == "9Zz9");
  CHECK((*message)->host == "mx2");
  CHECK(count_held(backend.store(), HeldState::held) == 1);
}

TEST_CASE("held mail is listed oldest first, up to the limit") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome late = held(backend.store(), offer("budi", {"a@toko.example"}), hour(5));
  const Outcome early = held(backend.store(), offer("budi", {"b@toko.example"}), hour(1));
  held(backend.store(), offer("budi", {"c@toko.example"}), hour(9));
  const auto messages = backend.store().held(HeldState::held, 2);
  REQUIRE(messages->size() == 2);
  CHECK((*messages)[0].reference == early.reference);
  CHECK((*messages)[1].reference == late.reference);
}

TEST_CASE("released mail becomes a contact at the time of its release") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome outcome = held(backend.store(), offer("budi", {"ani@toko.example", "adi@toko.example"}), hour(1));
  record(backend.store(), reply("ani@toko.example", {"budi"}, hour(2)));
  CHECK(backend.settle(outcome.reference, HeldState::released, hour(3)) == true);
  Store& store = backend.reopened();
  CHECK(log_of(store, "ani@toko.example") == Lines{"2.0 reply budi", "3.0 contact budi *"});
  CHECK(history(store, "ani@toko.example").unanswered == 1);
  const std::vector<policy::PersonHistory> want{{"budi", hour(3), hour(2)}};
  CHECK(company(store, "ani@toko.example") == want);
  CHECK((*store.held_message(outcome.reference))->state == HeldState::released);
  CHECK((*store.held_message(outcome.reference))->settled_at == hour(3));
  CHECK(count_held(store, HeldState::held) == 0);
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("returned and discarded mail counts no more") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const HeldState state = GENERATE(HeldState::returned, HeldState::discarded);
  accepted(backend.store(), offer("citra", {"ani@toko.example"}), hour(0));
  const Outcome outcome = held(backend.store(), offer("budi", {"ani@toko.example"}), hour(1));
  CHECK(backend.settle(outcome.reference, state, hour(3)) == true);
  Store& store = backend.reopened();
  CHECK(log_of(store, "ani@toko.example") ==
        Lines{"0.0 contact citra", "1.0 " + std::string(to_string(state)) + " budi"});
  CHECK(history(store, "ani@toko.example").unanswered == 1);
  CHECK(history(store, "ani@toko.example").person("budi") == nullptr);
  CHECK(count_held(store, state) == 1);
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("mail is settled once, and only where it was held") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Outcome waiting = held(backend.store(), offer("budi", {"ani@toko.example"}), hour(1));
  const Outcome sent = accepted(backend.store(), offer("budi", {"eko@gmail.com"}), hour(1));
  CHECK(backend.settle(waiting.reference, HeldState::returned, hour(2)) == true);
  CHECK(backend.settle(waiting.reference, HeldState::released, hour(3)) == false);
  CHECK(backend.settle(sent.reference, HeldState::released, hour(3)) == false);
  CHECK(backend.settle("0000000000", HeldState::released, hour(3)) == false);
  CHECK(backend.settle("no reference", HeldState::released, hour(3)) == false);
  CHECK_FALSE(backend.store().held_message(sent.reference)->has_value());
  CHECK_FALSE(backend.store().held_message("").value().has_value());
}

TEST_CASE("settled mail offered again is judged again") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const HeldState state = GENERATE(HeldState::released, HeldState::returned, HeldState::discarded);
  const Offer mail = offer("budi", {"ani@toko.example"}, "m1");
  const Outcome first = held(backend.store(), mail, hour(1));
  backend.settle(first.reference, state, hour(2));
  const Outcome second = held(backend.store(), mail, hour(3));
  CHECK_FALSE(second.retry);
  CHECK(second.reference != first.reference);
}

TEST_CASE("touches that come late are put in their place") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {"ani@toko.example"}), hour(5));
  record(backend.store(), reply("ani@toko.example", {"budi"}, hour(3)));
  accepted(backend.store(), offer("citra", {"ani@toko.example"}), hour(1));
  Store& store = backend.reopened();
  CHECK(log_of(store, "ani@toko.example") == Lines{"1.0 contact citra", "3.0 reply budi", "5.0 contact budi"});
  CHECK(history(store, "ani@toko.example").unanswered == 1);
  CHECK(history(store, "ani@toko.example").newest_contact->salesperson == "budi");
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("touches are limited to the newest, oldest first") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  for (int i = 1; i <= 4; ++i) accepted(backend.store(), offer("budi", {"ani@toko.example"}), hour(i));
  CHECK(log_of(backend.store(), "ani@toko.example", 2) == Lines{"3.0 contact budi", "4.0 contact budi"});
  CHECK(log_of(backend.store(), "ani@toko.example", 0).empty());
}

TEST_CASE("a judge that throws fails its own offer and records nothing") {
  Backend backend(GENERATE("memory", "sqlite"));
  const auto outcome = backend.store().transact(offer("budi", {"ani@toko.example"}),
                                                [](const auto&) -> Judgement { throw std::runtime_error("no rules"); });
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().cause == Error::Cause::failed);
  CHECK_THAT(outcome.error().message, Catch::EndsWith("no rules"));
  CHECK(log_of(backend.reopened(), "ani@toko.example").empty());
}

TEST_CASE("hostile bytes come back as they went in") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const std::string key = std::string("a'\"\n\0\xff", 7) + "@x.example";
  Offer mail = offer(key, {key}, key);
  mail.subject = std::string("'; DROP TABLE touch; --\0\xfe", 26);
  const Outcome outcome = held(backend.store(), mail, hour(1));
  Store& store = backend.reopened();
  CHECK(store.touches(key, 1)->front().touch.salesperson == key);
  const HeldMessage message = (*store.held_message(outcome.reference)).value();
  CHECK(message.subject == mail.subject);
  CHECK(message.recipients[0].raw == key);
  CHECK(message.message_id == key);
  CHECK(held(store, mail, hour(2)).retry);
}

TEST_CASE("a message to a thousand recipients is recorded whole") {
  Backend backend(GENERATE("memory", "sqlite"));
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back("p" + std::to_string(i) + "@toko.example");
  accepted(backend.store(), offer("budi", keys), hour(1));
  CHECK(history(backend.reopened(), "p999@toko.example").unanswered == 1);
  CHECK(backend.store().count_divergences() == 0);
}
