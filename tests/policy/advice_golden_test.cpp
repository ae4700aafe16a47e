// Whole advice texts: one file for every kind, language and verdict. To write them anew after a change of wording, run
// with JEDA_WRITE_GOLDEN=1 and read the difference.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/printable.h"
#include "fixture.h"
#include "policy/telling/advice.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// Compares with tests/policy/golden/NAME.txt, or writes it.
void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(JEDA_SOURCE_DIR) + "/tests/policy/golden/" + name + ".txt";
  if (std::getenv("JEDA_WRITE_GOLDEN")) std::ofstream(path) << text;
  std::ifstream file(path);
  INFO(path);
  CHECK(text == std::string(std::istreambuf_iterator<char>(file), {}));
}

struct Scene {
  std::string name;
  Kind kind;
  std::string prospect;
  std::vector<Touch> log;
  std::string now;
};

std::vector<Touch> silence(int count, const std::string& newest, const std::string& by) {
  std::vector<Touch> log;
  for (int i = count; i-- > 0;) log.push_back(contact(moment(newest) - days(7 * i), by));
  return log;
}

std::vector<Scene> scenes() {
  return {
      {"gap", default_gap(), "ani@acme.example", silence(1, "2026-11-23 09:00", "budi"), "2026-11-25 10:00"},
      {"gap-several", default_gap(), "eka@toko.example", silence(3, "2026-11-23 10:00", "sari"), "2026-11-25 10:00"},
      {"stop-after", StopAfter{8}, "ani@acme.example", silence(8, "2026-11-23 09:00", "budi"), "2026-12-15 10:00"},
      {"time-of-day", TimeOfDay{}, "eka@rumah.example", {}, "2026-11-25 13:00"},
      {"time-of-day-holiday", TimeOfDay{}, "ani@acme.example", {}, "2026-12-25 10:00"},
      {"duplicate-sender", DuplicateSender{days(30), Scope::address}, "ani@acme.example",
       silence(1, "2026-11-23 09:00", "sari"), "2026-11-25 10:00"},
      {"duplicate-sender-company",
       DuplicateSender{days(30), Scope::company},
       "ani@acme.example",
       {contact(moment("2026-11-23 09:00"), "sari")},
       "2026-11-25 10:00"},
  };
}

std::vector<std::string> advice_for(const Scene& scene, Language language, Action action, Release release) {
  Policy policy = policy_with({rule("rule", scene.kind, action, release)});
  policy.language = language;
  const Outgoing message = mail_from("budi", {recipient(scene.prospect, "acme.example")});
  const Decision decision = decide(policy, message, std::vector{history(scene.log)}, moment(scene.now));
  return advice_lines(policy, message, decision);
}

/// An objection as decide() tells it, for kinds and corners that a log alone does not bring about.
struct Told {
  std::string name;
  std::string kind;
  Facts facts;
  std::optional<Time> next_allowed = std::nullopt;  // of the rule
};

NewestContact newest(const std::string& at, const std::string& by, TouchKind channel = TouchKind::contact) {
  return {moment(at), by, false, channel};
}

