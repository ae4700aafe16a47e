// When mail on hold may go, as it stands now: never a moment that has passed.
#include "service/outlook.h"

#include <catch2/catch.hpp>

#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store::test;
using policy::Release;

namespace {

/// hour(0) on a day of UTC.
Time midnight() { return date::floor<date::days>(hour(0)) + date::days(1); }
Time clock_at(int hours) { return midnight() + std::chrono::hours(hours); }

/// Mail goes from 09:00 to 17:00, on every day; beside that it may have too few words.
policy::Policy policy_with_hours() {
  policy::Policy policy;
  policy.version = "0123456789ab";
  policy.mode = policy::Mode::enforce;
  policy.prospects = {{"*", policy::Audience::business, date::locate_zone("Etc/UTC")}};
  for (auto& day : policy.business.days) day = {{9 * 60, 17 * 60}};
  policy.business.open_on_holidays = true;
  policy.rules = {{"hours", policy::TimeOfDay{}, policy::Action::hold, Release::when_allowed, {}, {}},
                  {"length", policy::Length{20, 200}, policy::Action::hold, Release::review, {}, {}}};
  return policy;
}

struct Row {
  const char* of;
  Release release;
  int next;  // as recorded, hours after midnight
  int now;
  bool with_policy;
  const char* want;
};

std::string text(const service::Outlook& outlook) {
  if (outlook.due) return "due";
  if (!outlook.next_allowed) return "nothing";
  return date::format("%R", date::floor<std::chrono::minutes>(*outlook.next_allowed - midnight()));
}

}  // namespace

TEST_CASE("a moment that has passed is not shown as coming") {
  const Row table[] = {
      {"goes by itself, ahead", Release::when_allowed, 9, 8, true, "09:00"},
      {"goes by itself, come", Release::when_allowed, 9, 9, true, "due"},
      {"waits for a review, ahead", Release::review, 10, 8, true, "09:00"},
      {"waits for a review, come", Release::review, 9, 10, true, "due"},
      {"waits for a review, come, and the hours are over", Release::review, 9, 18, true, "33:00"},
      {"waits for a review, without a policy, ahead", Release::review, 10, 8, false, "10:00"},
      {"waits for a review, without a policy, come", Release::review, 9, 10, false, "nothing"},
  };
  const auto policy = policy_with_hours();
  for (const Row& row : table) {
    INFO(row.of);
    Office office;
    const auto reference = office.hold({clock_at(1), {"hours", "length"}, row.release, clock_at(row.next)});
    const auto message = sure(office.desk().show(reference))->item.message;
    const auto outlook = sure(service::outlook_of(row.with_policy ? &policy : nullptr, message, clock_at(row.now),
                                                  office.desk(), office.store()));
    CHECK(text(outlook) == row.want);
    CHECK(outlook.decision.has_value() == (row.with_policy && row.release == Release::review));
    CHECK(office.record(reference).empty());
    CHECK(office.state(reference) == "held");
  }
}

TEST_CASE("what is not held any more has nothing ahead") {
  Office office;
  const auto reference = office.hold({clock_at(1), {"hours"}, Release::when_allowed, clock_at(9)});
  auto message = sure(office.desk().show(reference))->item.message;
  message.state = store::HeldState::returned;
  const auto policy = policy_with_hours();
  CHECK(text(sure(service::outlook_of(&policy, message, clock_at(8), office.desk(), office.store()))) == "nothing");
}
