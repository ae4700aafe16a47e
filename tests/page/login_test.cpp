#include <catch2/catch.hpp>

#include <algorithm>

#include "page.h"
#include "page/devices.h"
#include "page/limiter.h"
#include "page/secrets.h"
#include "page/tally.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;

namespace {

int try_login(Browser& browser, const std::string& name, const std::string& with) {
  browser.get("/login");
  return browser.post("/login", {{"name", name}, {"password", with}}).status;
}

config::WebSettings behind_proxy() {
  config::WebSettings settings;
  settings.user_header = "X-Remote-User";
  settings.proxies = {"127.0.0.1"};
  return settings;
}

}  // namespace

TEST_CASE("a login gives a token that only the browser has") {
  Page page;
  Browser sari(page);
  sari.get("/login");
  const auto answer = sari.post("/login", {{"name", "Sari"}, {"password", password}, {"next", "/log"}});
  CHECK(answer.status == 303);
  CHECK(answer.get_header_value("Location") == "/log");
  const auto cookie = answer.get_header_value("Set-Cookie");
  const auto token = sari.cookies.at("jeda");
  CHECK(token.size() == 64);
  CHECK(cookie == "jeda=" + token + "; Path=/; HttpOnly; SameSite=Strict");
  const auto session = page.desk->session(sha256_hex(token));
  REQUIRE(session);
  REQUIRE(*session);
  CHECK((*session)->account == "sari");
  CHECK(page.record(1) == std::vector<std::string>{"login|sari|"});
}

TEST_CASE("the way on after a login stays on this site") {
  Page page;
  const auto next = GENERATE(values<std::string>({"//evil.example", "https://evil.example/", "/\\evil.example", "evil",
                                                  "/held/x\r\nSet-Cookie: a=b", "javascript:alert(1)", ""}));
  Browser sari(page);
  sari.get("/login");
  const auto answer = sari.post("/login", {{"name", "sari"}, {"password", password}, {"next", next}});
  CHECK(answer.get_header_value("Location") == "/");
}

TEST_CASE("logging out ends the login on the server") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto token = sari.cookies.at("jeda");
  const auto answer = sari.post("/logout", {});
  CHECK(answer.get_header_value("Location") == "/login?out=yes");
  CHECK_FALSE(sari.cookies.contains("jeda"));
  sari.cookies["jeda"] = token;
  CHECK(sari.get("/").status == 303);
}

TEST_CASE("a failed login says neither whether the account exists nor what was typed") {
  Page page;
  Browser one(page);
  Browser two(page);
  CHECK(try_login(one, "sari", "wrong") == 401);
  CHECK(page.record(1) == std::vector<std::string>{"login failed||account sari"});
  CHECK(try_login(two, "hunter2", "wrong") == 401);
  CHECK(page.record(1) == std::vector<std::string>{"login failed||no such account"});
  for (const auto& line : page.log.lines()) CHECK(line.find("hunter2") == std::string::npos);
  one.get("/login");
  two.get("/login");
  const auto known = one.post("/login", {{"csrf", one.csrf}, {"name", "sari"}, {"password", "x"}});
  const auto unknown = two.post("/login", {{"csrf", two.csrf}, {"name", "hari"}, {"password", "x"}});
  CHECK(text_of(known.body) == text_of(unknown.body));
}

TEST_CASE("a disabled account cannot log in") {
  Page page;
  auto account = **page.desk->account("sari");
  account.disabled = true;
  REQUIRE(page.desk->put_account(account, "root (shell)", page.now()));
  Browser sari(page);
  CHECK_FALSE(sari.login("sari"));
}

