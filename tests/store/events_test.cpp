// What a store keeps of mail and of all else that happens, the same for every backend.
#include <catch2/catch.hpp>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::TouchKind;
using policy::Verdict;
using Lines = std::vector<std::string>;

namespace {

std::string ani = "ani@toko.example";

Lines wishes_of(Store& store, int limit = 100) {
  Lines keys;
  const auto wishes = store.open_wishes(limit);
  for (const LoggedTouch& wish : wishes.value()) keys.push_back(wish.prospect + ": " + wish.touch.details.note);
  return keys;
}

}  // namespace

TEST_CASE("what is not for one of its reasons is recorded as what it is otherwise") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {ani, "adi@toko.example"}, "m1"), hour(1));
  Event complaint = event(ani, TouchKind::complaint, hour(2));
  complaint.id = "mail r1";
  complaint.details.note = "abuse";
  complaint.any_mail = false;
  complaint.else_unverified = true;
  CHECK(record(store, std::vector{complaint, complaint}) == 1);
  CHECK(store.touches(ani, 1)->front().touch.details.note == "complaint: abuse");
  CHECK_FALSE(history(store, ani).do_not_contact);
  complaint.message_ids = {"m1"};
  complaint.single = true;
  Event second = complaint;
  second.prospect = prospect("adi@toko.example");
  CHECK(record(store, std::vector{complaint, second}) == 1);  // one report stops one
  CHECK(history(store, ani).do_not_contact);
  CHECK_FALSE(history(store, "adi@toko.example").do_not_contact);
  const auto unverified = backend.reopened().unverified(10);
  REQUIRE(unverified->size() == 1);
  CHECK(unverified->front().prospect == ani);
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("what strangers write is bounded a day") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {ani}, "m1"), hour(1));
  const auto reply_of = [](const std::string& from, Trust trust, Lines references = {}) {
    Reply reply{hour(2), "", {prospect(from)}, {"budi"}, std::move(references)};
    reply.trust = trust;
    reply.daily = 1000;
    return reply;
  };
  int taken = 0;
  for (int i = 0; i < 20; ++i)
    taken += record(store, reply_of("x" + std::to_string(i) + "@lain.example", Trust::assumed)).beyond_daily ? 0 : 1;
  CHECK(taken == 3);
  CHECK(record(store, reply_of("y@lain.example", Trust::shown)).beyond_daily);
  CHECK(record(store, reply_of(ani, Trust::none)).beyond_daily);
  CHECK(record(store, reply_of(ani, Trust::assumed)).beyond_daily);
  Event absence = event(ani, TouchKind::absence, hour(2));
  absence.daily = 1000;
  CHECK(record(store, std::vector{absence}) == 0);
  // who is known, and shows it, is heard
  CHECK_FALSE(record(store, reply_of(ani, Trust::assumed, {"m1"})).beyond_daily);
  CHECK_FALSE(record(store, reply_of(ani, Trust::shown)).beyond_daily);
  absence.message_ids = {"m1"};
  CHECK(record(store, std::vector{absence}) == 1);
  const auto days = backend.reopened().strangers(10);
  REQUIRE(days->size() == 1);
  CHECK(days->front().refused == 21);
  CHECK(days->front().bytes <= 1000);
  Reply tomorrow = reply_of("z@lain.example", Trust::assumed);
  tomorrow.at = hour(26);
  CHECK_FALSE(record(backend.store(), tomorrow).beyond_daily);
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("what later mail is compared with comes back, in the log and in the summary") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const Offer mail = offer_with_imprint("budi", {ani}, 4);
  accepted(backend.store(), mail, hour(1));
  const Outcome waiting = held(backend.store(), offer_with_imprint("citra", {ani}, 5), hour(1.5));
  CHECK(history(backend.store(), ani).mails.size() == 1);
  CHECK(backend.settle(waiting.reference, HeldState::released, hour(2)) == true);
  Store& store = backend.reopened();
  const auto touches = store.touches(ani, 10).value();
  REQUIRE(touches.size() == 2);
  CHECK(touches[0].touch.imprint == mail.imprint);
  const policy::History now = history(store, ani);
  const std::vector<policy::PastMail> want = {{hour(1), "budi", some_sketch(4), {1}},
                                              {hour(2), "citra", some_sketch(5), {2}}};
  CHECK(now.mails == want);
  CHECK(now.marks == std::vector<std::uint32_t>{4, 1004, 5, 1005});
  CHECK(now.newest_subject == "penawaran");
  CHECK(now.purposes == std::vector<policy::PastPurpose>{{"renewal", hour(1)}});
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("an event is a touch with its details") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Event order = event(ani, TouchKind::order, hour(1));
  order.details = {policy::Slot{hour(5), hour(6)}, "1500000.00", "IDR", "lewat telepon", 7};
  CHECK(record(backend.store(), {order, event(ani, TouchKind::call, hour(2))}) == 2);
  Store& store = backend.reopened();
  CHECK(log_of(store, ani) == Lines{"1.0 order budi", "2.0 call budi"});
  const LoggedTouch logged = store.touches(ani, 10)->front();
  CHECK(logged.touch.details == order.details);
  CHECK(logged.touch.reference.empty());
  CHECK(logged.subject.empty());
  CHECK(history(store, ani).newest_order == hour(1));
  CHECK(history(store, ani).newest_live == hour(2));
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("a company hears of calls and the like, not of orders or complaints") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  struct Row {
    TouchKind kind;
    bool want;
  };
  const Row row = GENERATE(values<Row>({{TouchKind::call, true},
                                        {TouchKind::meeting, true},
                                        {TouchKind::chat, true},
                                        {TouchKind::sms, true},
                                        {TouchKind::order, false},
                                        {TouchKind::complaint, false},
                                        {TouchKind::opt_out_wish, false},
                                        {TouchKind::note, false}}));
  record(backend.store(), std::vector{event(ani, row.kind, hour(1))});
  CHECK(company(backend.store(), "adi@toko.example").size() == (row.want ? 1 : 0));
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("an event that is told again is not recorded again") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Event told = event(ani, TouchKind::note, hour(1), GENERATE("", "crm-7"));
  told.details.note = "menelepon";
  CHECK(record(backend.store(), {told, told}) == 1);
  CHECK(record(backend.reopened(), std::vector{told}) == 0);
  Event other = told;
  SECTION("another kind") { other.kind = TouchKind::call; }
  SECTION("another prospect") { other.prospect = prospect("adi@toko.example"); }
  SECTION("another id, or text") { (told.id.empty() ? other.details.note : other.id) += "2"; }
  CHECK(record(backend.store(), {other, told}) == 1);
}

