// One intention is one mail; mail on hold is in nobody's way, and a reply reaches it at once.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using policy::Verdict;
using What = Ask::What;

namespace {

const std::string adi = "adi@toko.example";

struct Written {
  std::string salesperson = "budi";
  std::vector<std::string> to = {ani};
  std::string fingerprint = "same";
  std::optional<unsigned> sketch = {};
  std::vector<std::uint32_t> marks = {};
  std::string subject = {};
};

Offer offer_of(const Written& written) {
  Offer mail = offer(written.salesperson, written.to);
  mail.fingerprint = written.fingerprint;
  if (written.sketch) mail.imprint.sketch = some_sketch(*written.sketch);
  mail.imprint.marks = written.marks;
  mail.imprint.subject = written.subject;
  mail.windows.sent = std::chrono::hours(48);
  return mail;
}

std::string hold(Office& office, const Written& written, double at) {
  return transact(office.store(), offer_of(written),
                  [&](const policy::Histories&) { return held_judgement({.at = hour(at)}); })
      .reference;
}

Lines due(Office& office, double at) {
  Lines lines;
  for (const Task& task : sure(office.desk().due("mx1", hour(at), 10)))
    lines.push_back(fmt::format("{} {} by {} {}", to_string(task.request.kind), task.message.reference, task.request.by,
                                task.request.words));
  return lines;
}

}  // namespace

TEST_CASE("a newer mail with the same text takes the place of the held one, and another does not") {
  struct Row {
    std::string name;
    Written older;
    Written newer;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"the same short text", {}, {}, true},
      {"nothing written at all", {.fingerprint = ""}, {.fingerprint = ""}, false},
      {"another short text", {}, {.fingerprint = "other"}, false},
      {"a short text with another attachment", {.marks = {1}}, {.marks = {2}}, false},
      {"a short text under another subject", {.subject = "a"}, {.subject = "b"}, false},
      {"the same long text, written a little otherwise",
       {.fingerprint = "a", .sketch = 3},
       {.fingerprint = "b", .sketch = 3},
       true},
      {"another long text", {.sketch = 3}, {.sketch = 4}, false},
      {"to somebody else", {}, {.to = {adi}}, false},
      {"to one more", {}, {.to = {ani, adi}}, false},
      {"to the same two the other way round", {.to = {ani, adi}}, {.to = {adi, ani}}, true},
      {"by somebody else", {}, {.salesperson = "sari"}, false},
  }));
  CAPTURE(row.name);
  Office office;
  const std::string older = hold(office, row.older, 1);
  const std::string newer = hold(office, row.newer, 2);
  CHECK(due(office, 3) == (row.want ? Lines{fmt::format("discard {} by newer {}", older, newer)} : Lines{}));
  const auto notices = sure(office.desk().notices(hour(3), 10));
  REQUIRE(notices.size() == 2);
  CHECK(notices[1].details == (row.want ? fmt::format(R"({{"replaces":["{}"]}})", older) : "{}"));
}

TEST_CASE("what takes the place of held mail: what goes and what waits, not what is refused or nobody enforces") {
  struct Row {
    Verdict verdict;
    bool enforced;
    bool want;
  };
  const auto row = GENERATE(values<Row>({{Verdict::accept, true, true},
                                         {Verdict::tag, true, true},
                                         {Verdict::reject, true, false},
                                         {Verdict::reject, false, true}}));
  Office office;
  const std::string older = hold(office, {}, 1);
  const auto newer = transact(office.store(), offer_of({}), [&](const auto&) {
    Judgement made = judgement(row.verdict, hour(2));
    made.enforced = row.enforced;
    return made;
  });
  CHECK(due(office, 3) == (row.want ? Lines{fmt::format("discard {} by newer {}", older, newer.reference)} : Lines{}));
  CHECK(office.notices() == (row.want ? Lines{held_notice, "replaced to budi@ours.example by newer: " + newer.reference}
                                      : Lines{held_notice}));
  if (!row.want) return;
  CHECK(office.ask(What::release, older).upshot == Answer::Upshot::requested);
  const QueueRequest request = office.begun();
  CHECK(sure(office.desk().finish(request.id, hour(4))));
  CHECK(office.state(older) == "discarded");
  CHECK(office.notices().size() == 2);  // that it was replaced is told once
  CHECK(log_of(office.store(), ani) == Lines{"1.0 discarded budi", "2.0 contact budi"});
}

TEST_CASE("mail that is on its way already keeps its place") {
  Office office;
  const std::string older = hold(office, {}, 1);
  office.ask(What::release, older);
  hold(office, {}, 3);
  CHECK(due(office, 4) == Lines{fmt::format("release {} by citra ", older)});
}

