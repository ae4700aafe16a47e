// What each kind of touch does to the summary.
#include "fixture.h"
#include "policy/names.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

Time start() { return moment("2026-11-02 10:00"); }

Touch touch(int day, TouchKind kind, const std::string& by = "budi") {
  return {start() + days(day), kind, by, false, ""};
}

std::string dnc(const History& history) {
  return history.do_not_contact ? std::string(to_string(history.do_not_contact->why)) : "none";
}

}  // namespace

TEST_CASE("each kind of touch changes what it is documented to change") {
  struct Row {
    TouchKind kind;
    int want_unanswered;  // of two mails and this touch
    bool want_awaits;
    std::string want_newest;  // channel of the newest contact
    std::string want_dnc;
  };
  const std::vector<Row> table{
      {TouchKind::contact, 3, false, "contact", "none"},
      {TouchKind::reply, 0, true, "contact", "none"},
      {TouchKind::call, 1, false, "call", "none"},
      {TouchKind::meeting, 1, false, "meeting", "none"},
      {TouchKind::chat, 3, false, "chat", "none"},
      {TouchKind::sms, 3, false, "sms", "none"},
      {TouchKind::open, 2, false, "contact", "none"},
      {TouchKind::click, 2, false, "contact", "none"},
      {TouchKind::checkout, 2, false, "contact", "none"},
      {TouchKind::order, 2, false, "contact", "none"},
      {TouchKind::payment, 2, false, "contact", "none"},
      {TouchKind::delivery, 2, false, "contact", "none"},
      {TouchKind::expiry, 2, false, "contact", "none"},
      {TouchKind::commitment, 2, false, "contact", "none"},
      {TouchKind::permission_granted, 0, false, "contact", "none"},
      {TouchKind::permission_refused, 2, false, "contact", "permission-refused"},
      {TouchKind::opt_out, 2, false, "contact", "opt-out"},
      {TouchKind::complaint, 2, false, "contact", "complaint"},
      {TouchKind::note, 2, false, "contact", "none"},
      {TouchKind::absence, 2, false, "contact", "none"},
      {TouchKind::soft_bounce, 2, false, "contact", "none"},
      {TouchKind::hard_bounce, 2, false, "contact", "hard-bounce"},
      {TouchKind::opt_out_wish, 2, false, "contact", "opt-out-wish"},
      {TouchKind::blocked, 2, false, "contact", "blocked"},
      {TouchKind::allowed, 2, false, "contact", "none"},
      {TouchKind::receipt, 2, false, "contact", "none"},
      {TouchKind::calendar_answer, 2, false, "contact", "none"},
      {TouchKind::doubtful_wish, 2, false, "contact", "doubtful-wish"},
      {TouchKind::notice, 2, false, "contact", "none"},
      {TouchKind::unverified, 2, false, "contact", "none"},
  };
  REQUIRE(table.size() + 2 == names_of<TouchKind>().size());  // two numbers stand for no kind
  for (const Row& row : table) {
    INFO(to_string(row.kind));
    const History history =
        fold(std::vector{touch(0, TouchKind::contact), touch(1, TouchKind::contact), touch(2, row.kind)});
    CHECK(history.unanswered == row.want_unanswered);
    CHECK(history.awaits == row.want_awaits);
    CHECK(to_string(history.newest_contact->channel) == row.want_newest);
    CHECK(dnc(history) == row.want_dnc);
  }
}

TEST_CASE("events keep their newest moment; an expiry its own, an absence its end") {
  const Slot slot{start() + days(30), start() + days(31)};
  const std::vector<TouchKind> kinds{TouchKind::open,   TouchKind::meeting,    TouchKind::checkout,
                                     TouchKind::order,  TouchKind::payment,    TouchKind::delivery,
                                     TouchKind::expiry, TouchKind::commitment, TouchKind::absence};
  std::vector<Touch> log;
  for (int day = 0; day < 2; ++day) {
    for (const TouchKind kind : kinds) {
      log.push_back(touch(day, kind));
      log.back().details.slot = slot;
    }
  }
  const History history = fold(log);
  const Time newest = start() + days(1);
  CHECK(history.newest_sign == newest);
  CHECK(history.newest_live == newest);
  CHECK(history.newest_checkout == newest);
  CHECK(history.newest_order == newest);
  CHECK(history.newest_payment == newest);
  CHECK(history.newest_delivery == newest);
  CHECK(history.newest_expiry == slot.from);
  CHECK(history.commitment == slot);
  CHECK(history.away_until == slot.to);
}

TEST_CASE("who writes again is back; a call or a receipt does not say so") {
  const auto until = [](TouchKind kind) {
    Touch away = touch(0, TouchKind::absence);
    away.details.slot = Slot{start(), start() + days(30)};
    return fold(std::vector{away, touch(3, kind)}).away_until;
  };
  CHECK(until(TouchKind::reply) == std::nullopt);
  for (const TouchKind kind : {TouchKind::contact, TouchKind::call, TouchKind::receipt, TouchKind::calendar_answer}) {
    CHECK(until(kind) == start() + days(30));
  }
}

