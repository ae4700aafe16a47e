// Held mail judged again at its moment, reminders and expiry.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using What = Ask::What;

namespace {

const std::string ani = "ani@toko.example";
const std::string held_notice = "held to budi@ours.example";

std::string text(Again::Upshot upshot) {
  constexpr std::array names = {"release", "later", "review", "replied", "none"};
  return names.at(static_cast<std::size_t>(upshot));
}

Lines references(const std::vector<HeldMessage>& messages) {
  Lines found;
  for (const HeldMessage& message : messages) found.push_back(message.reference);
  return found;
}

}  // namespace

TEST_CASE("held mail is judged again at its moment, and what comes of it is recorded") {
  struct Row {
    policy::Verdict verdict;
    policy::Release release;
    std::optional<Time> next_allowed;
    std::string want;
    int want_due;
    Lines want_record;
    policy::Release want_release;
  };
  using policy::Release;
  using policy::Verdict;
  const auto row = GENERATE(values<Row>({
      {Verdict::accept, Release::review, {}, "release", 1, {"schedule: release asked"}, Release::when_allowed},
      {Verdict::tag, Release::review, {}, "release", 1, {"schedule: release asked"}, Release::when_allowed},
      {Verdict::hold,
       Release::when_allowed,
       hour(48),
       "later",
       0,
       {"schedule: judged again: later: hours"},
       Release::when_allowed},
      {Verdict::hold,
       Release::review,
       hour(48),
       "review",
       0,
       {"schedule: judged again: review: hours"},
       Release::review},
      {Verdict::hold,
       Release::when_allowed,
       {},
       "review",
       0,
       {"schedule: judged again: review: hours"},
       Release::review},
      {Verdict::hold,
       Release::when_allowed,
       hour(24),
       "review",
       0,
       {"schedule: judged again: review: hours"},
       Release::review},
      {Verdict::reject, Release::review, {}, "review", 0, {"schedule: judged again: review: hours"}, Release::review},
  }));
  CAPTURE(to_string(row.verdict), row.want);
  Office office;
  const std::string reference = office.hold();
  CHECK(sure(office.desk().to_judge_again("mx1", hour(23), 10)).empty());
  CHECK(references(sure(office.desk().to_judge_again("mx1", hour(24), 10))) == Lines{reference});
  const auto again = sure(office.desk().judge_again(reference, [&](const policy::Histories&) {
    Holding holding{hour(24), {"hours"}, row.release, row.next_allowed, ""};
    Judgement made = held_judgement(holding);
    made.decision.verdict = row.verdict;
    return made;
  }));
  CHECK(text(again.upshot) == row.want);
  CHECK(again.verdict == row.verdict);
  CHECK(std::ssize(sure(office.desk().due("mx1", hour(25), 10))) == row.want_due);
  CHECK(office.record(reference) == row.want_record);
  const auto message = sure(office.desk().show(reference))->item.message;
  CHECK(message.release == row.want_release);
  CHECK(message.rules == (row.want_due == 1 ? "gap" : "hours"));
  CHECK(sure(office.desk().to_judge_again("mx1", hour(47), 10)).empty());
  CHECK(log_of(office.store(), ani) == Lines{row.want_due == 1 ? "24.0 contact budi" : "1.0 held budi"});
  const std::string told = row.want_due == 1 ? "" : "waits to budi@ours.example by schedule";
  CHECK(office.notices() == (told.empty() ? Lines{held_notice} : Lines{held_notice, told}));
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("held mail is judged again in the order in which it was written") {
  Office office;
  const std::string first = office.hold({.at = hour(1)});
  const std::string second = office.hold({.at = hour(2)});
  policy::Histories seen;
  const Judge passes = [&](const policy::Histories& histories) {
    seen = histories;
    return judgement(policy::Verdict::accept, hour(24));
  };
  CHECK(references(sure(office.desk().to_judge_again("mx1", hour(24), 10))) == Lines{first, second});
  CHECK(text(sure(office.desk().judge_again(first, passes)).upshot) == "release");
  CHECK(seen[0].prospect == policy::History());
  CHECK(text(sure(office.desk().judge_again(second, passes)).upshot) == "release");
  CHECK(seen[0].prospect.unanswered == 1);
  CHECK(seen[0].prospect.newest_contact->at == hour(24));
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("held mail is judged again by what was sent") {
  Office office;
  accepted(office.store(), offer_with_imprint("budi", {ani}, 1), hour(0));
  const auto outcome = transact(office.store(), offer_with_imprint("budi", {ani}, 2),
                                [](const policy::Histories&) { return held_judgement({}); });
  policy::Histories seen;
  const Judge judge = [&](const policy::Histories& histories) {
    seen = histories;
    return judgement(policy::Verdict::hold, hour(24));
  };
  CHECK(text(sure(office.desk().judge_again(outcome.reference, judge)).upshot) == "review");
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].prospect.unanswered == 1);
  CHECK(seen[0].prospect.newest_contact->at == hour(0));
  CHECK(seen[0].prospect.mails.size() == 1);
  CHECK(seen[0].company.size() == 1);
  CHECK(seen.sender.sent.size() == 1);
  CHECK(log_of(office.store(), ani) == Lines{"0.0 contact budi", "1.0 held budi"});
  CHECK(history(office.store(), ani).unanswered == 1);
  CHECK(office.store().count_divergences() == 0);
}

