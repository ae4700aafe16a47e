// What reviewers ask for, what the agent does, and what comes of it.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using What = Ask::What;
using Upshot = Answer::Upshot;

namespace {

const std::string ani = "ani@toko.example";
const std::string held_notice = "held to budi@ours.example";

}  // namespace

TEST_CASE("held mail is listed and shown with what was kept of it") {
  Office office;
  const std::string reference = office.hold();
  const auto page = sure(office.desk().list({}));
  REQUIRE(page.items.size() == 1);
  CHECK(page.total == 1);
  CHECK(page.next.empty());
  CHECK(page.items[0].message.reference == reference);
  CHECK(!page.items[0].request);
  const auto detail = sure(office.desk().show(reference));
  REQUIRE(detail);
  CHECK(detail->sender == "budi@ours.example");
  CHECK(detail->headers == "From: Budi\nTo: Ani\n");
  CHECK(detail->excerpt == "Halo Bu Ani");
  CHECK(detail->entries.empty());
  CHECK(sure(office.desk().outgoing(reference))->content.subject == "Penawaran");
  CHECK(!sure(office.desk().show("0000000000")));
  CHECK(!sure(office.desk().show("'; DROP")));
  CHECK(office.notices() == Lines{held_notice});
}

TEST_CASE("what was asked for is done by the agent, and only then recorded and told") {
  struct Row {
    What what;
    std::string asked;
    std::string want_state;
    std::string want_log;
    Lines want_notices;
    std::string want_word;
  };
  const auto row = GENERATE(values<Row>({
      {What::release,
       "release",
       "released",
       "4.0 contact budi",
       {held_notice, "released to budi@ours.example by citra: baik"},
       "released"},
      {What::discard,
       "discard",
       "discarded",
       "1.0 discarded budi",
       {held_notice, "discarded to budi@ours.example by citra: baik"},
       "discarded"},
      {What::give_back,
       "return",
       "returned",
       "1.0 returned budi",
       {held_notice, "returned to budi@ours.example by citra: baik [Subject: x]"},
       "returned"},
  }));
  CAPTURE(row.asked);
  Office office;
  const std::string reference = office.hold();
  CHECK(office.ask(row.what, reference, "citra", hour(2), "baik").upshot == Upshot::done);
  CHECK(office.state(reference) == "held");
  const QueueRequest request = office.begun();
  CHECK(to_string(request.kind) == row.asked);
  if (row.what == What::give_back) CHECK(sure(office.desk().keep_original(request.id, "Subject: x")));
  CHECK(office.state(reference) == "held");
  CHECK(office.notices() == Lines{held_notice});
  CHECK(sure(office.desk().finish(request.id, hour(4))));
  CHECK(office.state(reference) == row.want_state);
  CHECK(log_of(office.store(), ani) == Lines{row.want_log});
  CHECK(office.notices() == row.want_notices);
  Lines want_record{fmt::format("citra: {} asked: baik", row.asked), fmt::format("agent: begun: {}", row.asked),
                    fmt::format("citra: {}: baik", row.want_word)};
  if (row.what == What::release) want_record.insert(want_record.begin() + 1, "citra: rules passed: gap");
  CHECK(office.record(reference) == want_record);
  CHECK_FALSE(sure(office.desk().finish(request.id, hour(5))));
  CHECK_FALSE(sure(office.desk().begin(request.id, hour(5))));
  CHECK(sure(office.desk().due("mx1", hour(9), 10)).empty());
  CHECK(office.store().count_divergences() == 0);
  const auto settled = sure(office.desk().held_at("mx1", hour(3)));
  REQUIRE(settled.size() == 1);
  CHECK(settled[0].request.id == request.id);
  CHECK(sure(office.desk().held_at("mx1", hour(5))).empty());
}

TEST_CASE("the second reviewer is told what the first one did") {
  struct Row {
    std::string name;
    bool begin;
    bool finish;
    What second;
    Upshot want;
  };
  const auto row = GENERATE(values<Row>({
      {"asked", false, false, What::release, Upshot::requested},
      {"asked for something else", false, false, What::discard, Upshot::requested},
      {"asked for a schedule", false, false, What::release_when_allowed, Upshot::requested},
      {"begun", true, false, What::discard, Upshot::requested},
      {"done", true, true, What::discard, Upshot::settled},
      {"done, the same", true, true, What::release, Upshot::settled},
      {"a note", true, true, What::note, Upshot::done},
  }));
  CAPTURE(row.name);
  Office office;
  const auto second = office.another();
  const std::string reference = office.hold();
  CHECK(office.ask(What::release, reference).upshot == Upshot::done);
  if (row.begin) {
    const QueueRequest request = office.begun();
    if (row.finish) CHECK(sure(office.desk().finish(request.id, hour(4))));
  }
  Ask ask{row.second, reference, "dewi", "", hour(5), ""};
  ask.dry = true;
  const Lines before = office.record(reference);
  CHECK(sure(second->ask(ask)).upshot == row.want);
  CHECK(office.record(reference) == before);
  ask.dry = false;
  const Answer answer = sure(second->ask(ask));
  CHECK(answer.upshot == row.want);
  REQUIRE(answer.request);
  CHECK(answer.request->by == "citra");
  CHECK(answer.request->at == hour(2));
  REQUIRE(answer.last);
  CHECK(answer.state == (row.finish ? HeldState::released : HeldState::held));
}

