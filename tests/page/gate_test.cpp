// Strangers get nowhere: every route the server has, without a login, with an ended one, with too small a role, with a
// forged or missing token.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "page.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;

namespace {

std::string path_of(const Site::Route& route, const std::string& reference) {
  std::string path(route.pattern);
  const auto star = path.find('*');
  return star == std::string::npos ? path : path.replace(star, 1, reference);
}

Answer call(Browser& browser, const Site::Route& route, const std::string& reference, const Form& form) {
  const auto path = path_of(route, reference);
  return route.method == "POST" ? browser.post(path, form) : browser.get(path);
}

/// The newest lines of the record and of the log both say so.
void check_recorded(Page& page, const std::string& line) {
  CAPTURE(line);
  CHECK(page.record(1) == std::vector{line});
  const auto logged = page.log.lines();
  REQUIRE(!logged.empty());
  const auto detail = line.substr(line.rfind('|') + 1);
  CHECK(logged.back().find(detail) != std::string::npos);
}

/// The newest line of the log says so; the record has nothing of it, since anybody can cause it.
void check_logged(Page& page, const std::vector<std::string>& record, const std::string& line) {
  CAPTURE(line);
  CHECK(page.record(1) == record);
  const auto logged = page.log.lines();
  REQUIRE(!logged.empty());
  CHECK(logged.back().starts_with("refused account=\"\" from=127.0.0.1 "));
  CHECK(logged.back().find(line.substr(line.rfind('|') + 1)) != std::string::npos);
}

std::string refused(const Site::Route& route, const std::string& reference, const std::string& who,
                    const std::string& why) {
  return "refused|" + who + "|" + std::string(route.method) + " " + path_of(route, reference) + ": " + why;
}

/// Nothing was asked for.
void check_untouched(Page& page, const std::string& reference) {
  const auto detail = page.desk->show(reference);
  REQUIRE(detail);
  REQUIRE(*detail);
  CHECK((*detail)->item.message.state == store::HeldState::held);
  CHECK((*detail)->requests.empty());
  CHECK((*detail)->entries.empty());
}

const std::set<std::string> public_pages{"/healthz", "/readyz", "/style.css", "/icon.svg", "/page.js", "/login"};

}  // namespace

TEST_CASE("without a login only the login page and what it is drawn with are given") {
  Page page;
  const auto reference = page.hold({.subject = "Rahasia"});
  const auto before = page.record(1);
  for (const auto& route : Site::routes()) {
    if (route.access == Access::link) continue;  // own_test.cpp
    Browser stranger(page);
    const std::string pattern(route.pattern);
    CAPTURE(pattern, route.method);
    const auto answer = call(stranger, route, reference, {{"csrf", "00112233445566778899aabbccddeeff"}});
    CHECK(answer.body.find("Rahasia") == std::string::npos);
    CHECK(answer.get_header_value("Set-Cookie").find("jeda=") == std::string::npos);
    if (route.method == "GET" && public_pages.contains(pattern)) {
      CHECK(route.access == Access::anybody);
      CHECK(answer.status == 200);
      continue;
    }
    if (route.access == Access::anybody) {
      CHECK(answer.status == 403);
      check_logged(page, before, refused(route, reference, "", "wrong token"));
    } else if (route.method == "GET") {
      CHECK(answer.status == 303);
      CHECK(answer.get_header_value("Location").starts_with("/login?next="));
      check_logged(page, before, refused(route, reference, "", "no login"));
    } else {
      CHECK(answer.status == 403);
      check_logged(page, before, refused(route, reference, "", "no login"));
    }
    page.pass(std::chrono::minutes(2));  // refusals are counted by the minute
  }
  check_untouched(page, reference);
}

TEST_CASE("an ended login is none") {
  config::WebSettings settings;
  settings.session = std::chrono::minutes(30);
  Page page(settings);
  const auto reference = page.hold();
  for (const auto& route : Site::routes()) {
    if (route.access == Access::anybody || route.access == Access::link) continue;
    CAPTURE(route.pattern, route.method);
    Browser sari(page);
    REQUIRE(sari.login("sari"));
    page.pass(std::chrono::minutes(30));
    const auto before = page.record(1);
    const auto answer = call(sari, route, reference, {{"ref", reference}, {"what", "release"}});
    CHECK(answer.status == (route.method == "GET" ? 303 : 403));
    check_logged(page, before, refused(route, reference, "", "login ended"));
  }
  check_untouched(page, reference);
}

