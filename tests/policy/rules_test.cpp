// The kinds of rules beside the first four: each objects where it should, passes where it should, and says when it
// will.
#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

Time now() { return moment("2026-11-30 10:00"); }  // a Monday

const std::string offer = "our new prices for the coming year are lower than those of last year and the year before";

Touch event(Time at, TouchKind kind, std::optional<Slot> slot = {}) {
  Touch touch{at, kind, "budi", false, ""};
  touch.details.slot = slot;
  return touch;
}

/// A mail that was sent, of this purpose and text.
Touch sent(Time at, const std::string& by, const std::string& purpose = {}, const std::string& text = {}) {
  Touch touch = contact(at, by);
  touch.imprint.purpose = purpose;
  touch.imprint.sketch = mail::sketch_of(text, {});
  return touch;
}

struct World {
  Policy policy = bare_policy();
  Outgoing message = mail_from("budi", {recipient("ani@acme.example", "acme.example")});
  std::vector<Touch> log;
  ProspectFacts facts;
  SenderHistory sender;
  Time at = now();

  explicit World(std::vector<Rule> rules) {
    policy.rules = std::move(rules);
    message.content.given = message.content.readable = true;
    message.content.words = 50;
  }
  Decision decide() const {
    ProspectHistory known = history(log);
    known.facts = facts;
    Histories histories(std::vector{known});
    histories.sender = sender;
    return policy::decide(policy, message, histories, at);
  }
  bool objects() const { return !decide().findings.empty(); }
  std::string next() const { return show(decide().next_allowed); }
};

template <class T>
T facts_of(const Decision& decision) {
  REQUIRE(decision.findings.size() == 1);
  REQUIRE(std::holds_alternative<T>(decision.findings[0].facts));
  return std::get<T>(decision.findings[0].facts);
}

Slot slot(const std::string& from, const std::string& to) { return {moment(from), moment(to)}; }

}  // namespace

TEST_CASE("stop-after lets one mail ask for permission, and silence after it ends it") {
  World world({rule("stop", StopAfter{4, true})});
  for (int i = 0; i < 4; ++i) world.log.push_back(contact(now() - days(40 - i), "budi"));
  CHECK(facts_of<StopFacts>(world.decide()).permission_left);
  world.message.content.imprint.purpose = "permission";
  CHECK_FALSE(world.objects());
  world.log.push_back(sent(now() - days(20), "budi", "permission"));
  const auto asked = facts_of<StopFacts>(world.decide());
  CHECK(asked.asked == now() - days(20));
  CHECK_FALSE(asked.permission_left);
  CHECK(world.next() == "never");
  world.log.push_back(event(now() - days(1), TouchKind::permission_granted));
  CHECK_FALSE(world.objects());
}

TEST_CASE("do-not-contact is for good, but a later reply may be answered") {
  World world({rule("never", DoNotContactRule{}, Action::reject, Release::review)});
  world.log = {contact(now() - days(9), "budi"), reply(now() - days(8), "budi"),
               event(now() - days(8), TouchKind::opt_out_wish)};
  CHECK(facts_of<DoNotContactFacts>(world.decide()).entry.why == TouchKind::opt_out_wish);
  CHECK(world.next() == "never");
  world.log.push_back(reply(now() - days(1), "budi"));
  CHECK_FALSE(world.objects());
}

TEST_CASE("a doubtful wish makes mail wait for a review, whatever the rule does; a later reply may be answered") {
  struct Row {
    Action action;
    Action want;
  };
  for (const Row& row :
       {Row{Action::reject, Action::hold}, Row{Action::hold, Action::hold}, Row{Action::tag, Action::tag}}) {
    World world({rule("never", DoNotContactRule{}, row.action, Release::when_allowed)});
    world.log = {reply(now() - days(8), "budi"), event(now() - days(8), TouchKind::doubtful_wish)};
    const Decision decision = world.decide();
    REQUIRE(decision.findings.size() == 1);
    CHECK(decision.findings[0].action == row.want);
    CHECK(decision.release == Release::review);
    CHECK_FALSE(decision.next_allowed);
    world.log.push_back(reply(now() - days(1), "budi"));
    CHECK_FALSE(world.objects());
    world.log.push_back(contact(now() - hours(2), "budi", true));
    CHECK(world.objects());
    world.log.push_back(event(now() - hours(1), TouchKind::allowed));
    CHECK_FALSE(world.objects());
  }
}