TEST_CASE("where the prospect wrote meanwhile, the mail stays and the salesperson is told once") {
  struct Row {
    double reply;
    std::optional<double> asked;  // a reviewer, for this release
    std::string want;
  };
  const auto row =
      GENERATE(values<Row>({{0.5, {}, "release"}, {5, {}, "replied"}, {5, 4, "replied"}, {5, 6, "release"}}));
  Office office;
  record(office.store(), reply(ani, {"budi"}, hour(row.reply)));
  const std::string reference = office.hold();
  if (row.asked) office.ask(What::release_when_allowed, reference, "citra", hour(*row.asked));
  const auto judge = decides(policy::Verdict::accept, hour(24));
  CHECK(text(sure(office.desk().judge_again(reference, judge)).upshot) == row.want);
  const bool replied = row.want == "replied";
  CHECK(office.notices() ==
        (replied ? Lines{held_notice, "replied to budi@ours.example by schedule"} : Lines{held_notice}));
  CHECK(sure(office.desk().show(reference))->item.message.release ==
        (replied ? policy::Release::review : policy::Release::when_allowed));
  CHECK(text(sure(office.desk().judge_again(reference, judge)).upshot) == (replied ? "replied" : "none"));
  CHECK(office.notices().size() == (replied ? 2 : 1));
}

TEST_CASE("what a reviewer saw that no moment mends does not stop the release he asked for") {
  struct Row {
    std::vector<std::string> objecting;  // at the moment, without a moment of their own
    std::string want;
  };
  const auto row =
      GENERATE(values<Row>({{{"phrase"}, "release"}, {{"phrase", "stop"}, "review"}, {{"stop"}, "review"}}));
  Office office;
  const std::string reference = office.hold({.rules = {"gap", "phrase"}, .release = policy::Release::review});
  CHECK(sure(office.desk().to_judge_again("mx1", hour(24), 10)).empty());
  CHECK(office.ask(What::release_when_allowed, reference).upshot == Answer::Upshot::done);
  CHECK(sure(office.desk().to_judge_again("mx1", hour(24), 10)).size() == 1);
  const auto again = sure(office.desk().judge_again(reference, [&](const policy::Histories&) {
    return held_judgement({hour(24), row.objecting, policy::Release::review, {}, ""});
  }));
  CHECK(text(again.upshot) == row.want);
}

TEST_CASE("a decision that fails records nothing") {
  Office office;
  const std::string reference = office.hold();
  const auto again = office.desk().judge_again(
      reference, [](const policy::Histories&) -> Judgement { throw std::runtime_error("no\npolicy"); });
  REQUIRE(!again);
  CHECK(again.error().message.find("the decision failed: no policy") != std::string::npos);
  CHECK(office.record(reference).empty());
  CHECK(office.ask(What::release, reference).upshot == Answer::Upshot::done);
  CHECK(text(sure(office.desk().judge_again(reference, decides(policy::Verdict::accept, hour(9)))).upshot) == "none");
  CHECK(text(sure(office.desk().judge_again("0000000000", decides(policy::Verdict::accept, hour(9)))).upshot) ==
        "none");
}

TEST_CASE("a release by schedule that was given up waits until a reviewer asks for it") {
  Office office;
  const std::string reference = office.hold();
  sure(office.desk().judge_again(reference, decides(policy::Verdict::accept, hour(24))));
  const QueueRequest request = office.begun(hour(24));
  CHECK(request.by == by_schedule);
  CHECK(sure(office.desk().put_off(request.id, "no", {}, hour(24))));
  CHECK(sure(office.desk().to_judge_again("mx1", hour(99), 10)).empty());
  office.ask(What::release_when_allowed, reference, "citra", hour(25));
  CHECK(sure(office.desk().to_judge_again("mx1", hour(99), 10)).size() == 1);
}