TEST_CASE("a login that is used does not end") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (int i = 0; i < 4; ++i) {
    page.pass(std::chrono::hours(7));
    CHECK(sari.get("/").status == 200);
  }
  page.pass(std::chrono::hours(8));
  const auto answer = sari.get("/");
  CHECK(answer.status == 303);
  CHECK(answer.get_header_value("Location") == "/login?ended=yes&next=%2F");
}

TEST_CASE("a viewer reads and does nothing") {
  Page page;
  const auto reference = page.hold();
  Browser dewi(page);
  REQUIRE(dewi.login("dewi"));
  for (const auto& route : Site::routes()) {
    if (route.access != Access::reviewer) continue;
    CAPTURE(route.pattern, route.method);
    const auto answer = call(dewi, route, reference, {{"ref", reference}, {"what", "release"}, {"words", "w"}});
    CHECK(answer.status == 403);
    CHECK(answer.body.find("Your account may not do this.") != std::string::npos);
    check_recorded(page, refused(route, reference, "dewi", "role"));
  }
  check_untouched(page, reference);
  const auto shown = dewi.get("/held/" + reference).body;
  CHECK(text_of(shown).find("Your account may only look.") != std::string::npos);
  CHECK(shown.find("<form method=\"post\" action=\"/held/") == std::string::npos);
  CHECK(dewi.get("/").body.find("type=\"checkbox\" name=\"ref\"") == std::string::npos);
}

TEST_CASE("a form without the login's own token does nothing") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  Browser rina(page);
  REQUIRE(sari.login("sari"));
  REQUIRE(rina.login("rina"));
  struct Case {
    std::string name;
    std::string token;
    Headers headers;
    std::string want_why;
  };
  const std::vector<Case> cases{
      {"empty", "", {}, "wrong token"},
      {"another's", rina.csrf, {}, "wrong token"},
      {"nearly right", sari.csrf.substr(0, 31) + (sari.csrf.back() == '0' ? "1" : "0"), {}, "wrong token"},
      {"from another site", sari.csrf, {{"Origin", "https://evil.example"}}, "from another site"},
      {"from an opaque one", sari.csrf, {{"Origin", "null"}}, "from another site"},
      {"said to be cross-site", sari.csrf, {{"Sec-Fetch-Site", "cross-site"}}, "from another site"},
      {"said to be same-site", sari.csrf, {{"Sec-Fetch-Site", "same-site"}}, "from another site"},
  };
  for (const auto& route : Site::routes()) {
    if (route.method != "POST" || route.pattern == "/login" || route.access == Access::link) continue;
    for (const auto& c : cases) {
      CAPTURE(route.pattern, c.name);
      const Form form{{"csrf", c.token}, {"ref", reference}, {"what", "release"}, {"words", "w"}};
      const auto answer = sari.post(path_of(route, reference), form, c.headers);
      CHECK(answer.status == 403);
      check_recorded(page, refused(route, reference, "sari", c.want_why));
      page.pass(std::chrono::minutes(1));
    }
  }
  check_untouched(page, reference);
  CHECK(sari.get("/").status == 200);  // nor was anybody logged out
}

TEST_CASE("a form that the browser says comes from our own page is taken") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto own = "http://127.0.0.1:" + std::to_string(page.port);
  const std::vector<Headers> cases{{}, {{"Origin", own}}, {{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}}};
  const auto headers = cases.at(GENERATE(0U, 1U, 2U));
  const auto reference = page.hold();
  sari.get("/held/" + reference);
  const auto answer = sari.post("/held/" + reference + "/note", {{"words", "w"}}, headers);
  CAPTURE(page.record(1), headers.size());
  CHECK(answer.status == 303);
}

