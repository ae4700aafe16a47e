// Where a prospect stands, and why.
#include "policy/stage.h"
#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

TEST_CASE("the stage is the first that holds, and says why") {
  const Time now = moment("2026-11-30 10:00");
  const auto touch = [&](int age, TouchKind kind) { return Touch{now - days(age), kind, "budi", false, ""}; };
  Touch asking = touch(9, TouchKind::contact);
  asking.imprint.purpose = std::string(permission_purpose);
  struct Row {
    std::vector<Touch> log;
    std::string want;
    std::string want_why;
  };
  const std::vector<Row> table{
      {{}, "new", "no contact yet"},
      {{touch(2, TouchKind::contact)}, "new", "1 unanswered, no sign yet"},
      {{touch(3, TouchKind::contact), touch(2, TouchKind::contact), touch(1, TouchKind::contact)},
       "cold",
       "3 unanswered and no sign, cold from 3"},
      {{touch(3, TouchKind::open)}, "reader", "gave a sign on 2026-11-27 10:00 WIB, never replied"},
      {{touch(30, TouchKind::reply)}, "engaged", "replied on 2026-10-31 10:00 WIB, awaits an answer"},
      {{touch(13, TouchKind::reply), touch(12, TouchKind::contact)},
       "engaged",
       "replied on 2026-11-17 10:00 WIB, less than 14 days ago"},
      {{touch(14, TouchKind::reply), touch(12, TouchKind::contact)},
       "interested",
       "replied on 2026-11-16 10:00 WIB, silent since"},
      {{touch(14, TouchKind::call)}, "interested", "talked on 2026-11-16 10:00 WIB, silent since"},
      {{touch(89, TouchKind::order), touch(1, TouchKind::reply)}, "customer", "newest order 2026-09-02 10:00 WIB"},
      {{touch(90, TouchKind::order)}, "dormant", "newest order 2026-09-01 10:00 WIB, 90 days or longer ago"},
      {{asking}, "stopped", "permission to go on was asked for on 2026-11-21 10:00 WIB, no answer since"},
      {{touch(1, TouchKind::order), touch(0, TouchKind::opt_out)},
       "stopped",
       "do not contact since 2026-11-30 10:00 WIB: opt-out"},
  };
  for (const Row& row : table) {
    const StageAnswer answer = stage_of({}, history(row.log), now, &zone("Asia/Jakarta"));
    CHECK(to_string(answer.stage) == row.want);
    CHECK(answer.why == row.want_why);
  }
  ProspectHistory told = history({});
  told.facts.stage = Stage::customer;
  CHECK(stage_of({}, told, now).why == "set by hand");
}