TEST_CASE("after five failures an account is closed to that address for a quarter of an hour, counted from each") {
  Page page;
  Browser browser(page);
  for (int i = 0; i < Site::failures_of_account_at_address; ++i) {
    CHECK(try_login(browser, "sari", "wrong") == 401);
    page.pass(std::chrono::minutes(1));
  }
  CHECK(try_login(browser, "sari", password) == 429);
  CHECK(page.record(1) == std::vector<std::string>{"login refused||too many failures of the account"});
  CHECK(try_login(browser, "rina", password) == 303);  // others are not concerned
  page.pass(std::chrono::minutes(10) - std::chrono::microseconds(1));
  Browser again(page);
  CHECK(try_login(again, "sari", password) == 429);
  page.pass(std::chrono::microseconds(1));
  CHECK(try_login(again, "sari", "wrong") == 401);  // the first failure is too old to count, this one is new
  CHECK(try_login(again, "sari", password) == 429);
  page.pass(std::chrono::minutes(1));
  CHECK(try_login(again, "sari", password) == 303);
}

TEST_CASE("who fails elsewhere does not keep a reviewer out, unless it is from many addresses") {
  Page page;
  const int enough = Site::failures_of_account / Site::failures_of_account_at_address;
  for (int at = 2; at < 2 + enough; ++at) {
    Browser stranger(page, "en", "127.0.0." + std::to_string(at));
    Browser sari(page);
    CHECK(try_login(sari, "sari", password) == 303);
    for (int i = 0; i < Site::failures_of_account_at_address; ++i) CHECK(try_login(stranger, "sari", "wrong") == 401);
    CHECK(try_login(stranger, "sari", "wrong") == 429);
  }
  Browser sari(page);
  CHECK(try_login(sari, "sari", password) == 429);
  page.pass(Site::failure_window);
  CHECK(try_login(sari, "sari", password) == 303);
}

TEST_CASE("strangers cannot keep out a browser that has logged in before") {
  Page page;
  Browser sari(page, "en", "127.0.0.99");
  REQUIRE(sari.login("sari"));
  for (int at = 2; at < 30; ++at) {
    Browser stranger(page, "en", "127.0.0." + std::to_string(at));
    for (int i = 0; i < Site::failures_of_account_at_address; ++i) try_login(stranger, "sari", "wrong");
  }
  Browser neighbour(page, "en", "127.0.0.99");
  for (int i = 0; i < Site::failures_of_address; ++i) try_login(neighbour, "nobody" + std::to_string(i), "wrong");
  Browser fresh(page);
  CHECK(try_login(fresh, "sari", password) == 429);
  sari.cookies.erase("jeda");
  CHECK(try_login(sari, "sari", password) == 303);
  sari.cookies.erase("jeda");
  CHECK(try_login(sari, "rina", password) == 429);  // known for one account only: its address is closed
}

TEST_CASE("a browser that has logged in before has failures of its own, counted from each") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  sari.cookies.erase("jeda");
  for (int i = 0; i < Site::failures_of_device; ++i) CHECK(try_login(sari, "sari", "wrong") == 401);
  CHECK(try_login(sari, "sari", password) == 429);
  CHECK(page.record(1) == std::vector<std::string>{"login refused||too many failures of sari's device"});
  Browser other(page);
  CHECK(try_login(other, "sari", password) == 303);
  page.pass(Site::failure_window);
  CHECK(try_login(sari, "sari", password) == 303);
}

TEST_CASE("a device is known by its signature, for its account, for a year") {
  const Devices devices("key");
  const Time now = moment("2026-11-24T10:00+07:00");
  const std::string device = "00112233445566778899aabbccddeeff";
  const auto cookie = devices.cookie("sari", device, now);
  CHECK(devices.known("sari", cookie, now) == device);
  CHECK(devices.known("sari", cookie, now + Devices::lifetime) == device);
  CHECK(devices.known("sari", cookie, now + Devices::lifetime + std::chrono::seconds(1)).empty());
  CHECK(devices.known("rina", cookie, now).empty());
  CHECK(Devices("other key").known("sari", cookie, now).empty());
  CHECK(Devices("").known("sari", Devices("").cookie("sari", device, now), now).empty());
  for (std::size_t i = 0; i < cookie.size(); ++i) {
    auto forged = cookie;
    forged[i] = forged[i] == '1' ? '2' : '1';
    CHECK(devices.known("sari", forged, now).empty());
    CHECK(devices.known("sari", cookie.substr(0, i), now).empty());
  }
}