TEST_CASE("a wrong method is refused by every path") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  std::set<std::string> paths;
  for (const auto& route : Site::routes()) paths.insert(path_of(route, reference));
  for (const auto& path : paths) {
    CAPTURE(path);
    for (const std::string method : {"PUT", "DELETE", "OPTIONS", "get", "BREW"}) {
      const auto answer = send({page.port, method, path});
      CHECK(answer.status == 405);
      CHECK_FALSE(answer.get_header_value("Allow").empty());
    }
    page.pass(std::chrono::minutes(1));
    const bool no_get = std::none_of(Site::routes().begin(), Site::routes().end(), [&](const auto& route) {
      return route.method == "GET" && path_of(route, reference) == path;
    });
    if (no_get) CHECK(sari.get(path).status == 405);
  }
  check_untouched(page, reference);
}

TEST_CASE("what is no page is not there") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const std::string path : {"/held/", "/held//discard", "/held/a/b", "/held/a/release/x", "/static/../style.css",
                                 "/%2e%2e/etc/passwd", "/Log", "/several/do/it"}) {
    CAPTURE(path);
    CHECK(sari.get(path).status == 404);
  }
  CHECK(sari.get("/held/0000000000").status == 404);
  CHECK(sari.post("/held/0000000000/release", {}).status == 404);
}

TEST_CASE("a role that was taken away, and an account that was disabled, end at once") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  auto account = **page.desk->account("sari");
  account.role = store::Desk::Role::viewer;
  REQUIRE(page.desk->put_account(account, "root (shell)", page.now()));
  sari.get("/");
  CHECK(sari.post("/held/" + reference + "/release", {}).status == 403);
  account.disabled = true;
  REQUIRE(page.desk->put_account(account, "root (shell)", page.now()));
  CHECK(sari.get("/").status == 303);
  check_untouched(page, reference);
}

TEST_CASE("every answer carries the headers that bind the browser") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const std::string path : {"/", "/login", "/healthz", "/readyz", "/style.css", "/nothing", "/log"}) {
    CAPTURE(path);
    const auto answer = sari.get(path);
    CHECK(answer.get_header_value("Content-Security-Policy") ==
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action "
          "'self'; frame-ancestors 'none'; "
          "base-uri 'none'");
    CHECK(answer.get_header_value("X-Content-Type-Options") == "nosniff");
    CHECK(answer.get_header_value("Referrer-Policy") == "no-referrer");
    const bool fixed = path == "/style.css";
    CHECK(answer.get_header_value("Cache-Control") == (fixed ? "max-age=3600" : "no-store"));
    CHECK(answer.get_header_value_count("Cache-Control") == 1);
  }
  CHECK(sari.get("/healthz").body == "ok\n");
  CHECK(sari.get("/readyz").body == "ready\n");
}

TEST_CASE("of requests without a login nothing is kept but a number in the log") {
  Page page;
  Browser stranger(page);
  const auto before = page.record(1000);
  const auto lines = page.log.lines().size();
  for (int i = 0; i < 100; ++i) stranger.get(i % 2 == 0 ? "/" : "/no/such/page/" + std::to_string(i));
  CHECK(page.record(1000) == before);
  CHECK(page.log.lines().size() == lines + Site::refusals_recorded);
  page.pass(std::chrono::minutes(1));
  stranger.get("/log");
  CHECK(page.record(1000) == before);
  const auto logged = page.log.lines();
  REQUIRE(logged.size() == lines + Site::refusals_recorded + 2);
  CHECK(logged.at(logged.size() - 2) == "refused account=\"\" more=40");
  CHECK(logged.back() == "refused account=\"\" from=127.0.0.1 detail=\"GET /log: no login\"");
}

TEST_CASE("refusals of an account do not fill the record") {
  Page page;
  Browser dewi(page);
  REQUIRE(dewi.login("dewi"));
  const auto before = page.record(1000).size();
  for (int i = 0; i < Site::refusals_recorded + 40; ++i) dewi.get("/log");
  CHECK(page.record(1000).size() == before + Site::refusals_recorded);
  page.pass(std::chrono::minutes(1));
  dewi.get("/log");
  CHECK(page.record(2) == std::vector<std::string>{"refused|dewi|GET /log: role", "refused|dewi|refusals: 40 more"});
}