TEST_CASE("a reviewer who looked at something older is told that it changed") {
  Office office;
  const std::string reference = office.hold();
  const std::string seen = version_of(*sure(office.desk().show(reference)));
  Ask ask{What::release, reference, "dewi", "", hour(3), "", seen};
  office.ask(What::note, reference, "citra", hour(2), "tunggu dulu");
  const Answer answer = sure(office.desk().ask(ask));
  CHECK(answer.upshot == Upshot::changed);
  CHECK(answer.last->detail == "tunggu dulu");
  CHECK(office.record(reference) == Lines{"citra: note: tunggu dulu"});
  ask.seen = version_of(*sure(office.desk().show(reference)));
  ask.dry = true;
  CHECK(sure(office.desk().ask(ask)).upshot == Upshot::done);
  CHECK_FALSE(sure(office.desk().show(reference))->item.request);
  ask.dry = false;
  CHECK(sure(office.desk().ask(ask)).upshot == Upshot::done);
}

TEST_CASE("asking of what is not held is answered") {
  Office office;
  CHECK(office.ask(What::release, "0000000000").upshot == Upshot::absent);
  CHECK(office.ask(What::release, "none").upshot == Upshot::absent);
  const std::string sent = accepted(office.store(), offer("budi", {ani}), hour(1)).reference;
  CHECK(office.ask(What::release, sent).upshot == Upshot::absent);
  CHECK(office.ask(What::note, sent).upshot == Upshot::absent);
  const std::string never = office.hold({.next_allowed = {}});
  CHECK(office.ask(What::release_when_allowed, never).upshot == Upshot::no_moment);
}

TEST_CASE("killed between any two steps, the agent finds what it was at") {
  Office office;
  const std::string reference = office.hold();
  office.ask(What::give_back, reference, "citra", hour(2), "ulangi");
  office.reopen();
  const QueueRequest request = office.begun();
  office.reopen();
  auto due = sure(office.desk().due("mx1", hour(3), 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].request.state == RequestState::running);
  CHECK(due[0].request.attempts == 1);
  CHECK(due[0].sender == "budi@ours.example");
  CHECK(sure(office.desk().begin(request.id, hour(3))));
  CHECK(sure(office.desk().keep_original(request.id, "first")));
  office.reopen();
  CHECK(sure(office.desk().begin(request.id, hour(3))));
  CHECK(sure(office.desk().keep_original(request.id, "Subject: x")));
  office.reopen();
  CHECK(office.notices() == Lines{held_notice});
  CHECK(sure(office.desk().finish(request.id, hour(4))));
  office.reopen();
  CHECK_FALSE(sure(office.desk().finish(request.id, hour(5))));
  CHECK(office.notices() == Lines{held_notice, "returned to budi@ours.example by citra: ulangi [Subject: x]"});
  CHECK(office.record(reference) ==
        Lines{"citra: return asked: ulangi", "agent: begun: return", "citra: returned: ulangi"});
}

TEST_CASE("what did not work is tried again, and given up in the end") {
  Office office;
  const std::string reference = office.hold();
  office.ask(What::release, reference);
  const QueueRequest request = office.begun();
  CHECK(sure(office.desk().put_off(request.id, "postsuper: exit 1\nfatal", hour(6), hour(3))));
  CHECK(sure(office.desk().due("mx1", hour(5), 10)).empty());
  CHECK(sure(office.desk().list({.in_trouble = true})).total == 1);
  REQUIRE(office.begun(hour(6)).trouble == "postsuper: exit 1 fatal");
  CHECK(sure(office.desk().put_off(request.id, "no such queue", {}, hour(6))));
  CHECK(sure(office.desk().due("mx1", hour(9), 10)).empty());
  CHECK(office.state(reference) == "held");
  CHECK(sure(office.desk().list({.in_trouble = true})).total == 1);
  CHECK(office.record(reference).back() == "agent: given up: release: no such queue");
  CHECK(office.ask(What::release, reference, "citra", hour(7)).upshot == Upshot::done);
  CHECK(sure(office.desk().list({.in_trouble = true})).total == 0);
}