TEST_CASE("mail that nobody looked at is named in one reminder, and again in growing steps") {
  constexpr Duration after = std::chrono::hours(4);
  Office office;
  const std::string first = office.hold({.at = hour(1), .release = policy::Release::review});
  const std::string second = office.hold({.at = hour(2), .next_allowed = {}}, {"adi@toko.example"});
  office.hold({.at = hour(2)}, {"eko@toko.example"});  // goes by itself
  const std::string asked = office.hold({.at = hour(2), .release = policy::Release::review}, {"eni@toko.example"});
  office.ask(What::release, asked);
  office.hold({.at = hour(400), .release = policy::Release::review}, {"evi@toko.example"});  // too young
  const auto due_at = [&](Time now) { return references(sure(office.desk().to_remind(now, after, 10))); };
  const auto remind = [&](const Lines& references, Time now) {
    return sure(office.desk().remind(references, "reviewers@ours.example", now, after));
  };
  CHECK(due_at(hour(4)) == Lines{});
  CHECK(due_at(hour(5)) == Lines{first});
  const auto due = due_at(hour(6));
  CHECK(due == Lines{first, second});
  CHECK(remind(due, hour(6)));
  CHECK_FALSE(remind(due, hour(6)));
  const auto notices = sure(office.desk().notices(hour(10), 100));
  REQUIRE(notices.back().kind == NoticeKind::reminder);
  CHECK(notices.back().reference.empty());
  CHECK(notices.back().to == "reviewers@ours.example");
  CHECK(notices.back().details == fmt::format(R"({{"references":["{}","{}"]}})", first, second));
  // The first was named when it had waited for 5 hours: again in 5 + 4; the second after 4, again in 8.
  CHECK(due_at(hour(13)) == Lines{});
  CHECK(due_at(hour(14)) == Lines{second});
  CHECK(due_at(hour(15)) == Lines{first, second});
  CHECK(remind({first, second}, hour(15)));
  CHECK(due_at(hour(32)) == Lines{second});  // 15 + 13 + 4
  CHECK(due_at(hour(33)) == Lines{first, second});
  CHECK(remind({first, second}, hour(200)));
  CHECK(due_at(hour(367)) == Lines{});
  CHECK(due_at(hour(368)) == Lines{first, second});  // at most a week
}

TEST_CASE("reminders are gathered: at most one an hour") {
  constexpr Duration after = std::chrono::hours(2);
  Office office;
  const std::string first = office.hold({.at = hour(1), .release = policy::Release::review});
  const std::string second =
      office.hold({.at = hour(1) + std::chrono::minutes(9), .release = policy::Release::review}, {"adi@toko.example"});
  CHECK(sure(office.desk().remind({first}, "reviewers@ours.example", hour(3), after)));
  CHECK(sure(office.desk().to_remind(hour(3) + std::chrono::minutes(30), after, 10)).empty());
  CHECK(references(sure(office.desk().to_remind(hour(4), after, 10))) == Lines{second});
}

TEST_CASE("mail is returned when its time is over, and not again where that did not work") {
  Office office;
  const std::string old = office.hold({.at = hour(1)});
  office.hold({.at = hour(5)}, {"adi@toko.example"});
  CHECK(sure(office.desk().expire(hour(4), hour(9))) == 1);
  CHECK(sure(office.desk().expire(hour(4), hour(9))) == 0);
  const QueueRequest request = office.begun(hour(9));
  CHECK(request.kind == RequestKind::give_back);
  CHECK(request.by == by_expiry);
  CHECK(sure(office.desk().put_off(request.id, "no", {}, hour(9))));
  CHECK(sure(office.desk().expire(hour(4), hour(10))) == 0);
  office.ask(What::discard, old, "citra", hour(10));
  CHECK(sure(office.desk().expire(hour(6), hour(10))) == 1);
  const auto due = sure(office.desk().due("mx1", hour(10), 10));
  REQUIRE(due.size() == 2);
  CHECK(sure(office.desk().keep_original(due[1].request.id, "Subject: x")));
  CHECK(sure(office.desk().finish(due[1].request.id, hour(11))));
  CHECK(office.notices().back() == "expired to budi@ours.example by expiry [Subject: x]");
}
