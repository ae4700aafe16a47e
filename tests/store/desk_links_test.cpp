// What salespeople do by links that need no account.
#include <catch2/catch.hpp>

#include <stdexcept>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;

namespace {

LinkAsk link_ask(Office& office, const std::string& reference, const std::string& words = "Ia minta hari ini") {
  const auto detail = sure(office.desk().show(reference));
  return {reference, "budi", words, hour(2), "192.0.2.7", version_of(*detail)};
}

policy::Finding gap_of(const std::string& prospect) {
  policy::Finding finding;
  finding.rule = "gap";
  finding.kind = "gap";
  finding.prospect = prospect;
  return finding;
}

/// An override that `prospects` needed, and that passes.
Judge passes_for(const std::vector<std::string>& prospects) {
  return [=](const policy::Histories&) {
    Judgement made = judgement(policy::Verdict::accept, hour(2));
    for (const auto& prospect : prospects) made.decision.overridden.push_back(gap_of(prospect));
    return made;
  };
}

std::size_t overrides(Office& office) {
  return sure(office.store().sender_history("budi", {{}, date::days(7)}, hour(3))).overrides.size();
}

}  // namespace

TEST_CASE("an override by a link asks for the release and counts, both or neither") {
  Office office;
  const std::string reference = office.hold({}, {"ani@toko.example", "ida@kios.example"});
  SECTION("it passes") {
    const auto came = sure(office.desk().override_release(
        link_ask(office, reference), passes_for({"ani@toko.example", "ida@kios.example", "ani@toko.example"})));
    CHECK(came.answer.upshot == Answer::Upshot::done);
    CHECK(came.passes);
    CHECK(office.record(reference) ==
          Lines{"budi (link): override: gap: Ia minta hari ini", "budi (link): release asked"});
    CHECK(overrides(office) == 2);
    const auto again = sure(office.desk().override_release(link_ask(office, reference), passes_for({})));
    CHECK(again.answer.upshot == Answer::Upshot::requested);
    CHECK_FALSE(again.passes);
  }
  SECTION("what needs no override takes none") {
    CHECK(sure(office.desk().override_release(link_ask(office, reference), passes_for({}))).passes);
    CHECK(overrides(office) == 0);
    CHECK(office.record(reference).front() == "budi (link): override: -: Ia minta hari ini");
  }
  SECTION("a rule stands against it") {
    const auto came = sure(office.desk().override_release(
        link_ask(office, reference), [](const policy::Histories&) { return held_judgement({.at = hour(2)}); }));
    CHECK_FALSE(came.passes);
    CHECK(came.decision.rule_names() == "gap");
    CHECK(office.record(reference).empty());
    CHECK(overrides(office) == 0);
  }
  SECTION("the judge fails") {
    const auto came = office.desk().override_release(
        link_ask(office, reference), [](const policy::Histories&) -> Judgement { throw std::runtime_error("broken"); });
    REQUIRE_FALSE(came);
    CHECK(came.error().message.find("the decision failed: broken") != std::string::npos);
    CHECK(office.record(reference).empty());
    CHECK(overrides(office) == 0);
  }
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("an override that did not leave is not used up") {
  Office office;
  const std::string reference = office.hold();
  REQUIRE(sure(office.desk().override_release(link_ask(office, reference), passes_for({"ani@toko.example"}))).passes);
  REQUIRE(sure(office.desk().put_off(office.begun().id, "the queue is locked", std::nullopt, hour(3))));
  const auto refused = sure(office.desk().override_release(
      link_ask(office, reference), [](const policy::Histories&) { return held_judgement({.at = hour(2)}); }));
  CHECK_FALSE(refused.passes);
  CHECK(overrides(office) == 0);
  policy::Histories seen;
  const auto again =
      sure(office.desk().override_release(link_ask(office, reference), [&](const policy::Histories& histories) {
        seen = histories;
        return passes_for({"ani@toko.example"})(histories);
      }));
  CHECK(again.passes);
  CHECK(seen.sender.overrides.empty());
  CHECK(overrides(office) == 1);
}

TEST_CASE("who is asked by a link finds the mail waiting for a reviewer") {
  Office office;
  const std::string reference = office.hold();
  CHECK(sure(office.desk().ask_reviewer(link_ask(office, reference, "Tolong"))).upshot == Answer::Upshot::done);
  const auto item = sure(office.desk().show(reference))->item;
  CHECK(item.asked);
  CHECK(item.message.release == policy::Release::review);
  CHECK(office.record(reference) == Lines{"budi (link): reviewer asked: Tolong"});
  auto stale = link_ask(office, reference);
  stale.seen = "0";
  CHECK(sure(office.desk().ask_reviewer(stale)).upshot == Answer::Upshot::changed);
  CHECK(sure(office.desk().ask_reviewer({"nothing000", "budi", "", hour(2), "", "0"})).upshot ==
        Answer::Upshot::absent);
}

TEST_CASE("links to the own page are bounded for a salesperson, whichever page sends them") {
  Office office;
  const auto other = office.another();
  const auto send = [&](Desk& desk, const std::string& who, Time at) {
    return sure(desk.send_own_page(who, who + "@ours.example", "https://x.example/me/1", at, "192.0.2.7"));
  };
  for (int i = 0; i < most_own_page_mails; ++i) CHECK(send(i % 2 == 0 ? office.desk() : *other, "budi", hour(2)));
  CHECK_FALSE(send(*other, "budi", hour(2.9)));
  CHECK(send(*other, "sari", hour(2.9)));
  CHECK(send(office.desk(), "budi", hour(3.1)));
  CHECK(office.notices().size() == 7);
  CHECK(office.notices().front() == "page to budi@ours.example by budi (link)");
}
