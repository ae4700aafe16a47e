// With a third language compiled in, made of wide letters: a plain Latin letter in what is shown was not translated.
#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

#include "agent/notice.h"
#include "fixture.h"
#include "policy/load/load.h"
#include "policy/telling/advice.h"
#include "tests/page/page.h"

using namespace jeda;

namespace {

const texts::Language pseudo(2);

/// The first plain word of `text`, what matches `values` apart; empty: there is none.
std::string plain_word(const std::string& text, const std::string& values) {
  const auto without = std::regex_replace(text, std::regex(values), "");
  std::smatch word;
  return std::regex_search(without, word, std::regex("[A-Za-z]{2,}")) ? word.str() : "";
}

/// What a reader sees or hears of a page.
std::string said_by(const std::string& html) {
  std::string said = page::test::text_of(html);
  const std::regex attribute(R"re((?:aria-label|placeholder|data-label|alt|title)="([^"]*)")re");
  for (std::sregex_iterator at(html.begin(), html.end(), attribute), end; at != end; ++at) said += " " + at->str(1);
  return said;
}

/// "|gap|hours": what the shipped policy calls its rules, longest first, so that no part of one is left over.
std::string rule_names() {
  const auto loaded = policy::load_policy(std::string(JEDA_SOURCE_DIR) + "/rules.yaml");
  REQUIRE(loaded);
  std::vector<std::string> names;
  for (const policy::Rule& rule : loaded->policy->rules) names.push_back(rule.name);
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string all;
  for (const std::string& name : names) all += "|" + name;
  return all;
}

}  // namespace

TEST_CASE("a third language is a file that is there") {
  CHECK(std::vector<std::string_view>(texts::Language::names().begin(), texts::Language::names().end()) ==
        std::vector<std::string_view>{"id", "en", "xx"});
  CHECK(texts::Language::named("xx") == pseudo);
}

TEST_CASE("rules.yaml may name the third language") {
  const auto read = [](const std::string& language) {
    return policy::parse_policy(
        {"rules.yaml", "version: 1\nmode: enforce\nlanguage: " + language +
                           "\norganisation: {domains: [ours.example], sales: [\"*@ours.example\"]}\nrules: []\n"},
        [](const std::string&) -> tl::expected<config::SourceFile, std::string> {
          return tl::unexpected<std::string>("none");
        });
  };
  CHECK_FALSE(read("yy"));
  const auto loaded = read("xx");
  if (!loaded) FAIL(config::to_string(loaded.error()));
  CHECK(loaded->policy->language == pseudo);
}

TEST_CASE("advice comes in the third language") {
  using namespace jeda::policy;
  Policy policy = policy_with({rule("r", StopAfter{1}, Action::reject), rule("r2", default_gap()),
                               rule("r3", TimeOfDay{}), rule("r4", DuplicateSender{days(30), Scope::address})});
  policy.language = pseudo;
  const Outgoing message = mail_from("budi", {recipient("ani@acme.example"), recipient("edo@acme.example")});
  const std::vector known(2, history({contact(moment("2026-11-23 09:00"), "sari")}));
  const auto lines = advice_lines(policy, message, decide(policy, message, known, moment("2026-11-25 23:00")));
  REQUIRE(lines.size() >= 3);
  for (const auto& line : lines) {
    CAPTURE(line);
    CHECK(plain_word(line, "[a-z]+@acme.example|budi|sari|WIB").empty());
  }
}

TEST_CASE("notices come in the third language") {
  for (int kind = 0; kind < agent::notice_kinds; ++kind) {
    const auto text = agent::shipped_text(static_cast<store::NoticeKind>(kind), pseudo);
    CAPTURE(text.text, text.html);
    CHECK(plain_word(text.text, R"(\{\{[^}]*\}\}|^Subject: )").empty());
    CHECK(plain_word(text.html, R"(\{\{[^}]*\}\}|<style>[^<]*</style>|<[^>]*>)").empty());
  }
}

TEST_CASE("pages come in the third language, and offer the others") {
  page::test::Page page;
  const auto reference = page.hold();
  page::test::Browser reader(page, "xx");
  const std::string values =
      "jeda(-review)?|Bahasa Indonesia|English|budi|sari|[a-z]+@[a-z]+.example|Penawaran "
      "pompa|WIB|(Asia|Etc|Europe|Australia|America)/[A-Za-z_]+|Jakarta|Makassar|Jayapura|Singapore|" +
      reference + rule_names();
  const auto said_in_login = said_by(reader.get("/login").body);
  CHECK(said_in_login.find("Bahasa Indonesia") != std::string::npos);
  CHECK(said_in_login.find("English") != std::string::npos);
  REQUIRE(reader.login("sari"));
  for (const auto& path : {std::string("/"), "/held/" + reference + "/discard", std::string("/none")}) {
    const auto page_shown = reader.get(path).body;
    CAPTURE(path, said_by(page_shown));
    CHECK(page_shown.find("<html lang=\"xx\">") != std::string::npos);
    CHECK(plain_word(said_by(page_shown), values) == "");
  }
  CHECK(reader.post("/language", {{"to", "en"}, {"back", "/"}}).status == 303);
  CHECK(reader.get("/").body.find("<html lang=\"en\">") != std::string::npos);
}