std::vector<Told> told_about_people() {
  const Time soon = moment("2026-11-26 09:00");
  const Slot slot{moment("2026-11-26 09:00"), moment("2026-11-26 10:00")};
  const NewestContact silent = newest("2026-11-23 09:00", "budi");
  return {
      {"gap-live", "gap", GapFacts{newest("2026-11-25 09:00", "sari", TouchKind::call), 1, hours(24)}, soon},
      {"gap-chat", "gap", GapFacts{newest("2026-11-25 09:00", "budi", TouchKind::chat), 2, days(7)}, soon},
      {"stop-after-permission-left", "stop-after", StopFacts{silent, 4, 4, true, std::nullopt}},
      {"stop-after-asked", "stop-after", StopFacts{silent, 5, 4, false, moment("2026-11-23 09:00")}},
      {"time-of-day-busy", "time-of-day", HoursFacts{Audience::business, nullptr, "", true, std::nullopt}, soon},
      {"time-of-day-away", "time-of-day", HoursFacts{Audience::business, nullptr, "", false, soon}, soon},
      {"duplicate-sender-assigned", "duplicate-sender",
       DuplicateFacts{"sari", moment("2026-11-23 09:00"), "", days(30), true, 0}},
      {"duplicate-sender-assigned-new", "duplicate-sender",
       DuplicateFacts{"sari", std::nullopt, "acme.example", days(30), true, 0}},
      {"duplicate-sender-team", "duplicate-sender",
       DuplicateFacts{"jakarta", std::nullopt, "", days(30), true, 0, true}},
      {"duplicate-sender-similar", "duplicate-sender",
       DuplicateFacts{"sari", moment("2026-11-23 09:00"), "", days(30), false, 92}, soon},
      {"do-not-contact", "do-not-contact", DoNotContactFacts{{TouchKind::opt_out, moment("2026-11-23 09:00")}}},
      {"do-not-contact-wish", "do-not-contact",
       DoNotContactFacts{{TouchKind::opt_out_wish, moment("2026-11-23 09:00")}}},
      {"do-not-contact-doubt", "do-not-contact",
       DoNotContactFacts{{TouchKind::doubtful_wish, moment("2026-11-23 09:00")}}},
      {"do-not-contact-dead", "do-not-contact",
       DoNotContactFacts{{TouchKind::hard_bounce, moment("2026-11-23 09:00")}}},
      {"volume", "volume", VolumeFacts{Volume::Per::salesperson, 101, 100, days(1)}, soon},
      {"volume-prospect", "volume", VolumeFacts{Volume::Per::prospect, 7, 6, days(30)}, soon},
      {"broadcast", "broadcast", BroadcastFacts{21, 20, days(1)}, soon},
      {"commitment", "commitment", CommitmentFacts{slot}, slot.from},
      {"commitment-none", "commitment", CommitmentFacts{}},
  };
}

std::vector<Told> told_about_texts() {
  const Time soon = moment("2026-11-26 09:00");
  PurposeFacts early{"renewal", soon, moment("2026-12-20 09:00"), {}, {}, "", {}};
  PurposeFacts late{"renewal", moment("2026-10-01 09:00"), moment("2026-11-20 09:00"), {}, {}, "", {}};
  PurposeFacts missing{"payment-reminder", {}, {}, TouchKind::checkout, {}, "", {}};
  PurposeFacts settled{"payment-reminder", soon, {}, {}, TouchKind::payment, "", {}};
  PurposeFacts running{"promotion", {}, {}, {}, {}, "education", moment("2026-11-23 09:00")};
  return {
      {"repeat", "repeat", RepeatFacts{92, moment("2026-11-23 09:00"), "budi"}},
      {"phrase", "phrase", PhraseFacts{"empty-nudge", "sudah dicek", 1, 1}},
      {"phrase-often", "phrase", PhraseFacts{"hard-selling", "beli sekarang", 3, 5}},
      {"value", "value", ValueFacts{2}},
      {"personal", "personal", PersonalFacts{true, true}},
      {"personal-theirs", "personal", PersonalFacts{true, false}},
      {"personal-ours", "personal", PersonalFacts{false, true}},
      {"length-short", "length", LengthFacts{8, 20, 200}},
      {"length-long", "length", LengthFacts{412, 20, 200}},
      {"context", "context", ContextFacts{"Penawaran gudang Cikarang"}},
      {"context-unknown", "context", ContextFacts{}},
      {"purpose", "purpose", early, soon},
      {"purpose-late", "purpose", late},
      {"purpose-missing", "purpose", missing},
      {"purpose-settled", "purpose", settled},
      {"purpose-running", "purpose", running, soon},
      {"signs", "signs", SignsFacts{3}},
  };
}

Finding finding_of(const Told& told, Action action) {
  Finding finding;
  finding.rule = told.kind;
  finding.kind = told.kind;
  finding.action = action;
  finding.prospect = "ani@acme.example";
  finding.name = "Ani";
  finding.facts = told.facts;
  finding.next_allowed = told.next_allowed;
  return finding;
}

Decision decision_of(std::vector<Finding> findings, std::optional<Time> next) {
  Decision decision;
  for (const Finding& finding : findings) {
    decision.verdict = std::max(decision.verdict, static_cast<Verdict>(static_cast<int>(finding.action) + 1));
  }
  decision.findings = std::move(findings);
  decision.answers = {false};
  decision.next_allowed = next;
  return decision;
}