TEST_CASE("events without an id differ by every field") {
  Backend backend(GENERATE("memory", "sqlite"));
  const Event told = event(ani, TouchKind::order, hour(1));
  std::vector<Event> all(7, told);
  all[1].at = hour(2);
  all[2].salesperson = "citra";
  all[3].details.amount = "1";
  all[4].details.currency = "1";
  all[5].details.note = "1";
  all[6].details.slot = policy::Slot{hour(1), hour(2)};
  CHECK(record(backend.store(), all) == 7);
  CHECK(record(backend.store(), all) == 0);
}

TEST_CASE("some events count for known prospects alone, or for those a mail went to") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {ani}, "m1"), hour(1));
  transact(store, offer("budi", {"eko@gmail.com"}, "m2"), decides(Verdict::reject, hour(1)));
  struct Row {
    std::string prospect;
    bool known_only;
    std::string message_id;
    int want;
  };
  const Row row = GENERATE(values<Row>({{ani, true, "", 1},
                                        {"new@toko.example", true, "", 0},
                                        {"new@toko.example", false, "", 1},
                                        {ani, false, "m1", 1},
                                        {ani, true, "m1", 1},
                                        {"new@toko.example", false, "m1", 0},
                                        {ani, false, "m9", 0},
                                        {"eko@gmail.com", false, "m2", 0}}));
  CAPTURE(row.prospect, row.known_only, row.message_id);
  Event bounce = event(row.prospect, TouchKind::hard_bounce, hour(2));
  bounce.known_only = row.known_only;
  if (!row.message_id.empty()) bounce.message_ids = {row.message_id};
  CHECK(record(store, std::vector{bounce}) == row.want);
}

