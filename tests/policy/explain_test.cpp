// What `jeda explain` says of every rule.
#include <functional>
#include <set>

#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

std::vector<std::string> explained(const Policy& policy, const std::vector<Touch>& log, const std::string& now,
                                   const std::string& prospect = "ani@acme.example") {
  const Outgoing message = mail_from("budi", {recipient(prospect, "acme.example")});
  std::vector<Explanation> explanations;
  decide(policy, message, std::vector{history(log)}, moment(now), &explanations);
  std::vector<std::string> lines;
  for (const Explanation& one : explanations) {
    CHECK(one.prospect == prospect);
    lines.push_back(one.rule + " | " + one.saw + " | " + one.said);
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a first mail in working hours: every rule says why it passes") {
  CHECK(explained(full_policy(), {}, "2026-11-30 10:00") ==
        Lines{
            "gap | no contact yet | passes: nothing of ours stands unanswered",
            "stop | no contact yet | passes: 0 unanswered, the limit is 8",
            "hours | business prospect, Mon 2026-11-30 10:00 WIB | passes: within the hours",
            "one-salesperson | contacts with ani@acme.example: none | passes: nobody else wrote in the last 30 days",
        });
}

TEST_CASE("an answer: every rule says that it is one") {
  const std::vector<Touch> log{contact(moment("2026-11-28 09:00"), "sari"), reply(moment("2026-11-28 20:00"), "budi")};
  CHECK(explained(full_policy(), log, "2026-11-28 20:05") ==
        Lines{
            "gap | 0 unanswered, newest contact 2026-11-28 09:00 WIB by sari, newest reply 2026-11-28 20:00 WIB | "
            "passes: this mail answers a reply",
            "stop | 0 unanswered, newest contact 2026-11-28 09:00 WIB by sari, newest reply 2026-11-28 20:00 WIB | "
            "passes: this mail answers a reply",
            "hours | business prospect, Sat 2026-11-28 20:05 WIB, newest reply 2026-11-28 20:00 WIB | "
            "passes: this mail answers a reply younger than 24 hours",
            "one-salesperson | contacts with ani@acme.example: sari 2026-11-28 09:00 WIB | "
            "passes: the reply was addressed to budi",
        });
}

TEST_CASE("objections carry their facts and the next moment of that rule") {
  std::vector<Touch> log;
  for (int i = 0; i < 8; ++i) log.push_back(contact(moment("2026-12-18 10:00:30") + days(i), "sari"));
  CHECK(explained(full_policy(), log, "2026-12-25 12:00") ==
        Lines{
            "gap | 8 unanswered, newest contact 2026-12-25 10:00:30 WIB by sari | objects: newest contact 1 "
            "hour 59 minutes ago, 14 days asked for; allowed from 2027-01-08 10:00:30 WIB",
            "stop | 8 unanswered, newest contact 2026-12-25 10:00:30 WIB by sari | objects: 8 unanswered, the "
            "limit is 8; only a reply changes that",
            "hours | business prospect, Fri 2026-12-25 12:00 WIB | objects: a holiday, Natal; allowed "
            "from 2026-12-28 09:00 WIB",
            "one-salesperson | contacts with ani@acme.example: sari 2026-12-25 10:00:30 WIB | objects: sari "
            "wrote 1 hour 59 minutes ago, within 30 days; allowed from 2027-01-24 10:00:30 WIB",
        });
}

TEST_CASE("times are the prospect's, and a clock that stepped back is told") {
  const std::vector<Touch> log{contact(moment("2026-11-30 10:00"), "sari")};
  CHECK(explained(policy_with({rule("gap", default_gap())}), log, "2026-11-30 09:30", "eka@toko.example") ==
        Lines{"gap | 1 unanswered, newest contact 2026-11-30 12:00 WIT by sari | objects: newest contact 30 minutes in "
              "the future, the clock was set back, 7 days asked for; allowed from 2026-12-07 12:00 WIT"});
}

TEST_CASE("a rule that is not for this message says so") {
  Policy policy = policy_with({rule("a", StopAfter{8}), rule("b", StopAfter{8}), rule("c", StopAfter{8})});
  policy.rules[0].when.audience = {Audience::consumer};
  policy.rules[1].when.sender = {"sari"};
  policy.rules[2].when.sender = {"budi"};
  CHECK(explained(policy, {}, "2026-11-30 10:00") ==
        Lines{"a | no contact yet | does not apply: not for business prospects",
              "b | no contact yet | does not apply: not for mail from budi",
              "c | no contact yet | passes: 0 unanswered, the limit is 8"});
}

namespace {

Touch past_mail(const std::string& at, const std::string& by, Imprint imprint = {}) {
  Touch touch = contact(moment(at), by);
  touch.imprint = std::move(imprint);
  return touch;
}

Touch told(const std::string& at, TouchKind kind, std::optional<Slot> slot = {}) {
  Touch touch{moment(at), kind, "sari", false, ""};
  touch.details.slot = slot;
  return touch;
}

Imprint text_of(const std::string& text) {
  Imprint imprint;
  imprint.sketch = mail::sketch_of(text, {});
  return imprint;
}

struct Row {
  std::string want;  // "saw | said"
  Kind kind;
  std::vector<Touch> log = {};
  std::function<void(Content&)> write = {};
  std::function<void(ProspectHistory&, Outgoing&)> tell = {};
};

/// A mail of 30 words to ani@acme.example on Monday 2026-11-30 at 10:00.
std::string explained(const Row& row) {
  Outgoing message = mail_from("budi", {recipient("ani@acme.example", "acme.example")});
  message.content.given = message.content.readable = true;
  message.content.words = 30;
  if (row.write) row.write(message.content);
  ProspectHistory known = history(row.log);
  if (row.tell) row.tell(known, message);
  std::vector<Explanation> explanations;
  decide(policy_with({rule("rule", row.kind)}), message, std::vector{known}, moment("2026-11-30 10:00"), &explanations);
  return explanations.at(0).saw + " | " + explanations.at(0).said;
}

const std::string offer = "our cash desks now come with a wide screen and two years of warranty";
Touch silent() { return past_mail("2026-11-20 10:00", "sari"); }
const std::vector<std::string> reminder{"reminder"};
const auto remind = [](Content& content) { content.imprint.purpose = "reminder"; };
const auto use_nudge = [](Content& content) { content.phrases = {{"nudge", "sudah dicek"}}; };
const auto repeat_offer = [](Content& content) { content.imprint = text_of(offer); };
const auto leave_out = [](Content& content) { content.given = false; };
const auto lose = [](Content& content) {
  content.readable = false;
  content.why_unreadable = "no text";
};

std::vector<Row> rows_about_people() {
  return {
      {"may be contacted | passes: nobody asked us to stop", DoNotContactRule{}},
      {"do not contact since 2026-11-20 10:00 WIB: complaint | objects: complaint since 2026-11-20 10:00 WIB",
       DoNotContactRule{},
       {told("2026-11-20 10:00", TouchKind::complaint)}},
      {"in doubt since 2026-11-20 10:00 WIB: doubtful-wish | objects: doubtful-wish since 2026-11-20 10:00 WIB; a "
       "person decides",
       DoNotContactRule{},
       {told("2026-11-20 10:00", TouchKind::doubtful_wish)}},
      {"do not contact since 2026-11-20 10:00 WIB: opt-out, newest reply 2026-11-29 10:00 WIB | passes: this mail "
       "answers a later reply",
       DoNotContactRule{},
       {told("2026-11-20 10:00", TouchKind::opt_out), reply(moment("2026-11-29 10:00"), "budi")}},
      {"1 prospects of budi within 1 day, this mail included | passes: the limit is 1",
       Volume{Volume::Per::salesperson, 1, days(1)}},
      {"2 mails to this prospect within 30 days, this mail included | objects: 2 within 30 days, the limit is 1; "
       "allowed from 2026-12-20 10:00 WIB",
       Volume{Volume::Per::prospect, 1, days(30)},
       {silent()}},
      {"nothing is agreed | passes: no slot to wait for", Commitment{Commitment::Asks::slot}},
      {"slot from 2026-12-01 10:00 to 11:00 WIB, in no thread | objects: slot from 2026-12-01 10:00 to 11:00 WIB "
       "is "
       "ahead; allowed from 2026-12-01 10:00 WIB",
       Commitment{Commitment::Asks::slot},
       {told("2026-11-20 10:00", TouchKind::commitment, Slot{moment("2026-12-01 10:00"), moment("2026-12-01 11:00")})}},
      {"slot from 2026-11-30 09:00 to 11:00 WIB | passes: this is the agreed slot",
       Commitment{Commitment::Asks::slot},
       {told("2026-11-20 10:00", TouchKind::commitment, Slot{moment("2026-11-30 09:00"), moment("2026-11-30 11:00")})}},
      {"slot from 2026-11-29 09:00 to 11:00 WIB | passes: the slot is over",
       Commitment{Commitment::Asks::slot},
       {told("2026-11-20 10:00", TouchKind::commitment, Slot{moment("2026-11-29 09:00"), moment("2026-11-29 11:00")})}},
      {"nothing is agreed | objects: no next step is agreed", Commitment{Commitment::Asks::agreement}, {silent()}},
      {"nothing is agreed | passes: it is no follow-up", Commitment{Commitment::Asks::agreement}},
      {"eko is in charge; contacts with ani@acme.example: none | objects: eko is in charge",
       DuplicateSender{days(30), Scope::address},
       {},
       {},
       [](ProspectHistory& known, Outgoing&) {
         known.facts.owner = Owner{"eko", Owner::How::by_hand, moment("2026-11-01 10:00")};
       }},
      {"contacts with ani@acme.example: sari 2026-11-20 10:00 WIB | objects: sari wrote 10 days ago, 100% like this, "
       "within 90 days; allowed from 2027-02-18 10:00 WIB",
       DuplicateSender{days(90), Scope::address, 80},
       {past_mail("2026-11-20 10:00", "sari", text_of(offer))},
       repeat_offer},
      {"contacts with ani@acme.example: sari 2026-11-20 10:00 WIB | passes: nobody else wrote like this in the last 90 "
       "days",
       DuplicateSender{days(90), Scope::address, 80},
       {silent()},
       repeat_offer},
  };
}

std::vector<Row> rows_about_texts() {
  return {
      {"no text was given | passes: the limit is 80%", Repeat{80}, {silent()}, leave_out},
      {"nothing to compare with | passes: the limit is 80%", Repeat{80}, {silent()}, repeat_offer},
      {"nothing to compare with | cannot tell: no text", Repeat{80}, {silent()}, lose},
      {"100% like the mail of 2026-11-20 10:00 WIB by sari | objects: 100% like the mail of 2026-11-20 10:00 WIB by "
       "sari",
       Repeat{80},
       {past_mail("2026-11-20 10:00", "sari", text_of(offer))},
       repeat_offer},
      {"1 prospects with a text like this within 1 day, this mail included | passes: the limit is 2, of texts at least "
       "80% alike",
       Broadcast{80, 2, days(1)},
       {},
       repeat_offer},
      {"1 prospects with a text like this within 1 day, this mail included | objects: 1 prospects within 1 day, the "
       "limit is 1",
       Broadcast{80, 1, days(1)},
       {},
       repeat_offer},
      {"no phrase of nudge | passes: nothing was found", Phrase{"nudge", 1, 1}},
      {"\"sudah dicek\" of nudge, used in 1 of the last 5 mails | passes: the limit is 2",
       Phrase{"nudge", 2, 5},
       {},
       use_nudge},
      {"\"sudah dicek\" of nudge, used in 1 of the last 1 mails | objects: \"sudah dicek\", 1 of the last 1 mails",
       Phrase{"nudge", 1, 1},
       {},
       use_nudge},
      {"0 unanswered, 0 links, attachments and figures, none new | passes: it is no follow-up", Value{}},
      {"1 unanswered, 1 links, attachments and figures, one of them new | passes: it brings something new",
       Value{},
       {silent()},
       [](Content& content) { content.imprint.marks = {mark_of("15%")}; }},
      {"1 unanswered, 0 links, attachments and figures, none new | objects: 1 unanswered, and nothing new in this one",
       Value{},
       {silent()}},
      {"looked for ani, acme, budi, ours | objects: neither their name nor ours is in the text", Personal{}},
      {"looked for ani, acme | objects: neither the prospect's name nor its company's is in the text",
       Personal{true, false}},
      {"looked for budi, ours | objects: our name is not in the text", Personal{false, true}},
      {"looked for ani, acme, budi, ours | passes: what is known was named",
       Personal{},
       {},
       [](Content& content) {
         content.spoken = {"acme", "budi"};
       }},
      {"30 words | passes: 20 to 200 are asked for", Length{20, 200}},
      {"30 words | objects: 30 words, 60 to 200 are asked for", Length{60, 200}},
      {"no text was given | passes: 60 to 200 are asked for", Length{60, 200}, {}, leave_out},
      {"30 words | cannot tell: no text", Length{60, 200}, {}, lose},
      {"30 words | passes: this mail answers a reply",
       Length{60, 200},
       {silent(), reply(moment("2026-11-29 10:00"), "budi")}},
      {"stands in no thread, subject \"\", earlier \"\" | passes: it is no follow-up", Context{}},
      {"stands in no thread, subject \"halo\", earlier \"offer\" | objects: a follow-up that neither stands in a "
       "thread "
       "nor takes up the earlier subject",
       Context{},
       {past_mail("2026-11-20 10:00", "sari", {{}, {}, {}, "offer", ""})},
       [](Content& content) { content.imprint.subject = "halo"; }},
      {"stands in a thread, subject \"\", earlier \"\" | passes: it says what it follows",
       Context{},
       {silent()},
       [](Content& content) { content.follows = true; }},
      {"what the other rules said | passes: fewer than 3 rules tag", Signs{3}},
  };
}

std::vector<Row> rows_about_purposes() {
  const PurposeRule window{
      reminder, {{TouchKind::checkout, hours(4)}}, {{TouchKind::checkout, hours(6)}}, {TouchKind::payment}, {}};
  const PurposeRule apart{{"reminder", "promotion"}, {}, {}, {}, days(14)};
  Imprint promotion;
  promotion.purpose = "promotion";
  return {
      {"no purpose, no checkout | passes: not one of its purposes", window},
      {"purpose reminder, no checkout | objects: no checkout is known", window, {}, remind},
      {"purpose reminder, checkout 2026-11-30 08:00 WIB | objects: its window opens 2026-11-30 12:00 WIB; allowed from "
       "2026-11-30 12:00 WIB",
       window,
       {told("2026-11-30 08:00", TouchKind::checkout)},
       remind},
      {"purpose reminder, checkout 2026-11-30 05:00 WIB | passes: within its window",
       window,
       {told("2026-11-30 05:00", TouchKind::checkout)},
       remind},
      {"purpose reminder, checkout 2026-11-29 08:00 WIB | objects: its window closed 2026-11-29 14:00 WIB",
       window,
       {told("2026-11-29 08:00", TouchKind::checkout)},
       remind},
      {"purpose reminder, checkout 2026-11-30 05:00 WIB | objects: payment settled it",
       window,
       {told("2026-11-30 05:00", TouchKind::checkout), told("2026-11-30 06:00", TouchKind::payment)},
       remind},
      {"purpose reminder | objects: promotion runs since 2026-11-20 10:00 WIB; allowed from 2026-12-04 10:00 WIB",
       apart,
       {past_mail("2026-11-20 10:00", "sari", promotion)},
       remind},
      {"purpose reminder | passes: no other of these runs", apart, {}, remind},
  };
}

}  // namespace

TEST_CASE("every kind says what it saw, and why it passes or objects") {
  std::set<std::string_view> kinds;
  for (const auto& rows : {rows_about_people(), rows_about_texts(), rows_about_purposes()}) {
    for (const Row& row : rows) {
      kinds.insert(kind_name(row.kind));
      CHECK(explained(row) == row.want);
    }
  }
  CHECK(kinds.size() == std::variant_size_v<Kind> - 3);  // gap, stop-after and time-of-day stand above
}

TEST_CASE("a rule that an override passes says so, and signs count the rules that tag") {
  Policy policy = policy_with({rule("length", Length{60, 200}, Action::tag), rule("value", Value{}, Action::tag),
                               rule("gap", default_gap()), rule("signs", Signs{2})});
  policy.rules[2].overridable = true;
  policy.overrides = {"urgent", 1, days(7)};
  Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
  message.content.given = message.content.readable = true;
  message.content.override_reason = "asked by phone";
  std::vector<Explanation> explanations;
  decide(policy, message, std::vector{history({past_mail("2026-11-29 10:00", "budi")})}, moment("2026-11-30 10:00"),
         &explanations);
  REQUIRE(explanations.size() == 4);
  CHECK(explanations[2].said ==
        "overridden: newest contact 1 day ago, 7 days asked for; allowed from 2026-12-06 10:00 WIB");
  CHECK_FALSE(explanations[2].objected);
  CHECK(explanations[3].said == "objects: 2 rules tag");
}