TEST_CASE("what changes or cancels an invitation that was sent passes gap and hours, and no other rule") {
  World world({rule("gap", default_gap()), rule("hours", TimeOfDay{}), rule("stop", StopAfter{1})});
  world.at = moment("2026-12-01 03:00");
  Touch invitation = contact(world.at - hours(3), "budi");
  invitation.imprint.marks = {mark_of("calendar demo-1")};
  world.log = {invitation};
  world.message.content.given = true;
  world.message.content.event = mark_of("calendar demo-1");
  CHECK(world.decide().rule_names() == "stop");
  world.message.content.event = mark_of("calendar demo-2");
  CHECK(world.decide().rule_names() == "gap,hours,stop");
  world.message.content.event.reset();
  CHECK(world.decide().rule_names() == "gap,hours,stop");
}

TEST_CASE("the agreed slot opens gap and hours, not the floor; before it mail waits") {
  World world(
      {rule("gap", default_gap()), rule("hours", TimeOfDay{}), rule("slot", Commitment{Commitment::Asks::slot})});
  world.log = {contact(now() - hours(3), "budi"),
               event(now() - hours(2), TouchKind::commitment, slot("2026-11-30 19:00", "2026-11-30 20:00"))};
  CHECK(world.next() == "Mon 2026-11-30 19:00:00 WIB");
  world.at = moment("2026-11-30 19:30");
  CHECK_FALSE(world.objects());
  world.log.insert(world.log.begin() + 1, contact(moment("2026-11-30 19:29"), "budi"));
  std::swap(world.log[1], world.log[2]);
  CHECK(facts_of<GapFacts>(world.decide()).required == hours(2));
}

TEST_CASE("what prepares an agreed meeting may go before it") {
  using Before = Commitment::Before;
  struct Row {
    const char* of;
    Before before;
    bool follows;
    bool want;  // it objects
  };
  const Row table[] = {
      {"a reply or a quote", Before::thread, true, false},
      {"a mail of its own", Before::thread, false, true},
      {"any mail", Before::any, false, false},
      {"a reply where nothing may go", Before::none, true, true},
  };
  for (const Row& row : table) {
    INFO(row.of);
    World world({rule("slot", Commitment{Commitment::Asks::slot, row.before})});
    world.log = {contact(now() - hours(30), "budi"),
                 event(now() - hours(29), TouchKind::commitment, slot("2026-12-02 19:00", "2026-12-02 20:00"))};
    world.message.content.follows = row.follows;
    CHECK(world.objects() == row.want);
    if (row.want) CHECK(world.next() == "Wed 2026-12-02 19:00:00 WIB");
  }
}

TEST_CASE("a follow-up without an agreed next step is advised to ask for one") {
  World world({rule("ask", Commitment{Commitment::Asks::agreement}, Action::tag)});
  CHECK_FALSE(world.objects());
  world.log = {contact(now() - days(9), "budi")};
  CHECK_FALSE(facts_of<CommitmentFacts>(world.decide()).slot);
  CHECK(world.next() == "Mon 2026-11-30 10:00:00 WIB");
  world.log.push_back(event(now() - days(8), TouchKind::commitment, slot("2026-12-01 10:00", "2026-12-01 11:00")));
  CHECK_FALSE(world.objects());
}

TEST_CASE("a purpose has its window, told by its events, and its clock passes the waits of a gap") {
  PurposeRule payment;
  payment.purposes = {"payment"};
  payment.start = {{TouchKind::checkout, hours(4)}};
  payment.end = {{TouchKind::checkout, hours(6)}};
  payment.unless = {TouchKind::payment};
  World world({rule("payment", payment), rule("gap", default_gap())});
  world.message.content.imprint.purpose = "payment";
  CHECK(facts_of<PurposeFacts>(world.decide()).missing == TouchKind::checkout);
  CHECK(world.next() == "never");
  world.log = {contact(now() - days(1), "budi"), event(now() - hours(3), TouchKind::checkout)};
  CHECK(world.next() == "Mon 2026-11-30 11:00:00 WIB");
  world.at = moment("2026-11-30 11:00");
  CHECK_FALSE(world.objects());
  world.at = moment("2026-11-30 13:00");
  CHECK(world.objects());
  CHECK(world.next() == "never");
  world.log.push_back(event(now() - hours(1), TouchKind::payment));
  world.at = moment("2026-11-30 11:30");
  CHECK(std::get<PurposeFacts>(world.decide().findings.at(0).facts).settled == TouchKind::payment);
}