TEST_CASE("mail on hold is in no history until it is let go, and not once it is taken back") {
  Office office;
  const std::string reference = hold(office, {.to = {ani, adi}, .sketch = 3}, 1);
  const auto sent = [&] {
    return sure(office.store().sender_history("budi", {std::chrono::hours(99), {}}, hour(9))).sent.size();
  };
  const auto nothing = [&] {
    CHECK(history(office.store(), ani) == policy::History());
    CHECK(company(office.store(), ani).empty());
    CHECK(sent() == 0);
    CHECK(log_of(office.store(), ani) == Lines{"1.0 held budi"});
    CHECK(office.store().count_divergences() == 0);
  };
  nothing();
  office.ask(What::release, reference, "citra", hour(2));
  CHECK(log_of(office.store(), ani) == Lines{"2.0 contact budi"});
  CHECK(history(office.store(), ani).mails.size() == 1);
  CHECK(sent() == 2);
  const QueueRequest request = office.begun();
  SECTION("the agent cannot do it") {
    CHECK(sure(office.desk().put_off(request.id, "no", {}, hour(4))));
    nothing();
    CHECK(office.state(reference) == "held");
  }
  SECTION("an admin deletes it meanwhile") {
    CHECK(sure(office.desk().found(reference, HeldState::discarded, hour(4), "")));
    CHECK(log_of(office.store(), ani) == Lines{"1.0 discarded budi"});
    CHECK(sent() == 0);
  }
  SECTION("it leaves") {
    CHECK(sure(office.desk().finish(request.id, hour(5))));
    CHECK(log_of(office.store(), ani) == Lines{"5.0 contact budi"});
    CHECK(log_of(office.store(), adi) == Lines{"5.0 contact budi"});
    CHECK(sent() == 2);
  }
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("a salesperson's held mails are judged one after another, each against those before it") {
  Office office;
  std::vector<std::string> held;
  for (int i = 0; i < 5; ++i)
    held.push_back(hold(office, {.to = {fmt::format("p{}@toko.example", i)}, .sketch = 3}, i + 1));
  std::vector<std::size_t> seen;
  const Judge at_most_two = [&](const policy::Histories& histories) {
    seen.push_back(histories.sender.sent.size());
    return seen.back() < 2 ? judgement(Verdict::accept, hour(24)) : held_judgement({.at = hour(24)});
  };
  for (const HeldMessage& message : sure(office.desk().to_judge_again("mx1", hour(24), 10)))
    sure(office.desk().judge_again(message.reference, at_most_two));
  CHECK(seen == std::vector<std::size_t>{0, 1, 2, 2, 2});
  CHECK(due(office, 24).size() == 2);
}

TEST_CASE("a reviewer's leave for when it is allowed passes what he saw of the words, and nothing about other mail") {
  struct Row {
    policy::Facts facts;
    std::string want;
  };
  const auto row = GENERATE(values<Row>({
      {policy::PhraseFacts{"nudge", "sudah dicek", 1, 5}, "release"},
      {policy::RepeatFacts{90, hour(1), "budi"}, "review"},
      {policy::VolumeFacts{}, "review"},
      {policy::BroadcastFacts{}, "review"},
      {policy::DuplicateFacts{}, "review"},
  }));
  Office office;
  const std::string reference = office.hold({.rules = {"rule"}, .release = policy::Release::review});
  office.ask(What::release_when_allowed, reference, "citra", hour(2));
  const auto again = sure(office.desk().judge_again(reference, [&](const policy::Histories&) {
    Judgement made = held_judgement({hour(24), {"rule"}, policy::Release::review, {}, ""});
    made.decision.findings[0].facts = row.facts;
    return made;
  }));
  CHECK(to_string(again.upshot) == row.want);
}

TEST_CASE("a reply stops held mail at once, and its salesperson is told once") {
  Office office;
  accepted(office.store(), offer("budi", {ani}, "m1"), hour(0));
  const std::string waits = hold(office, {}, 1);
  const std::string other = hold(office, {.to = {adi}}, 1);
  const std::string leaves = hold(office, {.fingerprint = "leaves"}, 1);
  office.ask(What::release, leaves, "citra", hour(2));
  record(office.store(), reply(ani, {"budi"}, hour(3), {"m1"}));
  record(office.store(), reply(ani, {"budi"}, hour(4), {"m1"}));
  CHECK(office.record(waits) == Lines{"schedule: judged again: replied"});
  CHECK(office.notices() == Lines{held_notice, held_notice, held_notice, "replied to budi@ours.example by schedule"});
  CHECK(sure(office.desk().to_judge_again("mx1", hour(24), 10)).size() == 1);
  CHECK(sure(office.desk().show(waits))->item.message.release == policy::Release::review);
  CHECK(sure(office.desk().show(other))->item.message.release == policy::Release::when_allowed);
}

TEST_CASE("mails on hold for one prospect are told of each other") {
  Office office;
  const std::string first = hold(office, {.to = {ani, adi}}, 1);
  const std::string second = hold(office, {.salesperson = "sari", .to = {adi}}, 2);
  hold(office, {.to = {"eko@gmail.com"}}, 3);
  const auto beside = [&](const std::string& reference) {
    Lines lines;
    const auto shown = sure(office.desk().show(reference));
    for (const Beside& one : shown->beside) lines.push_back(fmt::format("{} {}", one.reference, one.salesperson));
    return lines;
  };
  CHECK(beside(first) == Lines{second + " sari"});
  CHECK(beside(second) == Lines{first + " budi"});
  office.ask(What::discard, second);
  const QueueRequest request = office.begun();
  CHECK(sure(office.desk().finish(request.id, hour(4))));
  CHECK(beside(first).empty());
}
