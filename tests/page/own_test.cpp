// Pages that need no account: one mail by the link of a notice, and a salesperson's own page. What a stranger, a
// scanner and a forwarded notice get of them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

#include <nlohmann/json.hpp>

#include "mail/address.h"
#include "page.h"
#include "page/own_keys.h"
#include "store/reference.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;
using Lines = std::vector<std::string>;

namespace {

constexpr const char* site_url = "https://review.ours.example";
const std::string own_ani = "ani@warung.example";

config::WebSettings with_url() {
  config::WebSettings settings;
  settings.url = site_url;
  return settings;
}

service::Links links_of(Page& page) {
  return service::Links(page.desk->web_secret(service::links_secret, std::string(64, 'a')).value());
}

std::string mail_link(Page& page, const std::string& reference, const std::string& salesperson = "budi") {
  return "/m/" + links_of(page).of_mail(reference, salesperson);
}

std::string page_link(Page& page, const std::string& salesperson = "budi", Duration lasts = std::chrono::minutes(20)) {
  return "/me/" + links_of(page).of_person(salesperson, page.now() + lasts);
}

/// "who: what: detail" each.
Lines record_of_mail(Page& page, const std::string& reference) {
  const auto detail = page.desk->show(reference).value();
  Lines lines;
  for (const auto& entry : detail->entries) lines.push_back(entry.who + ": " + entry.what + ": " + entry.detail);
  return lines;
}

Lines requests_of_mail(Page& page, const std::string& reference) {
  const auto detail = page.desk->show(reference).value();
  Lines lines;
  for (const auto& request : detail->requests)
    lines.push_back(std::string(store::to_string(request.kind)) + " by " + request.by);
  return lines;
}

/// A mail that went to a prospect.
void send_before(Page& page, const std::string& to, const std::string& at, const std::string& salesperson = "budi") {
  store::Offer offer;
  offer.salesperson = salesperson;
  offer.fingerprint = "ffeeddccbbaa00112233445566778899";
  offer.subject = "Perkenalan";
  offer.recipients = {{mail::normalise(to), to, ""}};
  REQUIRE(page.store->transact(offer, [&](const policy::Histories&) {
    store::Judgement judgement;
    judgement.at = moment(at);
    judgement.decision.answers = {false};
    return judgement;
  }));
}

void reply_from(Page& page, const std::string& from, const std::string& at, const std::string& to = "budi") {
  store::Reply reply;
  reply.at = moment(at);
  reply.from = {{from, from, ""}};
  reply.to = {to};
  REQUIRE(page.store->record_reply(reply));
}

/// A mail on hold for a gap that an override passes: another went to the prospect four days before.
std::string hold_early(Page& page, Mail mail = {}) {
  send_before(page, mail.to.front(), "2026-11-20T10:00+07:00");
  return page.hold(mail);
}

std::string seen_in(const std::string& html) { return attribute_after(html, "name=\"seen\"", "value"); }

/// Opens a link and posts one of its forms.
Answer act_by_link(Browser& browser, const std::string& link, const std::string& form, const std::string& words = "") {
  const auto opened = browser.get(link);
  return browser.post(link + form, {{"seen", seen_in(opened.body)}, {"words", words}});
}

bool is_untouched(Page& page, const std::string& reference) {
  const auto detail = page.desk->show(reference).value();
  return detail->item.message.state == store::HeldState::held && detail->requests.empty() && detail->entries.empty();
}

std::vector<store::Notice> page_notices(Page& page) {
  auto found = page.desk->notices(page.now() + std::chrono::hours(1), 100).value();
  std::erase_if(found, [](const auto& notice) { return notice.kind != store::NoticeKind::own_page; });
  return found;
}

std::string link_in(const store::Notice& notice) {
  return nlohmann::json::parse(notice.details).at("link").get<std::string>().substr(std::string(site_url).size());
}

/// A browser that came by the link to the own page.
void enter(Page& page, Browser& browser, const std::string& salesperson = "budi") {
  const auto link = page_link(page, salesperson);
  REQUIRE(browser.get(link).status == 200);
  REQUIRE(browser.post(link, {}).status == 303);
}

const Lines mail_forms{"/send", "/ask", "/take-back", "/page"};

}  // namespace

