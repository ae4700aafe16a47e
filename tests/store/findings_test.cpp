// Findings as JSON: the facts of every kind, whole.
#include <catch2/catch.hpp>

#include "tests/store/backends.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using namespace jeda::policy;
using std::chrono::hours;

namespace {

Finding finding(const std::string& kind, const Facts& facts) {
  Finding finding;
  finding.rule = kind;
  finding.kind = kind;
  finding.prospect = "ani@toko.example";
  finding.facts = facts;
  return finding;
}

std::string json_of(const Facts& facts) {
  Decision decision;
  decision.findings = {finding("k", facts)};
  const std::string text = findings_json(decision);
  const std::string before = R"([{"action":"hold","facts":)";
  const std::string after =
      R"(,"kind":"k","next_allowed":null,"prospect":"ani@toko.example","release":"review","rule":"k"}])";
  REQUIRE_THAT(text, Catch::StartsWith(before) && Catch::EndsWith(after));
  return text.substr(before.size(), text.size() - before.size() - after.size());
}

const NewestContact letter{hour(1), "budi", false, TouchKind::contact};
const NewestContact chat{hour(1), "budi", true, TouchKind::chat};

}  // namespace

TEST_CASE("findings become JSON with their facts") {
  Decision decision;
  Finding gap = finding("gap", GapFacts{letter, 2, hours(168)});
  gap.next_allowed = hour(169);
  Finding double_up =
      finding("duplicate-sender", DuplicateFacts{"budi", hour(1), "toko.example", hours(720), false, 0});
  double_up.action = Action::reject;
  double_up.rule = "one-salesperson";
  decision.findings = {gap, double_up};
  CHECK(findings_json(decision) ==
        R"([{"action":"hold","facts":{"newest_contact":{"answer":false,"at":"2026-11-16T01:00:00Z",)"
        R"("salesperson":"budi"},"required_seconds":604800,"unanswered":2},"kind":"gap","next_allowed":)"
        R"("2026-11-23T01:00:00Z","prospect":"ani@toko.example","release":"review","rule":"gap"},)"
        R"({"action":"reject","facts":{"at":"2026-11-16T01:00:00Z","company":"toko.example","other":)"
        R"("budi","within_seconds":2592000},"kind":"duplicate-sender","next_allowed":null,"prospect":)"
        R"("ani@toko.example","release":"review","rule":"one-salesperson"}])");
  CHECK(findings_json(Decision()) == "[]");
}

TEST_CASE("the facts of every kind of rule become JSON") {
  struct Row {
    Facts facts;
    std::string want;
  };
  const std::string newest = R"("newest_contact":{"answer":false,"at":"2026-11-16T01:00:00Z","salesperson":"budi"})";
  const Row row = GENERATE_COPY(values<Row>({
      {GapFacts{chat, 1, hours(24)}, R"({"newest_contact":{"answer":true,"at":"2026-11-16T01:00:00Z","channel":"chat",)"
                                     R"("salesperson":"budi"},"required_seconds":86400,"unanswered":1})"},
      {StopFacts{letter, 8, 8, false, {}}, "{\"limit\":8," + newest + ",\"unanswered\":8}"},
      {StopFacts{letter, 4, 4, true, hour(2)},
       "{\"limit\":4," + newest +
           R"(,"permission_asked":"2026-11-16T02:00:00Z","permission_left":true,"unanswered":4})"},
      {HoursFacts{Audience::consumer, nullptr, "Natal", false, {}},
       R"({"audience":"consumer","holiday":"Natal","time_zone":""})"},
      {HoursFacts{Audience::business, date::locate_zone("Asia/Jakarta"), "", true, hour(24)},
       R"({"audience":"business","away_until":"2026-11-17T00:00:00Z","busy":true,"time_zone":"Asia/Jakarta"})"},
      {DuplicateFacts{"citra", {}, "", hours(1), true, 87},
       R"({"assigned":true,"at":null,"other":"citra","similar_percent":87,"within_seconds":3600})"},
      {DuplicateFacts{"north", {}, "", hours(1), true, 0, true},
       R"({"assigned":true,"at":null,"other":"north","team":true,"within_seconds":3600})"},
      {DoNotContactFacts{{TouchKind::opt_out_wish, hour(1)}},
       R"({"since":"2026-11-16T01:00:00Z","why":"opt-out-wish"})"},
      {VolumeFacts{Volume::Per::salesperson, 51, 50, hours(24)},
       R"({"count":51,"most":50,"per":"salesperson","within_seconds":86400})"},
      {VolumeFacts{Volume::Per::prospect, 4, 3, hours(168)},
       R"({"count":4,"most":3,"per":"prospect","within_seconds":604800})"},
      {RepeatFacts{93, hour(1), "budi"}, R"({"at":"2026-11-16T01:00:00Z","salesperson":"budi","similar_percent":93})"},
      {BroadcastFacts{21, 20, hours(24)}, R"({"limit":20,"prospects":21,"within_seconds":86400})"},
      {PhraseFacts{"nudge", "sudah dicek\"?", 1, 5},
       R"({"list":"nudge","of_last":5,"uses":1,"words":"sudah dicek\"?"})"},
      {ValueFacts{3}, R"({"unanswered":3})"},
      {PersonalFacts{true, false}, R"({"ours_missing":false,"theirs_missing":true})"},
      {LengthFacts{7, 20, 200}, R"({"at_least":20,"at_most":200,"words":7})"},
      {ContextFacts{"penawaran"}, R"({"subject":"penawaran"})"},
      {CommitmentFacts{}, R"({"slot":null})"},
      {CommitmentFacts{Slot{hour(1), hour(2)}},
       R"({"slot":{"from":"2026-11-16T01:00:00Z","to":"2026-11-16T02:00:00Z"}})"},
      {PurposeFacts{"renewal", hour(1), {}, {}, {}, "", {}},
       R"({"closes":null,"opens":"2026-11-16T01:00:00Z","purpose":"renewal"})"},
      {PurposeFacts{"reminder", {}, hour(2), TouchKind::checkout, TouchKind::payment, "promo", hour(0)},
       R"({"closes":"2026-11-16T02:00:00Z","missing_event":"checkout","opens":null,"purpose":"reminder",)"
       R"("running":"promo","running_since":"2026-11-16T00:00:00Z","settled_by":"payment"})"},
      {SignsFacts{3}, R"({"tags":3})"},
  }));
  CHECK(json_of(row.facts) == row.want);
}

TEST_CASE("text that is no UTF-8 makes no broken JSON") {
  CHECK(json_of(ContextFacts{"a\xff"}) == "{\"subject\":\"a\xef\xbf\xbd\"}");
}