TEST_CASE("events that come late, and in any order, are put in their places") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer_with_imprint("budi", {ani}, 1), hour(5));
  accepted(store, offer_with_imprint("budi", {ani}, 2), hour(9));
  record(store, {event(ani, TouchKind::call, hour(7)), event(ani, TouchKind::order, hour(11)),
                 event(ani, TouchKind::click, hour(3)), event(ani, TouchKind::chat, hour(7))});
  CHECK(log_of(backend.reopened(), ani) == Lines{"3.0 click budi", "5.0 contact budi", "7.0 call budi", "7.0 chat budi",
                                                 "9.0 contact budi", "11.0 order budi"});
  CHECK(history(backend.store(), ani).unanswered == 3);
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("a call begins the company's and the prospect's people alike") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  record(backend.store(), std::vector{event(ani, TouchKind::call, hour(1))});
  const std::vector<policy::PersonHistory> want{{"budi", hour(1), {}}};
  CHECK(company(backend.store(), ani) == want);
  CHECK(history(backend.store(), ani).people == want);
}

TEST_CASE("a reply keeps how long it is") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {ani}), hour(1));
  Reply mail = reply(ani, {"budi", "citra"}, hour(3));
  mail.words = 42;
  record(backend.store(), mail);
  const std::vector<policy::PastReply> want{{hour(3), 42, std::chrono::hours(2)}};
  CHECK(history(backend.reopened(), ani).replies == want);
}

TEST_CASE("a wish in a reply is recorded after it, obeyed, and open until a person decides") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {ani}), hour(1));
  Reply mail = reply(ani, {"budi", "citra"}, hour(2));
  mail.wish = "Tolong jangan kirim lagi.";
  record(backend.store(), mail);
  Store& store = backend.reopened();
  CHECK(log_of(store, ani) == Lines{"1.0 contact budi", "2.0 reply budi", "2.0 reply citra", "2.0 opt-out-wish budi"});
  CHECK(history(store, ani).do_not_contact == policy::DoNotContact{TouchKind::opt_out_wish, hour(2)});
  CHECK(wishes_of(store) == Lines{ani + ": Tolong jangan kirim lagi."});
  CHECK(store.count_divergences() == 0);
  const TouchKind decided = GENERATE(TouchKind::allowed, TouchKind::blocked);
  record(store, std::vector{event(ani, decided, hour(3))});
  CHECK(wishes_of(store).empty());
}