TEST_CASE("a link shows its one mail, and what can be done") {
  Page page(with_url());
  const auto reference = hold_early(page);
  page.hold({.subject = "Rahasia lain"});
  Browser budi(page);
  const auto answer = budi.get(mail_link(page, reference));
  CHECK(answer.status == 200);
  const auto said = text_of(answer.body);
  for (const auto* part :
       {"Penawaran pompa", "To ani@warung.example", "It waits for a reviewer", "Why it is held", "with 2 unanswered",
        "Ask a reviewer", "Send now, with a reason", "you have 3 of 3 in 7 days left", "Take it back",
        "apakah sudah dicek?", "Send me the link to my page"}) {
    CAPTURE(part, said);
    CHECK(has(said, part));
  }
  CHECK_FALSE(has(answer.body, "Rahasia lain"));
  CHECK_FALSE(has(answer.body, "href=\"/\""));  // nor a way into the reviewers' pages
  CHECK(has(answer.body, "<meta name=\"robots\" content=\"noindex\">"));
  CHECK(answer.get_header_value("Cache-Control") == "no-store");
  CHECK(answer.get_header_value("Referrer-Policy") == "no-referrer");
  CHECK_FALSE(answer.has_header("Set-Cookie"));
  CHECK(is_untouched(page, reference));
}

TEST_CASE("the page of a link is in the language that its reader asks for") {
  Page page(with_url());
  const auto link = mail_link(page, page.hold());
  Browser budi(page, "id");
  CHECK(has(text_of(budi.get(link).body), "Ditahan. Menunggu keputusan peninjau."));
  CHECK(has(text_of(budi.get(link + "?lang=en").body), "It waits for a reviewer"));
  CHECK(has(text_of(budi.get(link).body), "It waits for a reviewer"));
}

TEST_CASE("a moment that has passed is not shown as coming") {
  Page page(with_url());
  const auto link = mail_link(page, page.hold({.release = policy::Release::when_allowed}));
  Browser budi(page);
  CHECK(has(text_of(budi.get(link).body), "It goes automatically on Fri 27 Nov 2026, 10:00 WIB"));
  page.pass(date::days(4));
  CHECK(has(text_of(budi.get(link).body), "Its time has come: it is being checked again."));
}

TEST_CASE("nothing is done by GET or HEAD, however often and by whom") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  const auto own = page_link(page);
  const auto record = page.record();
  for (int i = 0; i < 3; ++i) {
    for (const std::string method : {"GET", "HEAD"}) {
      CHECK(send({page.port, method, link}).status == 200);
      CHECK(send({page.port, method, own}).status == 200);
      CHECK(send({page.port, method, link + "?words=now&seen=0"}).status == 200);
      for (const auto& form : mail_forms) CHECK(send({page.port, method, link + form}).status == 405);
      CHECK_FALSE(send({page.port, method, own}).has_header("Set-Cookie"));
    }
  }
  CHECK(is_untouched(page, reference));
  CHECK(page_notices(page).empty());
  CHECK(page.record() == record);
}

TEST_CASE("a scanner that posts what it finds without the form's token does nothing") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto other = page.hold({.to = {"maya@kios.example"}});
  const auto link = mail_link(page, reference);
  Browser budi(page);
  const auto seen = seen_in(budi.get(link).body);
  const auto own = budi.csrf;
  budi.get(mail_link(page, other));
  const auto others = budi.csrf;
  struct Case {
    std::string name;
    std::string token;
    Headers headers;
  };
  const std::vector<Case> cases{
      {"empty", "", {}},
      {"another link's", others, {}},
      {"nearly right", own.substr(0, 31) + (own.back() == '0' ? "1" : "0"), {}},
      {"from another site", own, {{"Origin", "https://evil.example"}}},
      {"said to be cross-site", own, {{"Sec-Fetch-Site", "cross-site"}}},
      {"said to be same-site", own, {{"Sec-Fetch-Site", "same-site"}}},
  };
  for (const auto& form : mail_forms)
    for (const auto& c : cases) {
      CAPTURE(form, c.name);
      const auto answer = budi.post(link + form, {{"csrf", c.token}, {"seen", seen}, {"words", "sekarang"}}, c.headers);
      CHECK(answer.status == 403);
      CHECK(has(text_of(answer.body), "Nothing was done."));
    }
  CHECK(is_untouched(page, reference));
  CHECK(page_notices(page).empty());
}