TEST_CASE("of the purposes that run alone, one runs at a time") {
  PurposeRule classes;
  classes.purposes = {"promotion", "feedback"};
  classes.alone = days(7);
  World world({rule("alone", classes)});
  world.log = {sent(now() - days(2), "budi", "feedback")};
  CHECK_FALSE(world.objects());
  world.message.content.imprint.purpose = "feedback";
  CHECK_FALSE(world.objects());
  world.message.content.imprint.purpose = "promotion";
  CHECK(facts_of<PurposeFacts>(world.decide()).running == "feedback");
  CHECK(world.next() == "Sat 2026-12-05 10:00:00 WIB");
}

TEST_CASE("volume counts distinct prospects of a salesperson in a rolling window") {
  World world({rule("volume", Volume{Volume::Per::salesperson, 2, hours(24)})});
  world.sender.sent = {{now() - hours(1), "b@x.example", {}},
                       {now() - hours(2), "b@x.example", {}},
                       {now() - hours(3), "ani@acme.example", {}}};
  CHECK_FALSE(world.objects());
  world.sender.sent.push_back({now() - hours(5), "c@x.example", {}});
  CHECK(facts_of<VolumeFacts>(world.decide()).count == 3);
  CHECK(world.next() == "Tue 2026-12-01 05:00:00 WIB");
  world.message.recipients.resize(1);
  world.policy.rules = {rule("volume", Volume{Volume::Per::prospect, 2, hours(24)})};
  world.log = {contact(now() - hours(9), "sari"), contact(now() - hours(7), "budi")};
  CHECK(facts_of<VolumeFacts>(world.decide()).count == 3);
  CHECK(world.next() == "Tue 2026-12-01 01:00:00 WIB");
}

TEST_CASE("texts are compared: with what this prospect got, with what others sent, and with what many got") {
  World world({rule("repeat", Repeat{80}, Action::tag)});
  world.message.content.imprint.sketch = mail::sketch_of(offer, {});
  world.log = {sent(now() - days(3), "sari", "", offer),
               sent(now() - days(2), "budi", "", "something else entirely, you know")};
  CHECK(facts_of<RepeatFacts>(world.decide()).similar == 100);
  world.policy.rules = {rule("copy", DuplicateSender{days(30), Scope::address, 80})};
  CHECK(facts_of<DuplicateFacts>(world.decide()).other == "sari");
  CHECK(world.next() == "Sun 2026-12-27 10:00:00 WIB");
  world.policy.rules = {rule("broadcast", Broadcast{80, 3, hours(24)})};
  world.sender.sent = {{now() - hours(1), "b@x.example", mail::sketch_of(offer, {})}};
  CHECK_FALSE(world.objects());
  world.sender.sent.push_back({now() - hours(2), "c@x.example", mail::sketch_of(offer, {})});
  CHECK(facts_of<BroadcastFacts>(world.decide()).prospects == 3);
  CHECK(world.next() == "Tue 2026-12-01 08:00:00 WIB");
}

TEST_CASE("who is in charge may write, nobody else may; a team's prospect is its members'") {
  World world({rule("one", DuplicateSender{days(30)})});
  world.log = {contact(now() - days(3), "sari")};
  world.facts.owner = Owner{"budi", Owner::How::by_hand, now()};
  CHECK_FALSE(world.objects());
  world.facts.owner->salesperson = "tono";
  CHECK(facts_of<DuplicateFacts>(world.decide()).assigned);
  CHECK(world.next() == "never");
  world.facts.owner.reset();
  world.log.clear();
  world.policy.prospects.back().team = "south";
  world.policy.organisation.teams = {{"south", {"sari"}}};
  CHECK(facts_of<DuplicateFacts>(world.decide()).team);
  world.policy.organisation.teams[0].members.emplace_back("budi");
  CHECK_FALSE(world.objects());
  world.log = {event(now() - days(1), TouchKind::call)};
  world.log[0].salesperson.clear();
  CHECK_FALSE(world.objects());
}