std::string advice_on(const Decision& decision, Language language) {
  Policy policy = bare_policy();
  policy.language = language;
  return joined(advice_lines(policy, mail_from("budi", {recipient("ani@acme.example", "acme.example")}), decision));
}

/// What only another text ends stands in the way of no moment: decide() leaves it out.
std::optional<Time> next_of(const Told& told) {
  const bool text = told.kind == "repeat" || told.kind == "phrase" || told.kind == "value" || told.kind == "personal" ||
                    told.kind == "length" || told.kind == "context" || told.kind == "signs" ||
                    told.name == "commitment-none";
  return text ? moment("2026-11-25 10:00") : told.next_allowed;
}

void check_told(const std::vector<Told>& all) {
  for (const Told& told : all) {
    for (const Language language : {Language::id, Language::en}) {
      for (const Action action : {Action::tag, Action::hold, Action::reject}) {
        const std::string name =
            told.name + "." + std::string(to_string(language)) + "." + std::string(to_string(action));
        check_golden(name, advice_on(decision_of({finding_of(told, action)}, next_of(told)), language));
      }
    }
  }
}

}  // namespace

TEST_CASE("advice for every kind about people, language and verdict") { check_told(told_about_people()); }

TEST_CASE("advice for every kind about texts and purposes, language and verdict") { check_told(told_about_texts()); }

TEST_CASE("a mail that wants both another time and another text is told both") {
  const Told gap{"", "gap", GapFacts{newest("2026-11-23 09:00", "budi"), 1, days(7)}, moment("2026-11-30 09:00")};
  const Told nudge{"", "phrase", PhraseFacts{"empty-nudge", "sudah dicek", 2, 2}};
  const Told length{"", "length", LengthFacts{8, 20, 200}};
  for (const Language language : {Language::id, Language::en}) {
    const auto decision =
        decision_of({finding_of(gap, Action::hold), finding_of(nudge, Action::hold), finding_of(length, Action::tag)},
                    moment("2026-11-30 09:00"));
    check_golden("time-and-text." + std::string(to_string(language)), advice_on(decision, language));
  }
}

TEST_CASE("who has no override left is told so") {
  const Told gap{"", "gap", GapFacts{newest("2026-11-23 09:00", "budi"), 1, days(7)}, moment("2026-11-30 09:00")};
  for (const Language language : {Language::id, Language::en}) {
    auto decision = decision_of({finding_of(gap, Action::hold)}, moment("2026-11-30 09:00"));
    decision.override_spent = true;
    check_golden("override-spent." + std::string(to_string(language)), advice_on(decision, language));
  }
}

TEST_CASE("who would need more overrides than are left, or for too many prospects, is told so") {
  const Told gap{"", "gap", GapFacts{newest("2026-11-23 09:00", "budi"), 1, days(7)}, moment("2026-11-30 09:00")};
  for (const Language language : {Language::id, Language::en}) {
    auto decision = decision_of({finding_of(gap, Action::hold)}, moment("2026-11-30 09:00"));
    decision.overrides_needed = 7;
    check_golden("override-wide." + std::string(to_string(language)), advice_on(decision, language));
    decision.override_spent = true;
    decision.overrides_left = 2;
    check_golden("override-few." + std::string(to_string(language)), advice_on(decision, language));
  }
}

TEST_CASE("who may override is told how, and how often") {
  const Told gap{"", "gap", GapFacts{newest("2026-11-23 09:00", "budi"), 1, days(7)}, moment("2026-11-30 09:00")};
  for (const Language language : {Language::id, Language::en}) {
    Policy policy = bare_policy();
    policy.language = language;
    policy.overrides = {"urgent", 3, days(7)};
    const Outgoing message = mail_from("budi", {recipient("ani@acme.example", "acme.example")});
    auto decision = decision_of({finding_of(gap, Action::hold)}, moment("2026-11-30 09:00"));
    decision.overrides_left = 2;
    const std::string name = "override-left." + std::string(to_string(language));
    check_golden(name, joined(advice_lines(policy, message, decision)));
    policy.overrides.token.clear();
    decision.overrides_left = 1;
    check_golden(name + ".header", joined(advice_lines(policy, message, decision)));
    policy.mode = Mode::observe;
    const auto observed = advice_lines(policy, message, decision);
    decision.overrides_left = 0;
    CHECK(observed == advice_lines(policy, message, decision));
  }
}