TEST_CASE("a stranger's link is as any page that is not there") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto right = links_of(page).of_mail(reference, "budi");
  const auto other = store::reference_of(*store::record_of(reference) + 7);
  const auto flipped = right.substr(0, right.size() - 1) + (right.back() == '0' ? "1" : "0");
  Browser stranger(page);
  const auto missing = stranger.get("/nothing").body;
  const Lines wrong{reference,
                    flipped,
                    right + "0",
                    right.substr(1),
                    reference + std::string(32, '0'),
                    other + right.substr(10),
                    links_of(page).of_mail(reference, "sari"),
                    links_of(page).of_mail(other, "budi"),
                    service::Links(std::string(64, 'b')).of_mail(reference, "budi"),
                    links_of(page).of_person("budi", page.now() + std::chrono::hours(1)),
                    std::string(200, 'a'),
                    "%3Cscript%3E"};
  for (const auto& token : wrong) {
    CAPTURE(token);
    const auto answer = stranger.get("/m/" + token);
    CHECK(answer.status == 404);
    CHECK(answer.body == missing);
  }
  CHECK(stranger.post("/m/" + flipped + "/take-back", {{"words", "x"}}).status == 404);
  CHECK(is_untouched(page, reference));
}

TEST_CASE("wrong links are bounded by address, as logins are, and true ones are not counted") {
  Page page(with_url());
  const auto link = mail_link(page, page.hold());
  Browser budi(page);
  for (int i = 0; i < 2 * Site::wrong_links_of_address; ++i) REQUIRE(budi.get(link).status == 200);
  Browser guesser(page);
  for (int i = 0; i < Site::wrong_links_of_address; ++i)
    CHECK(guesser.get((i % 2 == 0 ? "/m/" : "/me/") + std::string(42, 'a')).status == 404);
  for (const auto& path : {"/m/" + std::string(42, 'a'), link, page_link(page)}) {
    const auto answer = guesser.get(path);
    CHECK(answer.status == 429);
    CHECK_FALSE(has(answer.body, "Penawaran pompa"));
  }
  Browser elsewhere(page, "en", "127.0.0.2");
  CHECK(elsewhere.get(link).status == 200);
  page.pass(Site::failure_window);
  CHECK(budi.get(link).status == 200);
}

TEST_CASE("a mail is taken back once, by its salesperson's name") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  const auto first = budi.get(link);
  const auto answer = act_by_link(budi, link, "/take-back", "Salah alamat.");
  CHECK(answer.status == 303);
  CHECK(answer.get_header_value("Location") == link);
  CHECK(record_of_mail(page, reference) == Lines{"budi (link): discard asked: Salah alamat."});
  CHECK(requests_of_mail(page, reference) == Lines{"discard by budi (link)"});
  const auto after = budi.get(link);
  CHECK(has(text_of(after.body), "Discarding requested by budi (by link)"));
  CHECK_FALSE(has(after.body, "/take-back\""));
  const auto again = budi.post(link + "/send", {{"seen", seen_in(first.body)}, {"words", "Sekarang"}});
  CHECK(again.status == 409);
  CHECK(has(text_of(again.body), "Not done: budi (by link) already requested something"));
  CHECK(requests_of_mail(page, reference).size() == 1);
}

TEST_CASE("what somebody did since the page was opened is told before anything is done") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  const auto seen = seen_in(budi.get(link).body);
  REQUIRE(page.ask(store::Ask::What::note, reference, "sari"));
  for (const std::string form : {"/take-back", "/send", "/ask"}) {
    CAPTURE(form);
    const auto answer = budi.post(link + form, {{"seen", seen}, {"words", "Sekarang"}});
    CHECK(answer.status == 409);
    CHECK(has(text_of(answer.body), "since you opened this mail, sari did something"));
    CHECK(budi.post(link + form, {{"words", "Sekarang"}}).status == 409);
  }
  CHECK(record_of_mail(page, reference) == Lines{"sari: note: words"});
}

TEST_CASE("a mail is sent now with a reason, as an override within its limits") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  CHECK(act_by_link(budi, link, "/send", " \r\n").status == 422);
  CHECK(is_untouched(page, reference));
  CHECK(act_by_link(budi, link, "/send", "Ia minta hari ini\r\nX-Evil: 1").status == 303);
  CHECK(record_of_mail(page, reference) ==
        Lines{"budi (link): override: gap: Ia minta hari ini X-Evil: 1", "budi (link): release asked: "});
  CHECK(requests_of_mail(page, reference) == Lines{"release by budi (link)"});
  CHECK(has(text_of(budi.get(link).body), "Release requested by budi (by link)"));
  const auto used = page.store->sender_history("budi", {{}, date::days(7)}, page.now()).value().overrides;
  CHECK(used == std::vector<Time>{page.now()});
}