TEST_CASE("a doubtful wish is listed with the clear ones, and gives way to a clear one") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  accepted(backend.store(), offer("budi", {ani}), hour(1));
  Reply mail = reply(ani, {"budi"}, hour(2));
  mail.wish = "Stop, saya tertarik!";
  mail.doubtful = true;
  record(backend.store(), mail);
  Store& store = backend.reopened();
  CHECK(log_of(store, ani) == Lines{"1.0 contact budi", "2.0 reply budi", "2.0 doubtful-wish budi"});
  CHECK(history(store, ani).do_not_contact == policy::DoNotContact{TouchKind::doubtful_wish, hour(2)});
  CHECK(wishes_of(store) == Lines{ani + ": Stop, saya tertarik!"});
  mail = reply(ani, {"budi"}, hour(3));
  mail.wish = "Jangan kirim lagi.";
  record(store, mail);
  CHECK(wishes_of(store) == Lines{ani + ": Jangan kirim lagi."});
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("dead addresses are listed oldest first, until they are allowed") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const auto dead = [&](int limit) {
    Lines keys;
    const auto found = store.dead(limit);
    for (const LoggedTouch& one : found.value()) keys.push_back(one.prospect + ": " + one.touch.details.note);
    return keys;
  };
  std::vector<Event> events;
  for (const auto& [who, when] : std::vector<std::pair<std::string, int>>{{"c", 3}, {"a", 5}, {"c", 4}, {"b", 1}}) {
    events.push_back(event(who + "@toko.example", TouchKind::hard_bounce, hour(when)));
    events.back().details.note = std::to_string(when);
  }
  events.push_back(event("d@toko.example", TouchKind::hard_bounce, hour(1)));
  events.push_back(event("d@toko.example", TouchKind::opt_out, hour(2)));
  record(store, events);
  CHECK(dead(100) == Lines{"b@toko.example: 1", "c@toko.example: 3", "a@toko.example: 5"});
  CHECK(dead(1) == Lines{"b@toko.example: 1"});
  record(store, {event("c@toko.example", TouchKind::allowed, hour(6))});
  CHECK(dead(100) == Lines{"b@toko.example: 1", "a@toko.example: 5"});
}

TEST_CASE("only whom a dead address stops is allowed with the dead") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const Lines all = {"a@toko.example", "b@toko.example", "c@toko.example"};
  record(store, {event(all[0], TouchKind::hard_bounce, hour(1)), event(all[1], TouchKind::hard_bounce, hour(1)),
                 event(all[1], TouchKind::complaint, hour(2)), event(all[2], TouchKind::call, hour(1))});
  std::vector<Event> allowed;
  for (const std::string& who : all) {
    allowed.push_back(event(who, TouchKind::allowed, hour(3)));
    allowed.back().stands_for = TouchKind::hard_bounce;
  }
  CHECK(record(store, allowed) == 1);
  CHECK_FALSE(history(store, all[0]).do_not_contact);
  CHECK(history(store, all[1]).do_not_contact == policy::DoNotContact{TouchKind::complaint, hour(2)});
  CHECK(log_of(store, all[2]) == Lines{"1.0 call budi"});
}

TEST_CASE("mail that does not get through is told from so many bounces in a row on, the newest first") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const std::string adi = "adi@toko.example";
  std::vector<Event> events;
  for (int i = 1; i <= 3; ++i) events.push_back(event(ani, TouchKind::soft_bounce, hour(i)));
  for (int i = 1; i <= 5; ++i) events.push_back(event(adi, TouchKind::soft_bounce, hour(i)));
  record(store, events);
  const auto bouncing = [&](int least, int limit) {
    Lines lines;
    const auto found = store.bouncing(least, limit);
    for (const Bouncing& one : found.value())
      lines.push_back(one.newest.prospect + ": " + std::to_string(one.in_a_row));
    return lines;
  };
  CHECK(bouncing(3, 10) == Lines{adi + ": 5", ani + ": 3"});
  CHECK(bouncing(3, 1) == Lines{adi + ": 5"});
  CHECK(bouncing(4, 10) == Lines{adi + ": 5"});
  record(store, {event(adi, TouchKind::receipt, hour(6))});
  CHECK(bouncing(1, 10) == Lines{ani + ": 3"});
}

TEST_CASE("who has mail of many salespeople within a month and never answered looks like no prospect") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const std::string drop = "drop@crm.example";
  for (const char* salesperson : {"budi", "citra", "dewi"}) {
    transact(store, offer(salesperson, {ani, drop}), decides(policy::Verdict::accept, hour(1)));
  }
  transact(store, offer("eka", {drop}), decides(policy::Verdict::accept, hour(2)));
  transact(store, offer("budi", {"adi@toko.example"}), decides(policy::Verdict::accept, hour(2)));
  CHECK(store.unlikely(hour(3), 10).value() == std::vector<Unlikely>{{drop, 4}, {ani, 3}});
  CHECK(store.unlikely(hour(3), 1).value() == std::vector<Unlikely>{{drop, 4}});
  CHECK(store.record_reply(reply(ani, {"budi"}, hour(3))));
  CHECK(store.unlikely(hour(4), 10).value() == std::vector<Unlikely>{{drop, 4}});
  CHECK(store.unlikely(hour(1 + 24 * 30), 10).value().empty());
}

