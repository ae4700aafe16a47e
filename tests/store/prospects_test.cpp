// What a store is told of prospects, and addresses that are one person's, the same for every backend.
#include <catch2/catch.hpp>

#include "store/record/facts.h"
#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using policy::TouchKind;
using policy::Verdict;
using Lines = std::vector<std::string>;

namespace {

const std::string ani = "ani@toko.example";
const std::string home = "ani@gmail.com";
const std::string other = "ani@warung.example";
const Turns team{"north", {"citra", "dewi", "eko"}};

policy::ProspectFacts all_facts() {
  policy::ProspectFacts facts;
  facts.owner = policy::Owner{"budi", policy::Owner::How::by_turn, hour(1)};
  facts.audience = policy::Audience::consumer;
  facts.zone = date::locate_zone("Asia/Jayapura");
  facts.strict = false;
  facts.stage = policy::Stage::dormant;
  facts.busy[1] = {{480, 540}, {1380, 1500}};
  facts.open[6] = {{0, 60}};
  facts.names = {"Ani", "Bu Ani"};
  facts.company = "Toko Maju";
  facts.consent = "2026-11-01, by phone";
  return facts;
}

void set(Store& store, const std::string& key, const policy::ProspectFacts& facts) {
  CHECK(store.change_prospect(key, [&](policy::ProspectFacts& known) { known = facts; }) == facts);
}

policy::ProspectFacts named(const std::string& company) {
  policy::ProspectFacts facts;
  facts.company = company;
  return facts;
}

}  // namespace

TEST_CASE("what was told of a prospect comes back, to people and to decisions") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  CHECK_FALSE(backend.store().prospect(ani).value());
  set(backend.store(), ani, all_facts());
  Store& store = backend.reopened();
  const auto record = store.prospect(ani).value();
  REQUIRE(record);
  CHECK(record->key == ani);
  CHECK(record->addresses == Lines{ani});
  CHECK(record->facts == all_facts());
  CHECK(facts(store, ani) == all_facts());
  policy::ProspectFacts judged;
  transact(store, offer("budi", {"adi@toko.example", ani}), [&](const policy::Histories& histories) {
    CHECK(histories[0].facts.empty());
    judged = histories[1].facts;
    return judgement(Verdict::accept, hour(1));
  });
  CHECK(judged == all_facts());
}

TEST_CASE("a change sees what was known, and may leave nothing") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  set(backend.store(), ani, named("Toko"));
  const auto after = backend.store().change_prospect(ani, [](policy::ProspectFacts& known) { known.company += "!"; });
  CHECK(after->company == "Toko!");
  set(backend.store(), ani, {});
  CHECK_FALSE(backend.reopened().prospect(ani).value());
}

TEST_CASE("a change that throws changes nothing") {
  Backend backend(GENERATE("memory", "sqlite"));
  set(backend.store(), ani, named("Toko"));
  const auto after = backend.store().change_prospect(ani, [](policy::ProspectFacts& known) {
    known.company = "Warung";
    throw std::runtime_error("no such zone");
  });
  REQUIRE_FALSE(after);
  CHECK_THAT(after.error().message, Catch::EndsWith("no such zone"));
  CHECK(facts(backend.store(), ani) == named("Toko"));
}

TEST_CASE("packed facts cut short or spoilt are none") {
  const std::string bytes = pack_facts(all_facts());
  CHECK(unpack_facts(bytes) == all_facts());
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(unpack_facts(bytes.substr(0, size)));
  std::string far_zone = bytes;
  far_zone.replace(far_zone.find("Asia/Jayapura"), 13, "Moon/Jayapura");
  CHECK(unpack_facts(far_zone)->zone == nullptr);
}

TEST_CASE("leads go round a team, over a restart, and never from who is in charge") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Lines owners;
  for (const char* name : {"a", "b", "c", "a", "d"}) {
    owners.push_back(backend.reopened().assign_by_turn(name + std::string("@x.example"), team, hour(1)).value());
  }
  CHECK(owners == Lines{"citra", "dewi", "eko", "citra", "citra"});
  CHECK(facts(backend.store(), "b@x.example").owner == policy::Owner{"dewi", policy::Owner::How::by_turn, hour(1)});
  CHECK(backend.store().assign_by_turn(ani, {"south", {"fajar"}}, hour(1)) == std::string("fajar"));
  CHECK(backend.store().assign_by_turn(home, {"west", {}}, hour(1)) == std::string());
}

TEST_CASE("a new lead that writes goes to the next of the team, a known or assigned one does not") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {"known@x.example"}, "m1"), hour(1));
  store.assign_by_turn("taken@x.example", {"south", {"fajar"}}, hour(1));
  struct Row {
    std::string from;
    Lines references;
    Turns turns;
    std::string want;
  };
  const std::vector<Row> rows = {{"new1@x.example", {}, team, "citra"},   {"known@x.example", {}, team, ""},
                                 {"taken@x.example", {}, team, ""},       {"new1@x.example", {}, team, ""},
                                 {"boss@x.example", {"m1"}, team, ""},    {"new2@x.example", {}, {}, ""},
                                 {"new3@x.example", {"m?"}, team, "dewi"}};
  for (const Row& row : rows) {
    Reply mail = reply(row.from, {"budi"}, hour(2), row.references);
    mail.turns = row.turns;
    mail.message_id = "r-" + row.from;
    CAPTURE(row.from);
    CHECK(record(store, mail).assigned == row.want);
  }
  CHECK(facts(backend.reopened(), "new3@x.example").owner ==
        policy::Owner{"dewi", policy::Owner::How::by_turn, hour(2)});
}