TEST_CASE("an override is not used up while its mail does not leave, however often that fails") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  for (int i = 0; i < 5; ++i) {
    CHECK(act_by_link(budi, link, "/send", "Ia minta hari ini").status == 303);
    const auto request = page.desk->show(reference).value()->item.request->id;
    REQUIRE(page.desk->put_off(request, "the queue is locked", std::nullopt, page.now()).value());
    page.pass(std::chrono::minutes(1));
  }
  CHECK(page.store->sender_history("budi", {{}, date::days(7)}, page.now()).value().overrides.empty());
}

TEST_CASE("what no override passes is told in sentences, and nothing changes") {
  Page page(with_url());
  Browser budi(page);
  SECTION("there are none left") {
    for (const auto* to : {"a@satu.example", "b@dua.example", "c@tiga.example"})
      REQUIRE(act_by_link(budi, mail_link(page, hold_early(page, {.to = {to}})), "/send", "Penting").status == 303);
    const auto reference = hold_early(page);
    const auto link = mail_link(page, reference);
    CHECK(has(text_of(budi.get(link).body), "You have no override left: there are 3 in 7 days."));
    const auto answer = act_by_link(budi, link, "/send", "Penting juga");
    CHECK(answer.status == 409);
    CHECK(has(text_of(answer.body), "Not sent: you have too few overrides left (3 in 7 days)."));
    CHECK(is_untouched(page, reference));
  }
  SECTION("it has too many prospects") {
    const Lines to{"a@satu.example",  "b@dua.example",  "c@tiga.example",
                   "d@empat.example", "e@lima.example", "f@enam.example"};
    for (const auto& one : to) send_before(page, one, "2026-11-20T10:00+07:00");
    const auto reference = page.hold({.to = to});
    const auto answer = act_by_link(budi, mail_link(page, reference), "/send", "Penting");
    CHECK(answer.status == 409);
    CHECK(has(text_of(answer.body), "Not sent: you have too few overrides left (3 in 7 days)."));
    CHECK(is_untouched(page, reference));
  }
  SECTION("a rule stands against it that none passes") {
    send_before(page, own_ani, "2026-11-23T09:00+07:00", "tono");
    const auto reference = page.hold();
    const auto answer = act_by_link(budi, mail_link(page, reference), "/send", "Penting & <b>segera</b>");
    CAPTURE(text_of(answer.body));
    CHECK(answer.status == 409);
    CHECK(has(text_of(answer.body), "Not sent: no override passes this.tono is already in touch with this prospect"));
    CHECK(has(answer.body, "value=\"Penting &amp; &lt;b&gt;segera&lt;/b&gt;\""));  // what was typed is not lost
    CHECK(is_untouched(page, reference));
  }
}

TEST_CASE("a reviewer who is asked finds the mail among what needs a decision, with the salesperson's words") {
  Page page(with_url());
  const auto reference = page.hold({.release = policy::Release::when_allowed});
  const auto link = mail_link(page, reference);
  Browser budi(page);
  CHECK(act_by_link(budi, link, "/ask").status == 422);
  CHECK(act_by_link(budi, link, "/ask", "Ia menunggu <harga>.").status == 303);
  CHECK(record_of_mail(page, reference) == Lines{"budi (link): reviewer asked: Ia menunggu <harga>."});
  CHECK(page.desk->show(reference).value()->item.message.release == policy::Release::review);
  CHECK(has(text_of(budi.get(link).body), "You asked a reviewer on Tue 24 Nov 2026, 10:00 WIB"));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(has(sari.get("/").body, "The salesperson asks for help"));
  const auto shown = sari.get("/held/" + reference).body;
  CHECK(has(shown, "Ia menunggu &lt;harga&gt;."));
  CHECK(has(text_of(shown), "budi (by link)"));
}