TEST_CASE("a guessed bounce is believed of whom mail went to lately") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer_with_imprint("budi", {ani}, 1), hour(10));
  record(store, {event("adi@toko.example", TouchKind::call, hour(10))});
  const auto bounce = [](const std::string& who, int at) {
    Event bounce = event(who, TouchKind::hard_bounce, hour(at));
    bounce.mailed_within = std::chrono::hours(5);
    return std::vector{bounce};
  };
  CHECK(record(store, bounce("adi@toko.example", 11)) == 0);
  CHECK(record(store, bounce("baru@toko.example", 11)) == 0);
  CHECK(record(store, bounce(ani, 16)) == 0);
  CHECK(record(store, bounce(ani, 9)) == 0);
  CHECK(record(store, bounce(ani, 15)) == 1);
}

TEST_CASE("a notice of ours stands in the log, and is neither a contact nor mail that was sent") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer_with_imprint("budi", {ani}, 1), hour(1));
  record(store, reply(ani, {"budi"}, hour(2)));
  Offer mail = offer_with_imprint("budi", {ani}, 2);
  mail.message_id = "receipt@client.example";
  const Judge judge = [](const policy::Histories& histories) {
    Judgement made = decides(Verdict::accept, hour(3))(histories);
    made.decision.answers = {false};
    made.decision.notice = policy::Notice::receipt;
    return made;
  };
  const Outcome first = transact(store, mail, judge);
  CHECK(transact(store, mail, judge).retry);
  CHECK(log_of(store, ani) == Lines{"1.0 contact budi", "2.0 reply budi", "3.0 notice budi"});
  const LoggedTouch logged = store.touches(ani, 1)->front();
  CHECK(logged.touch.reference == first.reference);
  CHECK(logged.touch.details.note == "receipt");
  CHECK(logged.touch.imprint == policy::Imprint{});
  const policy::History now = history(store, ani);
  CHECK(now.awaits);
  CHECK(now.unanswered == 0);
  CHECK(now.newest_contact->at == hour(1));
  CHECK(now.mails.size() == 1);
  CHECK(now.notices == std::vector{policy::PastNotice{hour(3), policy::Notice::receipt}});
  CHECK(store.sender_history("budi", mail.windows, hour(4))->sent.size() == 1);
  CHECK(store.count_divergences() == 0);
}

TEST_CASE("open wishes come oldest first, each prospect once, up to the limit") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  std::vector<Event> events;
  for (const auto& [who, when] : std::vector<std::pair<std::string, int>>{{"c", 3}, {"a", 5}, {"c", 4}, {"b", 1}}) {
    events.push_back(event(who + "@toko.example", TouchKind::opt_out_wish, hour(when)));
  }
  record(store, events);
  CHECK(wishes_of(store) == Lines{"b@toko.example: ", "c@toko.example: ", "a@toko.example: "});
  CHECK(wishes_of(store, 2) == Lines{"b@toko.example: ", "c@toko.example: "});
  CHECK(wishes_of(store, 0).empty());
}