TEST_CASE("linked addresses have one history, one set of facts, and one key") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer_with_imprint("budi", {ani}, 1), hour(1));
  accepted(store, offer_with_imprint("citra", {home}, 2), hour(2));
  record(store, reply(ani, {"budi"}, hour(3)));
  record(store, std::vector{event(home, TouchKind::opt_out, hour(4))});
  set(store, ani, named("Toko"));
  policy::ProspectFacts at_home = named("Rumah");
  at_home.strict = true;
  at_home.names = {"Ani"};
  set(store, home, at_home);
  CHECK(link(store, ani, home));
  CHECK_FALSE(link(store, home, ani));
  Store& again = backend.reopened();
  CHECK(log_of(again, home) == Lines{"1.0 contact budi", "2.0 contact citra", "3.0 reply budi", "4.0 opt-out budi"});
  CHECK(log_of(again, ani) == log_of(again, home));
  CHECK(again.touches(home, 10)->at(1).prospect == ani);
  CHECK(again.touches(home, 10)->at(1).raw == home);
  CHECK(history(again, home).do_not_contact);
  CHECK(history(again, home) == history(again, ani));
  CHECK(history(again, ani).mails.size() == 2);
  CHECK(facts(again, home).company == "Toko");
  CHECK(facts(again, home).strict == true);
  CHECK(again.prospect(home)->value().key == ani);
  CHECK(again.prospect(home)->value().addresses == Lines{ani, home});
  CHECK(company(again, "adi@toko.example").size() == 1);
  CHECK(again.sender_history("citra", {std::chrono::hours(9), {}}, hour(5)).value().sent.at(0).prospect == ani);
  CHECK(again.count_divergences() == 0);
}

TEST_CASE("linking two persons with several addresses each makes one of all") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  for (const char* name : {"a", "b", "c", "d"})
    accepted(store, offer("budi", {name + std::string("@x.example")}), hour(1));
  CHECK(link(store, "a@x.example", "b@x.example"));
  CHECK(link(store, "c@x.example", "d@x.example"));
  CHECK(link(store, "b@x.example", "d@x.example"));
  Store& again = backend.reopened();
  for (const char* name : {"a", "b", "c", "d"}) {
    CHECK(history(again, name + std::string("@x.example")).unanswered == 4);
    CHECK(again.prospect(name + std::string("@x.example"))->value().addresses ==
          Lines{"a@x.example", "b@x.example", "c@x.example", "d@x.example"});
  }
  CHECK(again.count_divergences() == 0);
}

TEST_CASE("mail to two addresses of one person is one touch, of each address's company one") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  link(store, ani, home);
  link(store, ani, other);
  accepted(store, offer("budi", {home, "adi@toko.example", ani, other, "ani@toko.example"}), hour(1));
  std::vector<int> seen;
  const Outcome waiting = transact(store, offer_with_imprint("citra", {ani, other}, 1), [&](const auto& histories) {
    for (const auto& known : histories.prospects) seen.push_back(known.prospect.unanswered);
    return decides(Verdict::hold, hour(2))(histories);
  });
  CHECK(seen == std::vector<int>{1, 1});
  CHECK(log_of(store, ani) == Lines{"1.0 contact budi", "2.0 held citra"});
  CHECK(company(store, "x@warung.example").size() == 1);
  CHECK(company(store, "x@toko.example").size() == 1);
  CHECK(store.sender_history("citra", {std::chrono::hours(9), {}}, hour(5)).value().sent.empty());
  CHECK(store.count_divergences() == 0);
  CHECK(backend.settle(waiting.reference, HeldState::released, hour(3)) == true);
  CHECK(log_of(backend.reopened(), home) == Lines{"1.0 contact budi", "3.0 contact citra"});
  CHECK(company(backend.store(), "x@warung.example")[1].newest_contact == hour(3));
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("mail held before its addresses were linked is settled") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const HeldState state = GENERATE(HeldState::released, HeldState::discarded);
  const Outcome waiting = held(store, offer_with_imprint("budi", {home, ani}, 1), hour(1));
  link(store, other, home);
  link(store, other, ani);
  CHECK(log_of(store, ani) == Lines{"1.0 held budi"});
  CHECK(backend.settle(waiting.reference, state, hour(2)) == true);
  const std::string want = state == HeldState::released ? "2.0 contact budi" : "1.0 discarded budi";
  CHECK(log_of(backend.reopened(), other) == Lines{want});
  CHECK(backend.store().count_divergences() == 0);
}

