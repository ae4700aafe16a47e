#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>

#include "page/acts.h"
#include "page/view.h"
#include "page/why.h"
#include "policy/names.h"
#include "store/store.h"

using namespace jeda;
using namespace jeda::page;

namespace {

std::set<std::string> keys_in(std::string_view html) {
  const std::string whole(html);
  const std::regex key("\\{\\{t\\.([^}]*)\\}\\}");
  std::set<std::string> keys;
  for (std::sregex_iterator at(whole.begin(), whole.end(), key), end; at != end; ++at) keys.insert((*at)[1]);
  return keys;
}

}  // namespace

TEST_CASE("every text that a page names is there and has no places") {
  for (const auto name : resource_names()) {
    for (const auto& key : keys_in(resource(name))) {
      CAPTURE(name, key);
      CHECK(Words(Language::id).has(key));
      CHECK(Words(Language::en)(key).find("{{") == std::string::npos);
    }
  }
}

TEST_CASE("no page puts anything in unescaped, or has scripts and styles of its own") {
  for (const auto name : resource_names()) {
    CAPTURE(name);
    std::string text(resource(name));
    const std::string own = "<script src=\"/page.js\" defer></script>";  // needed for nothing
    if (const auto at = text.find(own); at != std::string::npos) text.erase(at, own.size());
    CHECK(text.find("{{{") == std::string::npos);
    CHECK(text.find("{{&") == std::string::npos);
    if (name == "style.css") {
      CHECK(text.find("url(") == std::string::npos);
      CHECK(text.find("@import") == std::string::npos);
      continue;
    }
    CHECK_FALSE(std::regex_search(text, std::regex("<script|<style|\\sstyle=|\\son[a-z]+=|javascript:")));
  }
}

TEST_CASE("words made of names are there for every name") {
  const auto there = [](const std::string& key) {
    CAPTURE(key);
    CHECK(Words(Language::id).has(key));
  };
  for (const auto name : policy::names_of<policy::TouchKind>())
    if (!name.empty()) there("touch_" + std::string(name));
  for (const auto name : {"held", "returned", "discarded"}) there("touch_" + std::string(name));
  for (const auto name : {"held", "released", "returned", "discarded", "gone"}) there("state_" + std::string(name));
  for (const auto name : {"release", "return", "discard"}) {
    there("asked_" + std::string(name));
    there("what_" + std::string(name));
  }
  for (const auto& act : acts()) {
    there("did_" + std::string(act.name));
    there(std::string(act.button_key));
    if (act.what == store::Ask::What::undo) continue;  // of one mail, and without words
    there("several_title_" + std::string(act.name));
    there(std::string(act.words_key));
  }
  for (const auto name : {"tag", "hold", "reject"}) there("action_" + std::string(name));
  namespace word = store::entry_words;
  for (const auto entry : {word::note,           word::release_asked,  word::when_allowed_asked,
                           word::return_asked,   word::discard_asked,  word::begun,
                           word::given_up,       word::released,       word::returned,
                           word::discarded,      word::gone,           word::judged_again,
                           word::reminded,       word::notice_failed,  word::overridden,
                           word::reviewer_asked, word::own_page_asked, word::own_page_opened,
                           word::account_put,    word::account_dropped}) {
    auto key = "what_" + std::string(entry);
    std::replace(key.begin(), key.end(), ' ', '_');
    there(key);
  }
}

TEST_CASE("every kind of rule has a sentence of its own") {
  for (const auto language : {Language::id, Language::en}) {
    const Words words(language);
    for (const auto kind : policy::kind_names()) {
      CAPTURE(kind);
      const auto json = R"([{"rule":"r","kind":")" + std::string(kind) + R"(","action":"hold","facts":{}}])";
      const auto found = reasons(json, nullptr, words);
      REQUIRE(found.size() == 1);
      CHECK(found[0].sentence != words("why_other"));
    }
  }
}

TEST_CASE("findings are said in words") {
  struct Case {
    std::string finding;
    std::string want;
  };
  const auto c = GENERATE(values<Case>({
      {R"("kind":"stop-after","facts":{"unanswered":8,"limit":8})", "8 contacts stand unanswered; the limit is 8."},
      {R"("kind":"time-of-day","facts":{"time_zone":"Asia/Jakarta","holiday":"Natal"})",
       "A holiday for this prospect: Natal (time zone Asia/Jakarta)."},
      {R"("kind":"duplicate-sender","facts":{"other":"tono","at":"2026-11-20T03:00:00Z","company":"warung.example"})",
       "tono is already in touch with the company warung.example (last contact Fri 20 Nov 2026, 03:00 UTC)."},
      {R"("kind":"do-not-contact","facts":{"why":"opt-out","since":"2026-11-20T03:00:00Z"})",
       "This prospect must not be written to: opt-out, since Fri 20 Nov 2026, 03:00 UTC."},
      {R"("kind":"length","facts":{"words":3,"at_least":20,"at_most":200})",
       "It has 3 words; it should have 20 to 200."},
      {R"("kind":"unheard-of","facts":{"x":1})", "This rule objects."},
      {R"("kind":7,"facts":[])", "This rule objects."},
  }));
  const auto found = reasons("[{\"rule\":\"r\"," + c.finding + "}]", nullptr, Words(Language::en));
  REQUIRE(found.size() == 1);
  CHECK(found[0].sentence == c.want);
}

TEST_CASE("findings that are none give no sentences") {
  for (const auto* findings : {"", "x", "{}", "[1,null,\"x\"]", "[["})
    CHECK(reasons(findings, nullptr, Words(Language::en)).empty());
}

TEST_CASE("the browser's languages are weighed") {
  CHECK(preferred_language("id-ID,id;q=0.9,en;q=0.8") == Language::id);
  CHECK(preferred_language("fr, en;q=0.2") == Language::en);
  CHECK(preferred_language("en;q=0.2, id;q=0.3") == Language::id);
  CHECK(preferred_language("in") == Language::id);
  CHECK(preferred_language("en;q=0, id;q=x") == std::nullopt);
  CHECK(preferred_language("de") == std::nullopt);
  CHECK(preferred_language(std::string(100000, ',')) == std::nullopt);
}
