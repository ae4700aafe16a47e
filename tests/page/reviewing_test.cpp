// What a reviewer has on the page beyond one mail: parts, groups, filters that stay, undo, the next mail, the whole
// mail, wishes, words that a login's end does not lose.
#include <catch2/catch.hpp>

#include "page.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;
using What = store::Ask::What;

namespace {

std::string told_on(const Answer& answer) {
  const auto start = answer.body.find("<div class=\"told ");
  if (start == std::string::npos) return "";
  return text_of(answer.body.substr(start, answer.body.find("</div>", start) - start));
}

store::HeldDetail shown_by(Page& page, const std::string& reference) {
  const auto found = page.desk->show(reference);
  REQUIRE(found);
  REQUIRE(*found);
  return **found;
}

std::string seen_on(const std::string& body) { return attribute_after(body, "name=\"seen\"", "value"); }

/// The part of the queue of that name, as text.
std::string part_of_queue(const std::string& body, const std::string& name) {
  const auto start = body.find("aria-labelledby=\"h-" + name + "\"");
  if (start == std::string::npos) return "";
  return text_of("<" + body.substr(start, body.find("</section>", start) - start));
}

const std::string broadcast =
    "kami menawarkan pompa baru dengan harga khusus bulan ini, silakan hubungi kami untuk contoh dan daftar harga";

config::ReviewSettings with_replies() {
  config::ReviewSettings review;
  review.replies = {{"Belum waktunya", "Mohon tunggu balasan mereka."}, {"Salah orang", "Ini prospek orang lain."}};
  return review;
}

}  // namespace

TEST_CASE("what needs a decision stands apart from what was asked for and what goes by itself") {
  Page page;
  page.hold({.subject = "Putuskan"});
  page.hold({.subject = "Tanpa waktu", .release = policy::Release::when_allowed, .has_moment = false});
  page.hold({.subject = "Sendiri", .release = policy::Release::when_allowed});
  const auto asked = page.hold({.subject = "Diminta"});
  REQUIRE(page.ask(What::release, asked, "rina"));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/").body;
  const auto needs = part_of_queue(body, "needs");
  CHECK(has(needs, "Needs you 2 messages"));
  CHECK(has(needs, "Putuskan"));
  CHECK(has(needs, "Tanpa waktu"));
  CHECK_FALSE(has(needs, "Sendiri"));
  CHECK(has(part_of_queue(body, "itself"), "Goes automatically 1 message"));
  CHECK(has(part_of_queue(body, "itself"), "Sendiri"));
  CHECK(has(part_of_queue(body, "asked"), "Diminta"));
}

TEST_CASE("mail whose request failed needs a decision again") {
  Page page;
  const auto reference = page.hold({.subject = "Gagal", .release = policy::Release::when_allowed});
  REQUIRE(page.ask(What::release, reference, "rina"));
  const auto request = shown_by(page, reference).requests[0].id;
  REQUIRE(*page.desk->begin(request, page.now()));
  REQUIRE(*page.desk->put_off(request, "fatal", std::nullopt, page.now()));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(has(part_of_queue(sari.get("/").body, "needs"), "Gagal"));
}

TEST_CASE("one text of one salesperson to many is one line with one decision") {
  Page page;
  std::vector<std::string> references;
  for (int i = 0; i < 18; ++i)
    references.push_back(
        page.hold({.subject = "Promo", .to = {"p" + std::to_string(i) + "@warung.example"}, .written = broadcast}));
  page.hold({.subject = "Promo", .salesperson = "tono", .to = {"q@warung.example"}, .written = broadcast});
  page.hold({.subject = "Lain",
             .to = {"r@warung.example"},
             .written = "surat lain tentang rapat di kantor pusat hari jumat"});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/").body;
  CHECK(has(part_of_queue(body, "needs"), "Needs you 20 messages"));
  CHECK(has(part_of_queue(body, "needs"), "18 identical messages"));
  const auto choice = attribute_after(body, "type=\"checkbox\" name=\"ref\"", "value");
  CHECK(std::count(choice.begin(), choice.end(), ' ') == 17);
  const auto listed = sari.post("/several", {{"what", "return"}, {"ref", choice}});
  CHECK(has(text_of(listed.body), "Return the chosen messages (18)?"));
  const auto all = attribute_after(listed.body, "name=\"ref\"", "value");
  const auto done = sari.post("/several/do", {{"what", "return"}, {"ref", all}, {"words", "Satu per satu, ya."}});
  CHECK(done.status == 303);
  CHECK(told_on(sari.get("/")) == "18 requested.");
  for (const auto& reference : references) CHECK(shown_by(page, reference).requests.size() == 1);
}