TEST_CASE("a phrase is counted over the last mails") {
  World world({rule("nudge", Phrase{"nudge", 2, 3})});
  world.message.content.phrases = {{"nudge", "sudah dicek"}};
  world.log = {contact(now() - days(9), "budi"), contact(now() - days(8), "budi"), contact(now() - days(7), "budi")};
  world.log[0].imprint.phrases = {mark_of("nudge")};
  CHECK_FALSE(world.objects());
  world.log[1].imprint.phrases = {mark_of("nudge")};
  CHECK(facts_of<PhraseFacts>(world.decide()).uses == 2);
}

TEST_CASE("a follow-up brings something new, names people, has a length and says what it follows") {
  World world({rule("value", Value{}), rule("personal", Personal{}), rule("length", Length{20, 200}),
               rule("context", Context{})});
  world.message.content.spoken = {"acme", "budi"};
  world.message.content.imprint.marks = {1};
  CHECK(world.decide().rule_names().empty());
  world.log = {contact(now() - days(9), "budi")};
  world.log[0].imprint.subject = "harga printer";
  world.log[0].imprint.marks = {1};
  CHECK(world.decide().rule_names() == "value,context");
  world.message.content.imprint.marks = {1, 2};
  world.message.content.imprint.subject = "soal harga printer";
  CHECK(world.decide().rule_names().empty());
  world.message.content.words = 19;
  world.message.content.spoken = {"halo"};
  CHECK(world.decide().rule_names() == "personal,length");
  world.log.push_back(reply(now() - days(2), "budi"));
  CHECK(world.decide().rule_names().empty());  // answers pass
}

TEST_CASE("enough signs make a finding of their own") {
  World world(
      {rule("signs", Signs{2}), rule("length", Length{60, 200}, Action::tag), rule("names", Personal{}, Action::tag)});
  CHECK(world.decide().rule_names() == "signs,length,names");
  world.policy.rules[2].overridable = true;
  world.policy.overrides = {"", 1, days(30)};
  world.message.content.override_reason = "asked by phone";
  CHECK(world.decide().rule_names() == "length");
  CHECK(world.decide().overridden.size() == 1);
}

TEST_CASE("a decision knows how many overrides are left where one would let the mail pass") {
  World world({rule("hours", TimeOfDay{}), rule("length", Length{60, 200}, Action::tag)});
  world.at = moment("2026-11-29 10:00");
  world.policy.overrides = {"urgent", 3, days(30)};
  CHECK(world.decide().overrides_left == 0);
  world.policy.rules[0].overridable = true;
  CHECK(world.decide().overrides_left == 3);
  world.sender.overrides = {world.at - days(2), world.at - days(30)};
  CHECK(world.decide().overrides_left == 2);
  world.policy.rules.push_back(rule("stop", StopAfter{0}, Action::reject));
  CHECK(world.decide().overrides_left == 0);
  world.policy.rules.back().overridable = true;
  CHECK(world.decide().overrides_left == 2);
  world.message.content.override_reason = "asked by phone";
  CHECK(world.decide().overrides_left == 0);
  world.message.content.override_reason.clear();
  world.policy.rules = {rule("length", Length{60, 200}, Action::tag)};
  world.policy.rules[0].overridable = true;
  CHECK(world.decide().overrides_left == 0);
}

TEST_CASE("an override passes what may be overridden, as often as allowed") {
  World world({rule("hours", TimeOfDay{})});
  world.policy.rules[0].overridable = true;
  world.policy.overrides = {"urgent", 1, days(30)};
  world.message.content.override_reason = "server down";
  world.at = moment("2026-11-29 10:00");
  CHECK(world.decide().verdict == Verdict::accept);
  CHECK(world.decide().overridden.size() == 1);
  world.sender.overrides = {world.at - days(2)};
  CHECK(world.objects());
  CHECK(world.decide().override_spent);
  world.sender.overrides = {world.at - days(30)};
  CHECK_FALSE(world.objects());
  world.policy.overrides.limit = 0;
  CHECK(world.objects());
  CHECK_FALSE(world.decide().override_spent);
}