TEST_CASE("what an admin did by hand is recorded, and what is gone is shown as such") {
  struct Row {
    HeldState state;
    bool want;
    std::string want_log;
    Lines want_notices;
    Lines want_record;
  };
  const Lines asked = {"citra: release asked", "citra: rules passed: gap"};
  const auto row = GENERATE_COPY(values<Row>({
      {HeldState::released,
       true,
       "5.0 contact budi",
       {held_notice, "released to budi@ours.example by queue"},
       {"queue: released: active"}},
      {HeldState::discarded,
       true,
       "1.0 discarded budi",
       {held_notice, "discarded to budi@ours.example by queue"},
       {"queue: discarded: active"}},
      {HeldState::gone, true, "5.0 contact budi", {held_notice}, {"queue: gone: active"}},
      {HeldState::held, false, "2.0 contact budi", {held_notice}, {}},
      {HeldState::returned, false, "2.0 contact budi", {held_notice}, {}},
  }));
  CAPTURE(to_string(row.state));
  Office office;
  const std::string reference = office.hold();
  office.ask(What::release, reference);
  CHECK(sure(office.desk().found(reference, row.state, hour(5), "active")) == row.want);
  CHECK(log_of(office.store(), ani) == Lines{row.want_log});
  CHECK(office.notices() == row.want_notices);
  Lines want_record = asked;
  want_record.insert(want_record.end(), row.want_record.begin(), row.want_record.end());
  CHECK(office.record(reference) == want_record);
  CHECK_FALSE((row.want && sure(office.desk().found(reference, row.state, hour(6), ""))));
  const auto detail = sure(office.desk().show(reference));
  CHECK(to_string(detail->requests[0].state) == (row.want ? "void" : "waiting"));
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("a reviewer says what became of mail that is gone") {
  struct Row {
    What what;
    Upshot want;
    std::string want_state;
    std::string want_log;
  };
  const auto row = GENERATE(values<Row>({
      {What::release, Upshot::done, "released", "5.0 contact budi"},
      {What::discard, Upshot::done, "discarded", "1.0 discarded budi"},
      {What::give_back, Upshot::done, "returned", "1.0 returned budi"},
      {What::release_when_allowed, Upshot::no_moment, "gone", "5.0 contact budi"},
      {What::note, Upshot::done, "gone", "5.0 contact budi"},
  }));
  Office office;
  const std::string reference = office.hold();
  CHECK(sure(office.desk().found(reference, HeldState::gone, hour(5), "")));
  CHECK(office.ask(row.what, reference, "citra", hour(9)).upshot == row.want);
  CHECK(office.state(reference) == row.want_state);
  CHECK(log_of(office.store(), ani) == Lines{row.want_log});
  CHECK(sure(office.desk().due("mx1", hour(99), 9)).empty());
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("mail that nobody can be told of is not returned") {
  Office office;
  Judgement nameless = held_judgement({});
  nameless.held->notify = "";
  nameless.held->sender = "";
  const auto outcome = transact(office.store(), offer("budi", {ani}), [&](const auto&) { return nameless; });
  office.ask(What::give_back, outcome.reference);
  const QueueRequest request = office.begun();
  CHECK_FALSE(sure(office.desk().keep_original(request.id, "Subject: x")));
  CHECK(office.notices().empty());
}

TEST_CASE("a return that was voided leaves no notice behind") {
  Office office;
  const std::string reference = office.hold();
  office.ask(What::give_back, reference);
  const QueueRequest request = office.begun();
  CHECK(sure(office.desk().keep_original(request.id, "Subject: x")));
  CHECK(sure(office.desk().found(reference, HeldState::released, hour(5), "")));
  CHECK(office.notices() == Lines{held_notice, "released to budi@ours.example by queue"});
  CHECK_FALSE(sure(office.desk().finish(request.id, hour(5))));
  CHECK_FALSE(sure(office.desk().keep_original(request.id, "Subject: x")));
}

TEST_CASE("words of people are kept as text, whatever is in them") {
  struct Row {
    std::string words;
    std::string want;
  };
  const auto row = GENERATE(values<Row>({
      {"dua\nbaris\tini", "dua\nbaris\tini"},
      {"\x1b[31mmerah\r", " [31mmerah "},
      {"\xff\xfe", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {std::string("a\0b", 3), "a b"},
      {std::string(3999, 'x') + "\xC3\xA9", std::string(3999, 'x')},
      {std::string(9000, 'x'), std::string(4000, 'x')},
      {"'); DELETE FROM entry; --", "'); DELETE FROM entry; --"},
  }));
  Office office;
  const std::string reference = office.hold();
  office.ask(What::give_back, reference, "citra\nadmin: released", hour(2), row.words);
  const auto detail = sure(office.desk().show(reference));
  CHECK(detail->requests[0].words == row.want);
  CHECK(detail->requests[0].by == "citra admin: released");
  CHECK(detail->entries[0].detail == row.want);
  CHECK(detail->entries[0].who == "citra admin: released");
}
