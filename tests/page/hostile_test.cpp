// What came by mail is text, whatever it says.
#include <catch2/catch.hpp>

#include "page.h"
#include "page/view.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;

namespace {

struct Hostile {
  std::string name;
  std::string text;
  std::string want_shown;  // as it stands in the page
};

const std::vector<Hostile>& hostile_texts() {
  static const std::vector<Hostile> texts{
      {"script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"attribute", "\" onmouseover=\"alert(1)", "&quot; onmouseover=&quot;alert(1)"},
      {"apostrophe", "' autofocus onfocus='x", "&apos; autofocus onfocus=&apos;x"},
      {"closing", "</bdi></dd></dl></main><h1>x", "&lt;/bdi&gt;&lt;/dd&gt;&lt;/dl&gt;&lt;/main&gt;&lt;h1&gt;x"},
      {"entity", "&lt;b&gt; &#60;", "&amp;lt;b&amp;gt; &amp;#60;"},
      {"template", "{{csrf}} {{{csrf}}} {{&csrf}} {{>text}}", "{{csrf}} {{{csrf}}} {{&amp;csrf}} {{&gt;text}}"},
      {"image", "<img src=http://evil.example/x.png>", "&lt;img src=http://evil.example/x.png&gt;"},
      {"bidi", "rechnung\u202egnp.exe", "rechnung\\u202egnp.exe"},
      {"isolate", "a\u2066b\u2069c\u200fd", "a\\u2066b\\u2069c\\u200fd"},
      {"zero width", "pay\u200bpal\ufeff", "pay\\u200bpal\\ufeff"},
      {"NUL", std::string("a\0b", 3), "a\\x00b"},
      {"escape", "a\x1b[31mb\x7f", "a\\x1b[31mb\\x7f"},
      {"no UTF-8", "a\xff\xc3(", "a\uFFFD\uFFFD("},
      {"comment", "<!--x--><![CDATA[y]]>", "&lt;!--x--&gt;&lt;![CDATA[y]]&gt;"},
      {"style", "<style>*{display:none}</style>", "&lt;style&gt;*{display:none}&lt;/style&gt;"},
  };
  return texts;
}

/// The only script that a page has.
void drop_own_script(std::string& body) {
  const std::string own = "<script src=\"/page.js\" defer></script>";
  const auto at = body.find(own);
  REQUIRE(at != std::string::npos);
  body.erase(at, own.size());
}

}  // namespace

TEST_CASE("hostile subjects, names, addresses, headers, bodies and notes are shown as text") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const auto& hostile : hostile_texts()) {
    CAPTURE(hostile.name);
    policy::Finding finding;
    finding.rule = hostile.text;
    finding.kind = "phrase";
    finding.prospect = "ani@warung.example";
    finding.facts = policy::PhraseFacts{hostile.text, hostile.text, 1, 1};
    const bool storable = hostile.name != "no UTF-8" && hostile.name != "NUL" && hostile.name != "escape";
    const auto reference = page.hold({.subject = hostile.text,
                                      .salesperson = hostile.text,
                                      .to = {"ani@warung.example", "\"" + hostile.text + "\"@warung.example"},
                                      .headers = "From: " + hostile.text + "\n",
                                      .excerpt = "Halo\n" + hostile.text,
                                      .findings = {finding}});
    if (storable) {
      store::Ask ask;
      ask.reference = reference;
      ask.by = hostile.text;
      ask.words = hostile.text;
      ask.at = page.now();
      REQUIRE(page.desk->ask(ask));
    }
    const auto& shown = hostile.want_shown;
    const auto mail = sari.get("/held/" + reference).body;
    CHECK(has(mail, "<title>" + shown + " – jeda</title>"));
    CHECK(has(mail, "<h1><bdi>" + shown + "</bdi></h1>"));
    CHECK(has(mail, "<dd><bdi>" + shown + "</bdi></dd>"));
    CHECK(has(mail, "<bdi>From: " + shown + "\n</bdi>"));
    CHECK(has(mail, "<bdi>Halo\n" + shown + "</bdi>"));
    CHECK(has(mail, "<span class=\"chip\">" + shown + "</span>"));
    CHECK(has(mail, "“" + shown + "”"));
    if (storable) CHECK(has(mail, "<div class=\"detail\"><bdi>" + shown + "</bdi></div>"));
    const auto queue = sari.get("/").body;
    CHECK(has(queue, "<a href=\"/held/" + reference + "\"><bdi>" + shown + "</bdi></a>"));
    CHECK(has(queue, "<bdi>" + shown + "</bdi> → "));
    CHECK(has(sari.get("/held/" + reference + "/discard").body, "<dd><bdi>" + shown + "</bdi></dd>"));
    const auto several = sari.post("/several", {{"what", "release"}, {"ref", reference}}).body;
    CHECK(has(several, "<bdi>" + shown + "</bdi></a>"));
    const auto log = sari.get("/log").body;
    if (storable) CHECK(has(log, "<bdi>" + shown + "</bdi>"));
    const bool plain = shown == hostile.text;
    for (auto body : {mail, queue, several, log}) {
      drop_own_script(body);
      if (!plain) CHECK_FALSE(has(body, hostile.text));
      CHECK_FALSE(has(body, "<script"));
    }
  }
}

TEST_CASE("words of 10 kB are cut, with the whole behind a click") {
  Page page;
  const std::string word(10000, 'w');
  const auto reference = page.hold({.subject = word, .salesperson = word, .headers = "From: " + word, .excerpt = word});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto begin = std::string(300, 'w') + "…";
  const auto mail = sari.get("/held/" + reference).body;
  CHECK(has(mail, "<h1><bdi>" + begin + "</bdi><details class=\"whole\"><summary>show all of it</summary><bdi>"));
  CHECK(has(mail, "<title>" + begin + " – jeda</title>"));
  const auto queue = sari.get("/").body;
  CHECK(has(queue, "<bdi>" + begin + "</bdi></a>"));
  CHECK_FALSE(has(queue, std::string(301, 'w')));
}

TEST_CASE("a text is cut between characters") {
  const std::string text = std::string(299, 'a') + "ééé";
  CHECK(shown_begin(text) == std::string(299, 'a') + "…");
}

TEST_CASE("what is typed into a search is text too") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const auto& hostile : hostile_texts()) {
    CAPTURE(hostile.name);
    for (const std::string path : {"/?text=", "/?rule=", "/?salesperson=", "/log?who=", "/log?ref="}) {
      auto body = sari.get(path + jeda::http::query_escaped(hostile.text)).body;
      drop_own_script(body);
      CHECK(has(body, "\"" + hostile.want_shown + "\""));
      CHECK_FALSE(has(body, "<script"));
    }
  }
}