TEST_CASE("what a release of several passes is said before, and its button is not the first") {
  Page page;
  const auto one = page.hold();
  const auto two = page.hold({.to = {"joko@pabrik.example"}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.post("/several", {{"what", "release"}, {"ref", one + " " + two}}).body;
  CHECK(
      has(text_of(body), "They are sent at once, against these rules (how many messages): Time between contacts (2)."));
  CHECK(has(body, "<button class=\"\">Release now</button>"));
}

TEST_CASE("all of a page is selected by one link") {
  Page page;
  page.hold();
  page.hold({.to = {"joko@pabrik.example"}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/?salesperson=budi").body;
  CHECK_FALSE(has(body, " checked>"));
  const auto all = attribute_after(body, "class=\"several\"", "href");
  CHECK(all == "/?salesperson=budi&all=yes#h-needs");
  const auto ticked = sari.get(all.substr(0, all.find('#'))).body;
  CHECK(has(ticked.substr(ticked.find("name=\"ref\"")), " checked>"));
}

TEST_CASE("filters go along to a mail, through every action and back") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto queue = sari.get("/?salesperson=budi&order=newest").body;
  const auto href = attribute_after(queue, "class=\"title\"", "href");
  CHECK(href == "/held/" + reference + "?list=salesperson%3Dbudi%26order%3Dnewest");
  const auto mail = sari.get(href).body;
  CHECK(has(mail, "href=\"/?salesperson=budi&amp;order=newest\""));
  const std::string list = "salesperson=budi&order=newest";
  CHECK(sari.post("/held/" + reference + "/note", {{"words", "x"}, {"list", list}}).get_header_value("Location") ==
        href);
  const auto again = sari.get(href).body;
  CHECK(sari.post("/held/" + reference + "/release", {{"seen", seen_on(again)}, {"list", list}})
            .get_header_value("Location") == href);
  CHECK(sari.post("/several", {{"what", "release"}, {"list", list}}).get_header_value("Location") == "/?" + list);
  CHECK(sari.post("/language", {{"to", "id"}, {"back", "/?" + list}}).get_header_value("Location") == "/?" + list);
  // Nothing but filters is carried.
  CHECK(sari.post("/several", {{"list", "salesperson=a%0d%0aX: y&evil=1"}}).get_header_value("Location") ==
        "/?salesperson=a%0D%0AX%3A%20y");
}

TEST_CASE("no link makes a green line of nothing") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const auto& path : {"/held/" + reference + "?did=release", std::string("/?did=several&n=5")})
    CHECK(told_on(sari.get(path)).empty());
  sari.cookies["jeda-told"] = "release.0.1795485600.00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  CHECK(told_on(sari.get("/held/" + reference)).empty());
  sari.post("/held/" + reference + "/note", {{"words", "x"}});
  const auto cookie = sari.cookies["jeda-told"];
  CHECK(told_on(sari.get("/held/" + reference)) == "The note is kept.");
  CHECK(told_on(sari.get("/held/" + reference)).empty());  // once
  sari.cookies["jeda-told"] = cookie;
  page.pass(std::chrono::minutes(2));
  CHECK(told_on(sari.get("/held/" + reference)).empty());
}

TEST_CASE("what was asked for can be taken back until the mail server begins, for a minute") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto path = "/held/" + reference;
  sari.post(path + "/release", {{"seen", seen_on(sari.get(path).body)}});
  const auto asked = shown_by(page, reference).requests.at(0);
  CHECK(asked.next_try == page.now() + std::chrono::seconds(10));
  CHECK(page.desk->due("mail.ours.example", page.now(), 10)->empty());
  SECTION("in time") {
    CHECK(has(sari.get(path).body, "action=\"" + path + "/undo\""));
    CHECK(sari.post(path + "/undo", {}).status == 303);
    CHECK(told_on(sari.get(path)) == "Undone. The mail waits as before.");
    CHECK(shown_by(page, reference).requests.at(0).state == store::RequestState::voided);
    CHECK(page.record(1) == std::vector<std::string>{"undone|sari|release"});
    CHECK_FALSE(*page.desk->begin(asked.id, page.now()));
  }
  SECTION("from the queue") {
    CHECK(sari.post("/several/undo", {{"ref", reference}}).status == 303);
    CHECK(told_on(sari.get("/")) == "Undone: 1.");
  }
  SECTION("once it has begun") {
    page.pass(std::chrono::seconds(11));
    REQUIRE(*page.desk->begin(asked.id, page.now()));
    CHECK_FALSE(has(sari.get(path).body, "/undo\""));
    const auto late = sari.post(path + "/undo", {});
    CHECK(late.status == 409);
    CHECK(told_on(late) == "Not undone: the mail server has begun, or the minute is over.");
  }
  SECTION("after the minute") {
    page.pass(std::chrono::seconds(60));
    CHECK(sari.post(path + "/undo", {}).status == 409);
  }
}