TEST_CASE("what a salesperson sent is read back newest first, within the window") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer_with_imprint("budi", {ani, "adi@toko.example"}, 1), hour(1));
  accepted(store, offer_with_imprint("budi", {ani}, 2), hour(30));
  held(store, offer_with_imprint("budi", {ani}, 6), hour(30.5));
  accepted(store, offer_with_imprint("citra", {ani}, 3), hour(31));
  transact(store, offer_with_imprint("budi", {ani}, 4), decides(Verdict::reject, hour(32)));
  accepted(store, offer("budi", {ani}), hour(33));  // by a policy that does not look
  policy::SenderHistory seen;
  Offer next = offer_with_imprint("budi", {ani}, 5);
  next.windows.sent = std::chrono::hours(48);
  transact(backend.reopened(), next, [&](const policy::Histories& histories) {
    seen = histories.sender;
    return judgement(Verdict::reject, hour(34));
  });
  const std::vector<policy::SentMail> want = {
      {hour(30), ani, some_sketch(2)}, {hour(1), "adi@toko.example", some_sketch(1)}, {hour(1), ani, some_sketch(1)}};
  CHECK(seen.sent == want);
  const auto asked = [&](double hours) {
    const policy::SenderWindows windows{hour(hours) - hour(0), {}};
    return backend.store().sender_history("budi", windows, hour(40)).value().sent.size();
  };
  CHECK(asked(0) == 0);
  CHECK(asked(10) == 0);
  CHECK(asked(10.1) == 1);
  CHECK(asked(39.1) == 3);
  CHECK(backend.store().sender_history("eko", {Duration::max(), Duration::max()}, hour(40)).value().sent.empty());
}

TEST_CASE("what a salesperson sent follows held mail: released, returned, discarded") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const HeldState state = GENERATE(HeldState::released, HeldState::returned, HeldState::discarded);
  const Outcome waiting = held(store, offer_with_imprint("budi", {ani, "adi@toko.example"}, 1), hour(1));
  CHECK(backend.settle(waiting.reference, state, hour(9)) == true);
  const policy::SenderWindows windows{std::chrono::hours(100), {}};
  const auto sent = backend.reopened().sender_history("budi", windows, hour(10)).value().sent;
  REQUIRE(sent.size() == (state == HeldState::released ? 2 : 0));
  for (const policy::SentMail& mail : sent) CHECK(mail.at == hour(9));
}

TEST_CASE("an override is counted and kept with its reason where the mail went on") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  const auto verdict = GENERATE(Verdict::accept, Verdict::hold, Verdict::reject);
  Offer mail = offer_with_imprint("budi", {ani}, 1);
  mail.override_reason = "permintaan pelanggan";
  accepted(backend.store(), mail, hour(1));  // asked for, and not needed
  transact(backend.store(), mail, [&](const auto& histories) {
    Judgement made = decides(verdict, hour(2))(histories);
    made.decision.overridden.emplace_back();
    return made;
  });
  Store& store = backend.reopened();
  const policy::SenderWindows windows{{}, std::chrono::hours(10)};
  const bool counts = verdict == Verdict::accept;  // held mail is not sent: it may need none when it goes
  CHECK(store.sender_history("budi", windows, hour(3)).value().overrides ==
        (counts ? std::vector{hour(2)} : std::vector<Time>()));
  CHECK(store.sender_history("budi", windows, hour(12)).value().overrides.empty());
  const auto touches = store.touches(ani, 10).value();
  CHECK(touches.front().override_reason.empty());
  if (counts) CHECK(touches.back().override_reason == "permintaan pelanggan");
}

TEST_CASE("an override is used up once for each prospect it was needed for") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  transact(backend.store(), offer("budi", {ani, "adi@toko.example", "eko@toko.example"}), [&](const auto& histories) {
    Judgement made = decides(Verdict::accept, hour(2))(histories);
    made.decision.overridden.resize(3);
    made.decision.overridden[0].prospect = made.decision.overridden[1].prospect = ani;  // by two rules
    made.decision.overridden[2].prospect = "eko@toko.example";
    return made;
  });
  const policy::SenderWindows windows{{}, std::chrono::hours(10)};
  CHECK(backend.reopened().sender_history("budi", windows, hour(3)).value().overrides == std::vector{hour(2), hour(2)});
}