TEST_CASE("once settled, a link says what became of the mail, and no more") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  const auto before = budi.get(link);
  REQUIRE(page.ask(store::Ask::What::discard, reference, "sari"));
  REQUIRE(page.desk->finish(page.desk->show(reference).value()->item.request->id, page.now()).value());
  const auto after = budi.get(link);
  CHECK(after.status == 200);
  CHECK(has(text_of(after.body), "What became of this mail"));
  CHECK(has(text_of(after.body), "This mail has been discarded. (Tue 24 Nov 2026, 10:00 WIB)"));
  for (const auto* gone :
       {"Penawaran pompa", "apakah sudah dicek?", "/send\"", "/ask\"", "/take-back\"", own_ani.c_str()})
    CHECK_FALSE(has(after.body, gone));
  const auto record = page.record();
  for (const std::string form : {"/send", "/ask", "/take-back"})
    CHECK(budi.post(link + form, {{"seen", seen_in(before.body)}, {"words", "Sekarang"}}).status == 409);
  CHECK(page.record() == record);
}

TEST_CASE("of mail that is gone from the queue its salesperson decides nothing") {
  Page page(with_url());
  const auto reference = hold_early(page);
  REQUIRE(page.desk->found(reference, store::HeldState::gone, page.now(), "not in the queue").value());
  Browser budi(page);
  const auto link = mail_link(page, reference);
  const auto opened = budi.get(link);
  CHECK_FALSE(has(opened.body, "/take-back\""));
  const auto seen = store::version_of(*page.desk->show(reference).value());
  for (const std::string form : {"/send", "/ask", "/take-back"})
    CHECK(budi.post(link + form, {{"seen", seen}, {"words", "Sekarang"}}).status == 409);
  CHECK(page.desk->show(reference).value()->item.message.state == store::HeldState::gone);
}

TEST_CASE("the link to the own page goes to the salesperson's own address alone, and not often") {
  Page page(with_url());
  const auto link = mail_link(page, page.hold());
  Browser budi(page);
  budi.get(link);
  for (int i = 0; i < store::most_own_page_mails; ++i) {
    const auto answer = budi.post(link + "/page", {{"to", "evil@evil.example"}, {"address", "evil@evil.example"}});
    CHECK(answer.status == 200);
    CHECK(has(text_of(answer.body), "The link to your page is on its way to your mailbox."));
    CHECK_FALSE(has(answer.body, "/me/"));
  }
  for (int i = 0; i < 20; ++i) CHECK(budi.post(link + "/page", {}).status == 429);
  const auto notices = page_notices(page);
  REQUIRE(notices.size() == 5);
  for (const auto& notice : notices) {
    CHECK(notice.to == "budi@ours.example");
    CHECK(notice.by == "budi (link)");
    CHECK(links_of(page).person_behind(link_in(notice).substr(4), page.now()) == "budi");
  }
  CHECK(page.record(1) == Lines{"own page asked|budi (link)|"});
  page.pass(std::chrono::hours(1));
  CHECK(budi.post(link + "/page", {}).status == 200);
}

TEST_CASE("the link to the own page opens it by its button alone, and while it lasts") {
  Page page(with_url());
  page.hold();
  page.hold({.subject = "Rahasia sari", .salesperson = "sari@ours.example"});
  const auto link = page_link(page);
  Browser budi(page);
  const auto door = budi.get(link);
  CHECK(door.status == 200);
  CHECK_FALSE(door.has_header("Set-Cookie"));
  CHECK_FALSE(has(door.body, "Penawaran pompa"));
  CHECK(budi.post(link, {{"csrf", "00112233445566778899aabbccddeeff"}}).status == 403);
  const auto entered = budi.post(link, {});
  CHECK(entered.status == 303);
  CHECK(entered.get_header_value("Location") == "/me");
  CHECK(std::regex_match(entered.get_header_value("Set-Cookie"),
                         std::regex("jeda-own=[0-9]+-[0-9a-f]+-[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Strict; "
                                    "Max-Age=15552000")));
  CHECK(page.record(1) == Lines{"own page opened|budi (link)|"});
  const auto own = budi.get("/me");
  CHECK(own.status == 200);
  CHECK(has(own.body, "Penawaran pompa"));
  CHECK_FALSE(has(own.body, "Rahasia sari"));
  CHECK(budi.get("/").status == 303);  // it is no login of the reviewers' pages
  SECTION("a link that has ended opens nothing, and a new one can be sent") {
    page.pass(OwnKeys::link_lasts);
    Browser late(page);
    CHECK(late.get(link).status == 410);
    CHECK(late.post(link, {}).status == 410);
    CHECK_FALSE(has(late.get("/me").body, "Penawaran pompa"));
    late.get(link);
    CHECK(late.post(link + "/again", {}).status == 200);
    CHECK(page_notices(page).at(0).to == "budi@ours.example");
  }
  SECTION("after thirty days the browser is known only for whose it was") {
    page.pass(OwnKeys::session_lasts);
    const auto old = budi.get("/me");
    CHECK_FALSE(has(old.body, "Penawaran pompa"));
    CHECK(budi.post("/me/link/new", {}).status == 200);
    CHECK(page_notices(page).at(0).to == "budi@ours.example");
  }
  SECTION("it is closed by its button") {
    CHECK(budi.post("/me", {{"csrf", ""}}).status == 403);
    CHECK(budi.get("/me").status == 200);
    CHECK(budi.post("/me", {}).status == 303);
    CHECK(has(text_of(budi.get("/me").body), "This browser does not know you."));
  }
  SECTION("a cookie is no link, and a link is no cookie") {
    Browser thief(page);
    CHECK(thief.get("/me/" + budi.cookies.at("jeda-own")).status == 404);
    thief.cookies["jeda-own"] = link.substr(4);
    CHECK(has(text_of(thief.get("/me").body), "This browser does not know you."));
  }
}