TEST_CASE("a release when allowed can be taken back, too") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto path = "/held/" + reference;
  sari.post(path + "/when-allowed", {{"seen", seen_on(sari.get(path).body)}});
  CHECK(sari.post(path + "/undo", {}).status == 303);
  CHECK(shown_by(page, reference).item.message.release == policy::Release::review);
}

TEST_CASE("what the command asks for does not wait") {
  Page page;
  const auto reference = page.hold();
  REQUIRE(page.ask(What::release, reference, "root (shell)"));
  CHECK(page.desk->due("mail.ours.example", page.now(), 10)->size() == 1);
}

TEST_CASE("the next mail is the next that needs a decision, in the order of the list") {
  Page page;
  const auto one = page.hold({.at = "2026-11-20T10:00+07:00"});
  const auto other = page.hold({.at = "2026-11-21T10:00+07:00", .release = policy::Release::when_allowed});
  const auto two = page.hold({.salesperson = "tono", .at = "2026-11-22T10:00+07:00"});
  const auto three = page.hold({.at = "2026-11-23T10:00+07:00"});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto next = [&](const std::string& from, const std::string& list = "") {
    return sari.get("/next?ref=" + from + "&list=" + http::query_escaped(list)).get_header_value("Location");
  };
  CHECK(next(one) == "/held/" + two);
  CHECK(next(two) == "/held/" + three);
  CHECK(next(three) == "/held/" + one);
  CHECK(next(three, "order=newest") == "/held/" + two + "?list=order%3Dnewest");
  CHECK(next(one, "salesperson=budi") == "/held/" + three + "?list=salesperson%3Dbudi");
  CHECK(next(two, "salesperson=tono") == "/?salesperson=tono");
  CHECK(told_on(sari.get("/")) == "Nothing else needs a decision.");
}

TEST_CASE("what each button does is said, and none that passes a rule comes first") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/held/" + reference).body;
  CHECK(has(text_of(body), "It is judged again at Fri 27 Nov 2026, 10:00 WIB, and sent if no rule objects then."));
  CHECK(has(body, "<button class=\"main\" aria-describedby=\"when-hint\">Release when allowed</button>"));
  CHECK(has(body, "<button aria-describedby=\"release-hint\">Release now</button>"));
  const auto without = page.hold({.to = {"joko@pabrik.example"}, .has_moment = false});
  CHECK(has(sari.get("/held/" + without).body, "<button class=\"main\">Return</button>"));
}

TEST_CASE("a reply of the organisation's goes with what is typed") {
  Page page({}, {}, with_replies());
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto path = "/held/" + reference;
  const auto body = sari.get(path).body;
  CHECK(has(text_of(body), "Belum waktunya"));
  CHECK(has(text_of(body), "Mohon tunggu balasan mereka."));
  SECTION("alone") {
    sari.post(path + "/return", {{"seen", seen_on(body)}, {"reply", "1"}, {"words", ""}});
    CHECK(shown_by(page, reference).requests.at(0).words == "Mohon tunggu balasan mereka.");
  }
  SECTION("with words") {
    sari.post(path + "/return", {{"seen", seen_on(body)}, {"reply", "2"}, {"words", "Tanya Dewi."}});
    CHECK(shown_by(page, reference).requests.at(0).words == "Ini prospek orang lain.\n\nTanya Dewi.");
  }
  SECTION("none") { CHECK(sari.post(path + "/return", {{"seen", seen_on(body)}, {"reply", "3"}}).status == 422); }
}