TEST_CASE("an override is needed for each prospect, and passes nothing where it would cover too many") {
  World world({rule("hours", TimeOfDay{})});
  world.policy.rules[0].overridable = true;
  world.policy.overrides = {"urgent", 4, days(30), 2};
  world.message.content.override_reason = "server down";
  world.at = moment("2026-11-29 10:00");
  const auto decide_for = [&](int prospects) {
    Outgoing message = world.message;
    Histories histories;
    histories.sender = world.sender;
    for (int i = 0; i < prospects; ++i) {
      message.recipients.push_back(message.recipients.front());
      message.recipients.back().key = std::to_string(i) + "@acme.example";
    }
    message.recipients.erase(message.recipients.begin());
    histories.prospects.resize(message.recipients.size());
    return decide(world.policy, message, histories, world.at);
  };
  const Decision two = decide_for(2);
  CHECK(two.verdict == Verdict::accept);
  CHECK(two.overridden_prospects() == 2);
  CHECK_FALSE(two.override_refused());
  const Decision three = decide_for(3);
  CHECK(three.rule_names() == "hours");
  CHECK(three.findings.size() == 3);
  CHECK(three.overridden.empty());
  CHECK(three.overrides_needed == 3);
  CHECK_FALSE(three.override_spent);
  CHECK(three.next_allowed > world.at);
  world.sender.overrides = {world.at - days(1), world.at - days(2), world.at - days(2)};
  const Decision few = decide_for(2);
  CHECK(few.rule_names() == "hours");
  CHECK(few.override_spent);
  CHECK(few.overrides_left == 1);
  CHECK(decide_for(1).verdict == Verdict::accept);
}

TEST_CASE("a rule about a text that cannot be read says so, once, and the rest judge") {
  World world({rule("length", Length{60, 200}), rule("hours", TimeOfDay{}), rule("nudge", Phrase{"nudge", 1, 1})});
  world.message.content.readable = false;
  world.message.content.why_unreadable = "text of unknown charset";
  world.message.recipients.push_back(recipient("eko@acme.example"));
  Histories histories(std::vector{history({}), history({})});
  const Decision decision = decide(world.policy, world.message, histories, moment("2026-11-29 10:00"));
  CHECK(decision.untold ==
        std::vector<Untold>{{"length", "text of unknown charset"}, {"nudge", "text of unknown charset"}});
  CHECK(decision.rule_names() == "hours");
  world.message.content.given = false;
  CHECK(decide(world.policy, world.message, histories, now()).untold.empty());
}

TEST_CASE("busy hours close, agreed exceptions open, absence closes, and the strict tier wants both audiences' hours") {
  World world({rule("hours", TimeOfDay{})});
  world.facts.busy[1] = {{clock_minute(8, 30), clock_minute(11)}};
  CHECK(facts_of<HoursFacts>(world.decide()).busy);
  CHECK(world.next() == "Mon 2026-11-30 11:00:00 WIB");
  world.facts.open[1] = {{clock_minute(10), clock_minute(10, 30)}};
  CHECK_FALSE(world.objects());
  world.log = {event(now() - days(1), TouchKind::absence, Slot{now() - days(1), moment("2026-12-03 00:00")})};
  CHECK(facts_of<HoursFacts>(world.decide()).away_until == moment("2026-12-03 00:00"));
  CHECK(world.next() == "Thu 2026-12-03 09:00:00 WIB");
  world.log.clear();
  world.facts = {};
  world.facts.strict = true;
  CHECK(facts_of<HoursFacts>(world.decide()).audience == Audience::consumer);
  CHECK(world.next() == "Mon 2026-11-30 11:00:00 WIB");
  world.facts = {};
  world.facts.audience = Audience::consumer;
  world.at = moment("2026-11-30 21:00");
  CHECK(world.next() == "Tue 2026-12-01 11:00:00 WIB");
}

TEST_CASE("a rule for a stage applies while the stage lasts") {
  World world({rule("live", default_gap()), rule("cool", Gap{hours(2), hours(24), {days(21)}})});
  world.policy.rules[0].when.stage = {Stage::engaged};
  world.policy.rules[1].when.stage = {Stage::interested};
  world.log = {reply(now() - days(12), "budi"), contact(now() - days(1), "budi")};
  CHECK(world.decide().rule_names() == "live");
  CHECK(world.next() == "Sun 2026-12-20 10:00:00 WIB");  // not live any more when the first gap ends
  world.policy.rules[1].when.purpose = {"none"};
  CHECK(world.next() == "Sun 2026-12-20 10:00:00 WIB");
  world.policy.rules[1].when.purpose = {"payment"};
  CHECK(world.next() == "Wed 2026-12-02 10:00:00 WIB");
}