TEST_CASE("a forwarded notice gives its one mail and never the own page") {
  Page page(with_url());
  const auto reference = page.hold();
  page.hold({.subject = "Rahasia lain"});
  const auto link = mail_link(page, reference);
  Browser friend_of(page);
  CHECK_FALSE(has(friend_of.get(link).body, "Rahasia lain"));
  friend_of.post(link + "/page", {});  // goes to budi
  CHECK_FALSE(has(friend_of.get("/me").body, "Rahasia lain"));
  CHECK(friend_of.get("/me/" + link.substr(3)).status == 404);
  friend_of.cookies["jeda-own"] = link.substr(3);
  CHECK_FALSE(has(friend_of.get("/me").body, "Rahasia lain"));
}

TEST_CASE("a salesperson's address may be as long as an address can be") {
  Page page(with_url());
  Browser own(page);
  const auto name = std::string(241, 'x') + "@ours.example";
  enter(page, own, name);
  CHECK(own.get("/me").status == 200);
  CHECK(has(text_of(own.get("/me").body), "Nothing of yours is on hold."));
}

TEST_CASE("who left the organisation's salespeople has no page any more") {
  Page page(with_url());
  page.hold({.subject = "Milik bekas", .salesperson = "bekas"});
  Browser left(page);
  CHECK(left.get(page_link(page, "bekas")).status == 404);
}

TEST_CASE("without an address of its own in the settings, the site sends no links") {
  Page page;
  const auto link = mail_link(page, page.hold());
  Browser budi(page);
  CHECK_FALSE(has(budi.get(link).body, "/page\""));
  CHECK(budi.post(link + "/page", {}).status == 409);
  CHECK(page_notices(page).empty());
}

TEST_CASE("links need no account where a proxy logs people in, and a reviewer's login adds nothing to them") {
  auto settings = with_url();
  settings.user_header = "X-User";
  settings.proxies = {"127.0.0.1"};
  Page page(settings);
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  Browser budi(page);
  CHECK(budi.get(link).status == 200);
  const auto answer = budi.get(link, {{"X-User", "sari"}});
  CHECK(answer.status == 200);
  CHECK_FALSE(has(answer.body, "sari"));
  CHECK(act_by_link(budi, link, "/take-back").status == 303);
}

TEST_CASE("no log and no record has the token of a link") {
  Page page(with_url());
  const auto reference = hold_early(page);
  const auto link = mail_link(page, reference);
  const auto own = page_link(page);
  Browser budi(page);
  for (const auto& path : {link, own}) {
    for (const std::string method : {"PUT", "DELETE", "BREW"}) send({page.port, method, path});
    budi.get(path);
    budi.post(path, {{"csrf", "x"}});
    budi.post(path + "/ask", {{"csrf", "x"}});
    budi.get(path + "/nothing");
  }
  budi.get("/m/" + std::string(42, 'f'));
  act_by_link(budi, link, "/ask", "Tolong");
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  sari.get(link + "/x/y");
  sari.get(own + "x");
  for (const auto& lines : {page.log.lines(), page.record()})
    for (const auto& line : lines) {
      CAPTURE(line);
      CHECK_FALSE(has(line, link.substr(13)));
      CHECK_FALSE(has(line, own.substr(own.size() - 32)));
    }
}