TEST_CASE("the whole mail: text, attachments, links with their targets, the source") {
  const std::string source =
      "From: budi@ours.example\r\nSubject: Penawaran\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
      "boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHalo\r\n--x\r\nContent-Type: text/html; "
      "name=\"<b>.html\"\r\nContent-Disposition: attachment; "
      "filename=\"<b>\\\"harga.html\"\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\nPHNjcmlwdD4=\r\n--x--\r\n";
  Page page;
  const auto reference =
      page.hold({.headers = "From: budi@ours.example\nAttachment: harga.pdf (application/pdf, 12 bytes)\n"
                            "Link: klik di sini <https://evil.example/a?b=1>\n",
                 .source = source});
  const auto bare =
      page.hold({.headers = "From: budi@ours.example\nAttachment: harga.pdf (application/pdf, 12 bytes)\n"});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/held/" + reference).body;
  const auto text = text_of(body);
  CHECK(has(text, "klik di sini→ https://evil.example/a?b=1"));
  CHECK_FALSE(has(body, "href=\"https://evil.example"));
  CHECK(has(text, "&lt;b&gt;&quot;harga.html (text/html, 8 bytes)"));
  const auto file = sari.get("/held/" + reference + "/attachment?n=0");
  CHECK(file.body == "<script>");
  CHECK(file.get_header_value("Content-Type") == "application/octet-stream");
  CHECK(file.get_header_value("X-Content-Type-Options") == "nosniff");
  CHECK(file.get_header_value("Content-Disposition") ==
        "attachment; filename=\"_b__harga.html\"; filename*=UTF-8''%3Cb%3E%22harga.html");
  CHECK(sari.get("/held/" + reference + "/source").body == source);
  for (const auto* path :
       {"/attachment?n=1", "/attachment?n=", "/attachment?n=-1", "/attachment?n=99999999999999999999"})
    CHECK(sari.get("/held/" + reference + path).status == 404);
  const auto without = sari.get("/held/" + bare);
  CHECK(has(text_of(without.body), "harga.pdf (application/pdf, 12 bytes)"));
  CHECK(has(text_of(without.body), "On the mail server, as root: postcat -qbh 4fWz1k0Q (mail.ours.example)"));
  CHECK(sari.get("/held/" + bare + "/source").status == 404);
}

TEST_CASE("a moment that has passed is not shown as coming") {
  Page page;
  const auto review = page.hold();
  const auto scheduled = page.hold({.to = {"joko@pabrik.example"}, .release = policy::Release::when_allowed});
  page.pass(std::chrono::hours(24 * 30));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto queue = text_of(sari.get("/").body);
  CHECK_FALSE(has(queue, "Fri 27 Nov 2026"));
  CHECK(has(queue, "may go now; the mail server sends it shortly"));
  const auto mail = text_of(sari.get("/held/" + review).body);
  CHECK_FALSE(has(mail, "from Fri 27 Nov 2026"));
  CHECK(has(text_of(sari.get("/held/" + scheduled).body),
            "May be sent frommay go now; the mail server sends it shortly"));
}

TEST_CASE("times are the reader's, the prospect's beside them where it matters") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  sari.cookies["jeda-zone"] = "Asia/Jayapura";
  const auto text = text_of(sari.get("/held/" + reference).body);
  CHECK(has(text, "Held sinceMon 23 Nov 2026, 12:00 WIT"));
  sari.cookies["jeda-zone"] = "../../etc/passwd";
  CHECK(has(text_of(sari.get("/held/" + reference).body), "Held sinceMon 23 Nov 2026, 10:00 WIB"));
  sari.cookies.erase("jeda-zone");
  sari.post("/zone", {{"to", "Asia/Makassar"}, {"back", "/held/" + reference}});
  CHECK(has(text_of(sari.get("/held/" + reference).body), "Held sinceMon 23 Nov 2026, 11:00 WITA"));
}