TEST_CASE("soft bounces count in a row, until a sign that mail arrives") {
  const auto after = [](TouchKind kind) {
    return fold(std::vector{touch(0, TouchKind::soft_bounce), touch(1, TouchKind::soft_bounce), touch(2, kind)});
  };
  for (const TouchKind kind : {TouchKind::reply, TouchKind::open, TouchKind::click, TouchKind::receipt,
                               TouchKind::calendar_answer, TouchKind::absence, TouchKind::allowed}) {
    INFO(to_string(kind));
    CHECK(after(kind).soft_bounces == 0);
  }
  for (const TouchKind kind : {TouchKind::contact, TouchKind::call, TouchKind::note, TouchKind::hard_bounce}) {
    INFO(to_string(kind));
    CHECK(after(kind).soft_bounces == 2);
  }
  CHECK(after(TouchKind::soft_bounce).soft_bounces == 3);
}

TEST_CASE("a sign of life is a sign, and no reply") {
  const TouchKind kind = GENERATE(TouchKind::receipt, TouchKind::calendar_answer);
  const History history = fold(std::vector{touch(0, TouchKind::contact), touch(1, kind)});
  CHECK(history.newest_sign == start() + days(1));
  CHECK(history.newest_reply == std::nullopt);
  CHECK_FALSE(history.awaits);
}

TEST_CASE("notices of ours are kept by what they are, up to their bound") {
  std::vector<Touch> log;
  for (int i = 0; i < 20; ++i) {
    log.push_back(touch(i, TouchKind::notice));
    log.back().details.note = i == 19 ? "absence" : i == 18 ? "something else" : "receipt";
  }
  const History history = fold(log);
  REQUIRE(history.notices.size() == most_past_notices);
  CHECK(history.notices.front() == PastNotice{start() + days(4), Notice::receipt});
  CHECK(history.notices.back() == PastNotice{start() + days(19), Notice::absence});
  CHECK(history.people.empty());
}

TEST_CASE("whom many of us write to and who never replies looks like no prospect") {
  std::vector<Touch> log;
  for (const char* name : {"budi", "citra", "dewi", "eko"}) log.push_back(touch(0, TouchKind::contact, name));
  const Time now = start() + days(29);
  CHECK(writers_without_reply(fold(log), now) == 4);
  CHECK(writers_without_reply(fold(log), start() + days(30)) == 0);
  CHECK(writers_without_reply(fold(std::span(log).first(2)), now) == 0);
  log.push_back(touch(1, TouchKind::reply));
  CHECK(writers_without_reply(fold(log), now) == 0);
}

TEST_CASE("a permission stands asked until a reply, a talk or a grant") {
  Touch asking = touch(1, TouchKind::contact);
  asking.imprint.purpose = std::string(permission_purpose);
  const auto stands = [&](TouchKind kind) {
    return fold(std::vector{asking, touch(2, kind)}).permission_asked.has_value();
  };
  CHECK(stands(TouchKind::contact));
  CHECK(stands(TouchKind::open));
  CHECK_FALSE(stands(TouchKind::reply));
  CHECK_FALSE(stands(TouchKind::call));
  CHECK_FALSE(stands(TouchKind::permission_granted));
  CHECK_FALSE(stands(TouchKind::allowed));
}

TEST_CASE("the first wish to stop keeps its date, anything firmer replaces what is weaker") {
  const auto after = [](std::vector<TouchKind> kinds) {
    std::vector<Touch> log;
    for (const TouchKind kind : kinds) log.push_back(touch(static_cast<int>(log.size()), kind));
    return dnc(fold(log));
  };
  CHECK(after({TouchKind::opt_out, TouchKind::complaint}) == "opt-out");
  CHECK(after({TouchKind::opt_out_wish, TouchKind::complaint}) == "complaint");
  CHECK(after({TouchKind::opt_out_wish, TouchKind::opt_out_wish}) == "opt-out-wish");
  CHECK(after({TouchKind::hard_bounce, TouchKind::opt_out_wish}) == "opt-out-wish");
  CHECK(after({TouchKind::hard_bounce, TouchKind::opt_out}) == "opt-out");
  CHECK(after({TouchKind::opt_out, TouchKind::hard_bounce}) == "opt-out");
  CHECK(after({TouchKind::doubtful_wish, TouchKind::hard_bounce}) == "hard-bounce");
  CHECK(after({TouchKind::doubtful_wish, TouchKind::opt_out_wish}) == "opt-out-wish");
  CHECK(after({TouchKind::opt_out_wish, TouchKind::doubtful_wish}) == "opt-out-wish");
  CHECK(after({TouchKind::doubtful_wish, TouchKind::allowed}) == "none");
  CHECK(after({TouchKind::permission_refused, TouchKind::permission_granted}) == "none");
  CHECK(after({TouchKind::opt_out, TouchKind::permission_granted}) == "opt-out");
  CHECK(after({TouchKind::blocked, TouchKind::allowed}) == "none");
}

TEST_CASE("mails, marks and replies are kept up to their bounds, the newest") {
  std::vector<Touch> log;
  for (int i = 0; i < 300; ++i) {
    log.push_back(touch(i, TouchKind::contact));
    log.back().imprint.marks = {static_cast<std::uint32_t>(i)};
    log.push_back(touch(i, TouchKind::reply));
  }
  const History history = fold(log);
  CHECK(history.mails.size() == most_past_mails);
  CHECK(history.marks.size() == most_past_marks);
  CHECK(history.marks.back() == 299);
  CHECK(history.replies.size() == most_past_replies);
}