TEST_CASE("a device's cookie is the page's own, and stays the same device's") {
  Page page;
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto name = device_cookie_name("sari", false);
  const auto first = sari.cookies.at(name);
  sari.cookies.erase("jeda");
  page.pass(std::chrono::hours(24));
  sari.get("/login");
  const auto answer = sari.post("/login", {{"name", "sari"}, {"password", password}});
  const auto second = sari.cookies.at(name);
  CHECK(second != first);
  CHECK(second.substr(0, 32) == first.substr(0, 32));
  std::vector<std::string> cookies;
  for (auto [at, end] = answer.headers.equal_range("Set-Cookie"); at != end; ++at) cookies.push_back(at->second);
  CHECK(std::find(cookies.begin(), cookies.end(),
                  name + "=" + second + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000") != cookies.end());
  CHECK(device_cookie_name("sari", true) == "__Host-" + name);
  Browser rina(page);
  CHECK(try_login(rina, "rina", "wrong") == 401);
  for (const auto& [cookie, value] : rina.cookies) CHECK(cookie.find("device") == std::string::npos);
}

TEST_CASE("failed logins are recorded whatever noise there is") {
  Page page;
  Browser noise(page);
  for (int i = 0; i < 200; ++i) noise.get("/");
  for (int at = 2; at < 22; ++at) {
    Browser stranger(page, "en", "127.0.0." + std::to_string(at));
    for (int i = 0; i < 3; ++i) try_login(stranger, "rina", "wrong");
  }
  Browser one(page, "en", "127.0.0.200");
  CHECK(try_login(one, "sari", "wrong") == 401);
  CHECK(page.record(1) == std::vector<std::string>{"login failed||account sari"});
  CHECK(page.desk->entries("", "", 1, "")->front().from == "127.0.0.200");
  CHECK(try_login(one, "sari", "wrong") == 401);
  page.pass(std::chrono::minutes(1));
  noise.get("/healthz");
  int of_rina = 0;
  int of_sari = 0;
  for (const auto& line : page.record(1000)) {
    if (line == "login failed||account sari") ++of_sari;
    if (line.starts_with("login failed||account rina")) ++of_rina;
  }
  CHECK(of_sari == 2);
  CHECK(of_rina == 3 * Tally::addresses + 1);
}

TEST_CASE("a tally records the first of each address and numbers after, some hundreds a day") {
  Tally tally;
  const Time start = moment("2026-11-24T10:00+07:00");
  const auto line = [](const std::string& from) { return Tally::Line{"", "login failed", "account sari", from}; };
  const auto count = [&](const std::string& from, Time at) { return tally.count("account sari", line(from), 1, at); };
  const Tally::Line more{"", "login failed", "account sari: 2 more", "a"};
  CHECK(count("a", start) == std::vector{line("a")});
  CHECK(count("a", start).empty());
  CHECK(count("a", start).empty());
  CHECK(count("b", start) == std::vector{line("b")});
  CHECK(tally.ended(start + std::chrono::seconds(59)).empty());
  CHECK(count("a", start + std::chrono::minutes(1)) == std::vector{more, line("a")});
  CHECK(tally.rest().empty());
  std::size_t lines = 0;
  int failures = 0;
  for (int minute = 2; minute < 24 * 60; ++minute)
    for (int from = 0; from < 30; ++from, ++failures)
      lines += count(std::to_string(from), start + std::chrono::minutes(minute)).size();
  lines += tally.rest().size();
  CHECK(failures == 43140);
  CHECK(lines < 600);
}

TEST_CASE("an address that tries many accounts is stopped") {
  Page page;
  Browser browser(page);
  for (int i = 0; i < Site::failures_of_address; ++i)
    CHECK(try_login(browser, "nobody" + std::to_string(i), "wrong") == 401);
  CHECK(try_login(browser, "sari", password) == 429);
  CHECK(page.record(1) == std::vector<std::string>{"login refused||too many failures"});
  page.pass(Site::failure_window);
  CHECK(try_login(browser, "sari", password) == 303);
}

TEST_CASE("a limiter forgets the oldest key where it has no room, and never grows past that") {
  Limiter limiter(1, std::chrono::minutes(1), 3);
  const Time start{};
  for (int i = 0; i < 10; ++i) {
    CHECK(limiter.attempt("key" + std::to_string(i), start + std::chrono::seconds(i)));
    CHECK(limiter.size() <= 3);
  }
  const Time now = start + std::chrono::seconds(10);
  CHECK_FALSE(limiter.attempt("key9", now));
  CHECK_FALSE(limiter.attempt("key7", now));
  CHECK(limiter.attempt("key6", now));
}

TEST_CASE("a success takes back its own attempt alone") {
  Limiter limiter(2, std::chrono::minutes(1));
  CHECK(limiter.attempt("a", Time{}));
  CHECK(limiter.attempt("a", Time{}));
  limiter.forgive("a");
  CHECK(limiter.attempt("a", Time{}));
  CHECK_FALSE(limiter.attempt("a", Time{}));
  limiter.forget("a");
  CHECK(limiter.size() == 0);
}

TEST_CASE("addresses of one IPv6 network count as one") {
  CHECK(http::address_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::");
  CHECK(http::address_key("2001:db8:1:2::1") == "2001:db8:1:2::");
  CHECK(http::address_key("192.0.2.7") == "192.0.2.7");
}

TEST_CASE("a trusted proxy's header logs in who has an account") {
  Page page(behind_proxy());
  Browser sari(page);
  const Headers as_sari{{"X-Remote-User", "sari"}, {"X-Forwarded-For", "192.0.2.99, 192.0.2.7"}};
  CHECK(sari.get("/", as_sari).status == 200);
  const auto entries = page.desk->entries("sari", "", 1, "");
  REQUIRE(entries);
  REQUIRE(entries->size() == 1);
  CHECK(entries->front().what == "login");
  CHECK(entries->front().from == "192.0.2.7");  // what the proxy itself added, not what the client wrote
  const auto reference = page.hold();
  CHECK(sari.post("/held/" + reference + "/note", {{"words", "w"}}, as_sari).status == 303);
  CHECK(sari.post("/held/" + reference + "/note", {{"words", "w"}, {"csrf", ""}}, as_sari).status == 403);
  CHECK(sari.get("/", {{"X-Remote-User", "rina"}, {"X-Forwarded-Proto", "https"}})
            .get_header_value("Set-Cookie")
            .find("__Host-jeda=") == 0);
}

TEST_CASE("a proxy's header is believed from nobody else, twice not at all, and of accounts only") {
  auto settings = behind_proxy();
  const bool strange = GENERATE(true, false);
  if (strange) settings.proxies = {"192.0.2.1"};
  Page page(settings);
  Browser browser(page);
  const auto headers = strange ? Headers{{"X-Remote-User", "sari"}}
                               : GENERATE(values<Headers>({{},
                                                           {{"X-Remote-User", "nobody"}},
                                                           {{"X-Remote-User", ""}},
                                                           {{"X-Remote-User", "sari"}, {"X-Remote-User", "agus"}}}));
  CHECK(browser.get("/", headers).status == 403);
  CHECK(page.log.lines().back() == "refused account=\"\" from=127.0.0.1 detail=\"GET /: no known account\"");
  browser.get("/login");
  CHECK(browser.post("/login", {{"name", "sari"}, {"password", password}}).status == 403);
}