TEST_CASE("a reply from a linked address counts for the person") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {ani, "adi@toko.example"}, "m1"), hour(1));
  link(store, ani, home);
  Reply mail = reply(home, {"budi"}, hour(2), GENERATE(Lines{"m1"}, Lines{}));
  mail.message_id = "r1";
  CHECK(record(store, mail).prospects == Lines{ani});
  CHECK(log_of(store, ani) == Lines{"1.0 contact budi", "2.0 reply budi"});
  CHECK(store.touches(ani, 1)->front().raw == home);
  link(store, other, ani);
  CHECK(record(backend.reopened(), mail).prospects == Lines{other});
  CHECK(log_of(backend.store(), other).size() == 2);
}

TEST_CASE("an event is known under every address of the person") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const std::vector<Event> told = {event(ani, TouchKind::order, hour(1), "o1"),
                                   event(home, TouchKind::order, hour(2), "o2")};
  CHECK(record(store, told) == 2);
  link(store, home, ani);
  CHECK(record(store, told) == 0);
  CHECK(record(store, std::vector{event(home, TouchKind::order, hour(1), "o1")}) == 0);
  CHECK(record(store, std::vector{event(ani, TouchKind::order, hour(1), "o3")}) == 1);
  CHECK(record(store, std::vector{event(home, TouchKind::order, hour(1), "o3")}) == 0);
}

TEST_CASE("facts told of one address are the person's") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  link(store, ani, home);
  set(store, home, named("Toko"));
  CHECK(store.assign_by_turn(home, team, hour(1)) == std::string("citra"));
  CHECK(facts(backend.reopened(), ani).owner->salesperson == "citra");
  CHECK(facts(backend.store(), ani).company == "Toko");
}

TEST_CASE("a link between strangers holds for what comes later") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  CHECK(link(backend.store(), ani, home));
  CHECK_FALSE(link(backend.store(), ani, ani));
  accepted(backend.reopened(), offer("budi", {home}), hour(1));
  CHECK(history(backend.store(), ani).unanswered == 1);
}

TEST_CASE("a salesperson's prospects are those of their mail, their calls and their replies, the newest first") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  accepted(store, offer("budi", {"ani@toko.example", "adi@toko.example"}), hour(1));
  accepted(store, offer("citra", {"ida@kios.example"}), hour(2));
  record(store, {event("eko@kios.example", policy::TouchKind::call, hour(3))});
  record(store, {event("umi@kios.example", policy::TouchKind::note, hour(3))});
  record(store, reply("ani@toko.example", {"budi"}, hour(4)));
  record(store, reply("lead@baru.example", {"budi"}, hour(5)));
  const auto keys = [&](const std::string& who, Time since, int limit) {
    std::vector<std::string> found;
    const auto prospects = store.prospects_of(who, since, limit).value();
    for (const auto& prospect : prospects) found.push_back(prospect.key);
    return found;
  };
  using Keys = std::vector<std::string>;
  CHECK(keys("budi", hour(0), 10) ==
        Keys{"lead@baru.example", "ani@toko.example", "eko@kios.example", "adi@toko.example"});
  CHECK(keys("budi", hour(3), 10) == Keys{"lead@baru.example", "ani@toko.example"});
  CHECK(keys("budi", hour(0), 2) == Keys{"lead@baru.example", "ani@toko.example"});
  CHECK(keys("citra", hour(0), 10) == Keys{"ida@kios.example"});
  CHECK(keys("dewi", hour(0), 10).empty());
}

TEST_CASE("a salesperson's tagged mail is found, the newest first, and no mail that was held") {
  Backend backend(GENERATE(from_range(backend_kinds)));
  Store& store = backend.store();
  const auto tags = [](Time at) {
    return [at](const policy::Histories& histories) {
      Judgement made = decides(Verdict::tag, at)(histories);
      made.decision.findings.emplace_back();
      made.decision.findings[0].rule = "stop-soon";
      made.decision.findings[0].action = policy::Action::tag;
      return made;
    };
  };
  const auto first = transact(store, offer("budi", {"ani@toko.example"}), tags(hour(1)));
  accepted(store, offer("budi", {"adi@toko.example"}), hour(2));
  held(store, offer("budi", {"ida@kios.example"}), hour(3));
  transact(store, offer("citra", {"ani@toko.example"}), tags(hour(4)));
  const auto second = transact(store, offer("budi", {"eko@kios.example", "umi@kios.example"}), tags(hour(5)));
  const auto found = store.tagged_of("budi", hour(0), 10).value();
  REQUIRE(found.size() == 2);
  CHECK(found[0].reference == second.reference);
  CHECK(found[0].at == hour(5));
  CHECK(found[0].recipients.size() == 2);
  CHECK(found[1].reference == first.reference);
  CHECK(found[1].recipients.at(0).key == "ani@toko.example");
  CHECK_FALSE(kept_findings(found[1].findings, 10).empty());
  CHECK(store.tagged_of("budi", hour(1), 10).value().size() == 1);
  CHECK(store.tagged_of("budi", hour(0), 1).value().size() == 1);
}
