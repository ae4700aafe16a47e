// Whole advice texts: one file for every kind, language and verdict. To write them anew after a change of wording, run
// with JEDA_WRITE_GOLDEN=1 and read the difference.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "fixture.h"
#include "policy/advice.h"

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
      {"duplicate-sender-company-held",
       DuplicateSender{days(30), Scope::company},
       "ani@acme.example",
       {held(moment("2026-11-23 09:00"), "sari")},
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

}  // namespace

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

TEST_CASE("advice for many rules and many recipients says what is most of it, in seven lines") {
  for (const Language language : {Language::id, Language::en}) {
    Policy policy = full_policy();
    policy.language = language;
    for (int i = 0; i < 5; ++i) policy.rules.push_back(rule("tag" + std::to_string(i), StopAfter{i}, Action::tag));
    Outgoing message = mail_from("budi", {});
    for (int i = 0; i < 38; ++i) message.recipients.push_back(recipient("ani" + std::to_string(i) + "@acme.example"));
    const std::vector<ProspectHistory> known(38, history(silence(9, "2026-12-24 09:00", "sari")));
    const Decision decision = decide(policy, message, known, moment("2026-12-25 10:00"));
    const auto lines = advice_lines(policy, message, decision);
    CHECK(lines.size() == 7);
    check_golden("many." + std::string(to_string(language)), joined(lines));
  }
}