TEST_CASE("whatever two rules object, advice gives one step, and no sentence twice or against another") {
  auto all = told_about_people();
  const auto texts = told_about_texts();
  all.insert(all.end(), texts.begin(), texts.end());
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  for (const Told& one : all) {
    for (const Told& other : all) {
      if (one.kind == other.kind) continue;
      const auto [first, second] = std::pair(next_of(one), next_of(other));
      const auto next = first && second ? std::optional(std::max(*first, *second)) : std::nullopt;
      Finding blocker = finding_of(other, Action::reject);
      blocker.rule = "other";
      const std::string text = advice_on(decision_of({finding_of(one, Action::reject), blocker}, next), Language::en);
      CAPTURE(one.name, other.name, text);
      CHECK(std::count(text.begin(), text.end(), '\n') == 2);
      CHECK(has(text, "\nAlso, "));
      CHECK(has(text.substr(0, text.find('\n')), "This mail was not sent."));
      const bool hands_over = has(text, "Hand ");
      CHECK_FALSE((hands_over && (has(text, "Phone") || has(text, "may be sent"))));
      CHECK_FALSE((has(text, "Do not write to") && (has(text, "Phone") || has(text, "may be sent"))));
      const std::size_t sent = text.find("may be sent from");
      CHECK((sent == std::string::npos || text.find("may be sent", sent + 1) == std::string::npos));
    }
  }
}

TEST_CASE("advice for every kind is short enough, and ASCII once it is made so") {
  auto all = told_about_people();
  const auto texts = told_about_texts();
  all.insert(all.end(), texts.begin(), texts.end());
  for (const Language language : {Language::id, Language::en}) {
    Policy policy = bare_policy();
    policy.language = language;
    std::vector<Finding> findings;
    for (const Told& told : all) {
      findings.push_back(finding_of(told, Action::hold));
      findings.back().rule = told.name;
      findings.back().name = std::string(300, 'x');
    }
    const Outgoing message = mail_from("budi", {recipient("ani@acme.example", "acme.example")});
    Decision decision = decision_of(findings, std::nullopt);
    decision.override_spent = true;
    CHECK(advice_lines(policy, message, decision).size() == 4);
    for (const Finding& finding : findings) {
      for (const std::string& line : advice_lines(policy, message, decision_of({finding}, finding.next_allowed))) {
        INFO(finding.rule << ": " << line);
        CHECK(line.size() <= 500);
        const std::string plain = to_ascii(line);
        CHECK(std::all_of(plain.begin(), plain.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; }));
      }
    }
  }
}

TEST_CASE("advice for every kind, language and verdict") {
  for (const Scene& scene : scenes()) {
    for (const Language language : {Language::id, Language::en}) {
      for (const Action action : {Action::tag, Action::hold, Action::reject}) {
        const std::string name =
            scene.name + "." + std::string(to_string(language)) + "." + std::string(to_string(action));
        check_golden(name, joined(advice_for(scene, language, action, Release::review)));
      }
    }
  }
}

TEST_CASE("advice for a hold that may go by itself") {
  check_golden("gap.id.hold-when-allowed",
               joined(advice_for(scenes()[0], Language::id, Action::hold, Release::when_allowed)));
  check_golden("gap.en.hold-when-allowed",
               joined(advice_for(scenes()[0], Language::en, Action::hold, Release::when_allowed)));
}

TEST_CASE("advice for many rules and many recipients says what decides, and counts the rest") {
  for (const Language language : {Language::id, Language::en}) {
    Policy policy = full_policy();
    policy.language = language;
    for (int i = 0; i < 5; ++i) policy.rules.push_back(rule("tag" + std::to_string(i), StopAfter{i}, Action::tag));
    Outgoing message = mail_from("budi", {});
    for (int i = 0; i < 38; ++i) message.recipients.push_back(recipient("ani" + std::to_string(i) + "@acme.example"));
    const std::vector<ProspectHistory> known(38, history(silence(9, "2026-12-24 09:00", "sari")));
    const Decision decision = decide(policy, message, known, moment("2026-12-25 10:00"));
    const auto lines = advice_lines(policy, message, decision);
    CHECK(lines.size() == 3);
    check_golden("many." + std::string(to_string(language)), joined(lines));
  }
}