TEST_CASE("the own page says who waits, whom to write to now or when, and whom not") {
  Page page(with_url());
  send_before(page, "tunggu@satu.example", "2026-11-20T10:00+07:00");
  reply_from(page, "tunggu@satu.example", "2026-11-23T09:30+07:00");
  reply_from(page, "lead@baru.example", "2026-11-23T11:00+07:00");
  send_before(page, "lama@dua.example", "2026-11-10T10:00+07:00");
  send_before(page, "baru@tiga.example", "2026-11-22T10:00+07:00");
  for (int i = 1; i <= 8; ++i)
    send_before(page, "diam@empat.example", "2026-10-0" + std::to_string(i) + "T10:00+07:00");
  send_before(page, "milik@tono.example", "2026-11-20T10:00+07:00");
  send_before(page, "milik@tono.example", "2026-11-22T10:00+07:00", "tono");
  REQUIRE(page.store->change_prospect("lama@dua.example", [](auto& facts) { facts.names = {"Lama <b>"}; }));
  Browser budi(page);
  enter(page, budi);
  const auto own = budi.get("/me").body;
  const auto said = text_of(own);
  CAPTURE(said);
  CHECK(has(said, "Nothing of yours is on hold."));
  CHECK(has(said, "tunggu@satu.exampleWrote on Mon 23 Nov 2026, 09:30 WIB"));
  CHECK(has(said, "lead@baru.exampleWrote on Mon 23 Nov 2026, 11:00 WIB"));
  CHECK(has(said, "Lama &lt;b&gt; (lama@dua.example) May be written to nowLast contact Tue 10 Nov 2026, 10:00 WIB"));
  CHECK(has(said,
            "baru@tiga.example LaterLast contact Sun 22 Nov 2026, 10:00 WIB; unanswered: 1May be written to from "
            "Mon 30 Nov 2026, 09:00 WIB"));
  CHECK(has(said,
            "diam@empat.example No more mail for nowLast contact Thu 8 Oct 2026, 10:00 WIB; unanswered: 88 "
            "contacts stand unanswered; the limit is 8."));
  CHECK_FALSE(has(said, "milik@tono.example"));
}

TEST_CASE("the own page lists what was tagged of late") {
  Page page(with_url());
  for (const auto* at : {"2026-11-01T10:00+07:00", "2026-11-20T10:00+07:00"}) {
    store::Offer offer;
    offer.salesperson = "budi";
    offer.fingerprint = at;
    offer.subject = std::string("Ditandai ") + at;
    offer.recipients = {{own_ani, own_ani, ""}};
    REQUIRE(page.store->transact(offer, [&](const policy::Histories&) {
      store::Judgement judgement;
      judgement.at = moment(at);
      judgement.decision.verdict = policy::Verdict::tag;
      judgement.decision.answers = {false};
      policy::Finding finding;
      finding.rule = "stop-soon";
      finding.kind = "stop-after";
      finding.action = policy::Action::tag;
      finding.prospect = own_ani;
      finding.facts = policy::StopFacts{{}, 6, 6, false, {}};
      judgement.decision.findings = {finding};
      return judgement;
    }));
  }
  Browser budi(page);
  enter(page, budi);
  const auto said = text_of(budi.get("/me").body);
  CAPTURE(said);
  CHECK(has(said,
            "Ditandai 2026-11-20T10:00+07:00To ani@warung.example · Fri 20 Nov 2026, 10:00 WIB6 contacts stand "
            "unanswered; the limit is 6."));
  CHECK_FALSE(has(said, "2026-11-01"));
}

TEST_CASE("hostile subjects, names and words are text on the pages of links too") {
  Page page(with_url());
  const std::string evil = "<script>alert(1)</script>{{form_token}}\u202e\"'><img src=x>";
  const auto reference = page.hold(
      {.subject = evil, .to = {"\"" + evil + "\"@warung.example"}, .headers = "From: " + evil + "\n", .excerpt = evil});
  const auto link = mail_link(page, reference);
  Browser budi(page);
  act_by_link(budi, link, "/ask", evil);
  enter(page, budi);
  for (const auto& path : {link, std::string("/me")}) {
    const auto shown = budi.get(path).body;
    CAPTURE(shown);
    CHECK(has(shown, "&lt;script&gt;alert(1)&lt;/script&gt;{{form_token}}\\u202e"));
    CHECK_FALSE(has(shown, "<script"));
    CHECK_FALSE(has(shown, "<img src=x"));
  }
}