TEST_CASE("the end of a login loses no words") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto path = "/held/" + reference;
  const auto body = sari.get(path).body;
  page.pass(std::chrono::hours(9));
  const auto ended = sari.post(path + "/return", {{"seen", seen_on(body)}, {"words", "Mohon <tunggu>\r\ndulu."}});
  CHECK(ended.status == 403);
  CHECK(told_on(ended) == "Your login has ended. Nothing was done.");
  const auto kept = [](const std::string& html, const std::string& name) {
    return attribute_after(html, "name=\"" + name + "\"", "value");
  };
  CHECK(kept(ended.body, "kept_path") == path + "/return");
  Form form{{"name", "sari"},
            {"password", "wrong"},
            {"kept_path", path + "/return"},
            {"kept_words", "Mohon <tunggu>\r\ndulu."}};
  const auto wrong = sari.post("/login", form);
  CHECK(wrong.status == 401);
  CHECK(kept(wrong.body, "kept_path") == path + "/return");
  form[1].second = password;
  const auto again = sari.post("/login", form);
  CHECK(again.status == 200);
  CHECK(told_on(again) == "You are logged in again. Nothing was done yet: what you wrote is still in the form below.");
  CHECK(has(again.body, ">Mohon &lt;tunggu&gt;\ndulu.</textarea>"));
  CHECK(shown_by(page, reference).requests.empty());
  CHECK(sari.post(path + "/return", {{"seen", seen_on(again.body)}, {"words", "Mohon"}}).status == 303);
}

TEST_CASE("wishes and dead addresses are confirmed or lifted on the page") {
  Page page;
  const auto add = [&](const std::string& prospect, policy::TouchKind kind, const std::string& note) {
    store::Event event{{prospect, prospect, ""}, kind, page.now() - std::chrono::hours(1)};
    event.details.note = note;
    REQUIRE(page.store->record_events({event}));
  };
  add("ani@warung.example", policy::TouchKind::opt_out_wish, "jangan <b>kirim</b> lagi");
  add("joko@pabrik.example", policy::TouchKind::doubtful_wish, "cukup sekian");
  add("mati@pabrik.example", policy::TouchKind::hard_bounce, "550 no such user");
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto text = text_of(sari.get("/wishes").body);
  CHECK(has(text, "jangan &lt;b&gt;kirim&lt;/b&gt; lagi"));
  CHECK(has(text, "in doubt"));
  CHECK(has(text, "550 no such user"));
  const auto decide = [&](const std::string& prospect, const std::string& of, const std::string& what) {
    const auto body = sari.get("/wishes").body;
    const auto seen = attribute_after(body.substr(body.find("value=\"" + prospect + "\"")), "name=\"seen\"", "value");
    return sari.post("/wishes", {{"prospect", prospect}, {"of", of}, {"what", what}, {"seen", seen}});
  };
  CHECK(decide("ani@warung.example", "wish", "block").status == 303);
  CHECK(told_on(sari.get("/wishes")) == "Confirmed: no more mail goes to this prospect.");
  CHECK(page.record(1) == std::vector<std::string>{"prospect blocked|sari|ani@warung.example"});
  CHECK(decide("joko@pabrik.example", "wish", "allow").status == 303);
  CHECK(decide("mati@pabrik.example", "dead", "allow").status == 303);
  const auto after = text_of(sari.get("/wishes").body);
  CHECK(has(after, "No wish waits for a decision."));
  CHECK(has(after, "No address is dead."));
  const auto stale =
      sari.post("/wishes", {{"prospect", "ani@warung.example"}, {"of", "wish"}, {"what", "allow"}, {"seen", "1"}});
  CHECK(stale.status == 409);
  Browser dewi(page);
  REQUIRE(dewi.login("dewi"));
  CHECK(dewi.get("/wishes").status == 403);
}

TEST_CASE("chips name the decisive rules first and count the rest") {
  Page page;
  const auto finding = [](const std::string& rule, policy::Action action) {
    policy::Finding one;
    one.rule = rule;
    one.kind = "gap";
    one.prospect = "ani@warung.example";
    one.action = action;
    one.facts = policy::GapFacts{};
    return one;
  };
  page.hold({.findings = {finding("tanda", policy::Action::tag), finding("tahan", policy::Action::hold),
                          finding("tolak", policy::Action::reject), finding("lain", policy::Action::hold)}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(has(text_of(sari.get("/").body), " tolaktahan+2 more "));
}
