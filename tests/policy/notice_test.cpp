// What programs write for a salesperson by themselves: it goes unasked as long as it answers something.
#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

Time now() { return moment("2026-11-30 03:00"); }  // outside all hours

Touch sent_notice(Time at, Notice what) {
  Touch touch{at, TouchKind::notice, "budi", false, "ref"};
  touch.details.note = to_string(what);
  return touch;
}

Outgoing notice(Notice what) {
  Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
  message.content.given = true;
  message.content.notice = what;
  return message;
}

Decision decide_notice(const std::vector<Touch>& log, Notice what = Notice::receipt) {
  return decide(full_policy(), notice(what), std::vector{history(log)}, now());
}

}  // namespace

TEST_CASE("a notice that answers a message is accepted, asks no rule, and is no answer") {
  const Decision decision = decide_notice({reply(now() - hours(1), "budi")}, Notice::absence);
  CHECK(decision.notice == Notice::absence);
  CHECK(decision.verdict == Verdict::accept);
  CHECK(decision.findings.empty());
  CHECK(decision.answers == std::vector{false});
  CHECK(decision.next_allowed == now());
}

TEST_CASE("each message of the prospect frees one notice of each kind, for two weeks") {
  struct Row {
    std::vector<Touch> log;
    bool want;
  };
  const Touch wrote = reply(now() - days(2), "budi");
  const Touch wrote_again = reply(now() - days(1), "budi");
  const Touch receipt = sent_notice(now() - hours(2), Notice::receipt);
  const std::vector<Row> table{
      {{}, false},
      {{contact(now() - days(9), "budi")}, false},
      {{reply(now() - days(14), "budi")}, false},
      {{reply(now() - days(14) + hours(1), "budi")}, true},
      {{wrote, contact(now() - hours(3), "budi", true)}, true},
      {{wrote, receipt}, false},
      {{wrote, sent_notice(now() - hours(2), Notice::absence)}, true},
      {{wrote, wrote_again, receipt}, true},
      {{wrote, wrote_again, receipt, receipt}, false},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    INFO(i);
    CHECK(decide_notice(table[i].log).notice.has_value() == table[i].want);
  }
}

TEST_CASE("what answers nothing, or goes to several, is judged as any other mail") {
  CHECK(decide_notice({contact(now() - hours(3), "budi")}).rule_names() == "gap,hours");
  Outgoing message = notice(Notice::receipt);
  message.recipients.push_back(recipient("adi@acme.example"));
  const std::vector known{history({reply(now() - days(2), "budi")}), history({reply(now() - days(2), "budi")})};
  CHECK(decide(full_policy(), message, known, now()).verdict == Verdict::hold);
}
