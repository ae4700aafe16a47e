#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>

#include "page.h"
#include "tests/support/slowness.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;
using What = store::Ask::What;

namespace {

std::string told(const Answer& answer) {
  const auto start = answer.body.find("<div class=\"told ");
  if (start == std::string::npos) return "";
  return text_of(answer.body.substr(start, answer.body.find("</div>", start) - start));
}

store::HeldDetail detail_of(Page& page, const std::string& reference) {
  const auto found = page.desk->show(reference);
  REQUIRE(found);
  REQUIRE(*found);
  return **found;
}

/// Presses a button as the page gave it, "seen" and all.
Answer press(Browser& browser, const std::string& page, const std::string& path, Form form = {}) {
  form.emplace_back("seen", attribute_after(page, "name=\"seen\"", "value"));
  return browser.post(path, form);
}

}  // namespace

TEST_CASE("the queue says who, to whom, why, since when and what comes next") {
  Page page;
  const auto reference = page.hold({.to = {"ani@warung.example", "joko@pabrik.example", "tuti@pabrik.example"}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto text = text_of(sari.get("/").body);
  CHECK(has(text, "Needs you 1 message "));
  CHECK(has(text, "Penawaran pompa" + reference));
  CHECK(has(text,
            "budi → ani@warung.example and 2 more Time between contacts Mon 23 Nov 2026, 10:00 WIB Needs a "
            "decisionearliest Fri 27 "
            "Nov 2026, 10:00 WIB"));
}

TEST_CASE("filters and pages lead to the mail asked for") {
  Page page;
  for (int i = 0; i < 60; ++i)
    page.hold({.subject = "Surat " + std::to_string(i),
               .salesperson = i == 7 ? "tono" : "budi",
               .to = {"p" + std::to_string(i) + "@warung.example"}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto first = sari.get("/").body;
  CHECK(has(text_of(first), "60 messages"));
  CHECK(has(first, ">Surat 0<"));
  CHECK_FALSE(has(first, ">Surat 55<"));
  const auto next = attribute_after(first, "class=\"pages\"", "href");
  const auto second = sari.get(next).body;
  CHECK(has(second, ">Surat 55<"));
  CHECK_FALSE(has(second, ">Surat 0<"));
  CHECK(has(text_of(sari.get("/?salesperson=tono").body), "1 message "));
  CHECK(has(text_of(sari.get("/?prospect=p12%40warung").body), "1 message "));
  CHECK(has(text_of(sari.get("/?text=surat+33").body), "1 message "));
  CHECK(has(text_of(sari.get("/?state=released").body), "No mail matches these filters."));
  CHECK(has(text_of(sari.get("/?rule=hours").body), "0 messages"));
  CHECK(has(text_of(sari.get("/?release=when-allowed").body), "0 messages"));
  CHECK(has(sari.get("/?order=newest&salesperson=tono").body, "<option value=\"newest\" selected>"));
}

TEST_CASE("one mail is shown with its reasons, its text and the prospect's history") {
  Page page;
  store::Event event;
  event.prospect = {"ani@warung.example", "ani@warung.example", ""};
  event.kind = policy::TouchKind::call;
  event.at = moment("2026-11-18T10:00+07:00");
  event.salesperson = "budi";
  event.details.note = "minta penawaran";
  REQUIRE(page.store->record_events({event}));
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto body = sari.get("/held/" + reference).body;
  const auto text = text_of(body);
  CHECK(has(text,
            "The last contact was Fri 20 Nov 2026, 10:00 WIB by budi, with 2 unanswered. The minimum gap is 7 days."));
  CHECK(has(text, "Tunggu tujuh hari."));
  CHECK(has(text, "Selamat pagi Bu Ani, apakah sudah dicek?"));
  CHECK(has(text, "May be sent from"));
  CHECK(has(text, "Wed 18 Nov 2026, 10:00 WIBcallbudiminta penawaran"));
  CHECK(has(body,
            "<svg class=\"line\" role=\"img\" aria-label=\"Timeline: 2 entries from Wed 18 Nov 2026, 10:00 WIB to "
            "Mon 23 Nov 2026, 10:00 WIB. The table below says the same.\">"));
  CHECK(has(body, "<time datetime=\"2026-11-23T10:00:00+07:00\">"));
  CHECK_FALSE(has(body, " style="));
}

TEST_CASE("each action is asked for, told and recorded") {
  struct Case {
    std::string path;
    Form form;
    store::RequestKind want_kind;
    std::string want_told;
    std::string want_asked;
  };
  const auto c = GENERATE(values<Case>({
      {"release",
       {},
       store::RequestKind::release,
       "Release requested. Reload to see the result.",
       "Release requested by sari at Tue 24 Nov 2026, 10:00 WIB. Waiting for the mail server."},
      {"return",
       {{"words", "Tunggu\r\nbalasannya "}},
       store::RequestKind::give_back,
       "Return requested. Reload to see the result.",
       "Return requested by sari at Tue 24 Nov 2026, 10:00 WIB. Waiting for the mail server."},
      {"discard",
       {{"words", ""}},
       store::RequestKind::discard,
       "Discarding requested. Reload to see the result.",
       "Discarding requested by sari at Tue 24 Nov 2026, 10:00 WIB. Waiting for the mail server."},
  }));
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto shown = sari.get("/held/" + reference).body;
  const auto answer = press(sari, shown, "/held/" + reference + "/" + c.path, c.form);
  CHECK(answer.status == 303);
  CHECK(answer.get_header_value("Location") == "/held/" + reference);
  const auto after = sari.get(answer.get_header_value("Location"));
  CHECK(told(after) == c.want_told);
  CHECK(has(text_of(after.body), c.want_asked));
  CHECK(has(text_of(after.body), "Requested; the mail server has not done it yet"));
  CHECK_FALSE(has(after.body, "action=\"/held/" + reference + "/release\""));
  const auto detail = detail_of(page, reference);
  REQUIRE(detail.requests.size() == 1);
  CHECK(detail.requests[0].kind == c.want_kind);
  CHECK(detail.requests[0].by == "sari");
  CHECK(detail.requests[0].words == (c.path == "return" ? "Tunggu\nbalasannya" : ""));
  CHECK(detail.entries.back().from == "127.0.0.1");
}

TEST_CASE("release when allowed is a promise for its moment") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto shown = sari.get("/held/" + reference).body;
  const auto answer = press(sari, shown, "/held/" + reference + "/when-allowed");
  CHECK(answer.get_header_value("Location") == "/held/" + reference);
  CHECK(detail_of(page, reference).item.message.release == policy::Release::when_allowed);
  CHECK(has(text_of(sari.get("/").body), "Will be sent automatically"));
}

TEST_CASE("mail that no moment makes right has no such button, and is not promised one") {
  Page page;
  const auto reference = page.hold({.has_moment = false});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto shown = sari.get("/held/" + reference).body;
  CHECK_FALSE(has(shown, "/when-allowed\""));
  const auto answer = press(sari, shown, "/held/" + reference + "/when-allowed");
  CHECK(answer.status == 409);
  CHECK(told(answer) == "Not done: at no time is this mail allowed.");
}

TEST_CASE("discarding asks again on a page of its own") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto asked = sari.get("/held/" + reference + "/discard");
  CHECK(has(text_of(asked.body),
            "Discard this mail? The mail is deleted from the mail server and reaches nobody. This "
            "cannot be undone."));
  CHECK(detail_of(page, reference).requests.empty());
}

TEST_CASE("a note is kept for reviewers") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(sari.post("/held/" + reference + "/note", {{"words", "Sudah saya telepon."}}).status == 303);
  const auto text = text_of(sari.get("/held/" + reference).body);
  CHECK(has(text, "note · sari · Tue 24 Nov 2026, 10:00 WIBSudah saya telepon."));
  CHECK(has(text_of(sari.get("/").body), "· 1 note"));
}

TEST_CASE("words that cannot be taken are said to be so, and are not lost") {
  struct Case {
    std::string words;
    std::string want_told;
  };
  const auto c = GENERATE(values<Case>({
      {"", "Not done: please write some words first."},
      {" \r\n\t", "Not done: please write some words first."},
      {std::string(4001, 'x'), "Not done: the text is longer than 4000 bytes."},
      {"a\xff", "Not done: the text is not UTF-8."},
      {std::string("a\0b", 3), "Not done: the text is not UTF-8."},
  }));
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  for (const std::string path : {"/return", "/note"}) {
    const auto answer = sari.post("/held/" + reference + path, {{"words", c.words}});
    CHECK(answer.status == 422);
    CHECK(told(answer) == c.want_told);
    if (c.words.size() > 4000) CHECK(has(answer.body, ">" + c.words + "</textarea>"));
  }
  CHECK(detail_of(page, reference).entries.empty());
}

TEST_CASE("the second of two reviewers is told what the first did") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  Browser rina(page, "id");
  REQUIRE(sari.login("sari"));
  REQUIRE(rina.login("rina"));
  const auto seen_by_rina = rina.get("/held/" + reference).body;
  SECTION("a note since then") {
    sari.post("/held/" + reference + "/note", {{"words", "tunggu"}});
    const auto answer = press(rina, seen_by_rina, "/held/" + reference + "/release");
    CHECK(answer.status == 409);
    CHECK(told(answer) ==
          "Tidak dilakukan: sejak Anda membuka surel ini, sari melakukan sesuatu pada Sel 24 Nov 2026, 10:00 WIB "
          "(catatan). Lihat lagi, lalu putuskan.");
    CHECK(detail_of(page, reference).requests.empty());
    CHECK(press(rina, answer.body, "/held/" + reference + "/release").status == 303);  // having looked again
  }
  SECTION("a request") {
    press(sari, sari.get("/held/" + reference).body, "/held/" + reference + "/release");
    const auto answer = press(rina, seen_by_rina, "/held/" + reference + "/discard");
    CHECK(answer.status == 409);
    CHECK(told(answer) ==
          "Tidak dilakukan: sari sudah meminta sesuatu pada Sel 24 Nov 2026, 10:00 WIB (pengiriman), dan itu belum "
          "selesai.");
    CHECK(detail_of(page, reference).requests.size() == 1);
  }
  SECTION("a settled mail") {
    press(sari, sari.get("/held/" + reference).body, "/held/" + reference + "/release");
    const auto request = detail_of(page, reference).requests[0].id;
    REQUIRE(*page.desk->begin(request, page.now()));
    REQUIRE(*page.desk->finish(request, page.now()));
    const auto answer = press(rina, seen_by_rina, "/held/" + reference + "/release");
    CHECK(answer.status == 409);
    CHECK(told(answer) ==
          "Tidak dilakukan: surel ini sudah selesai (dikirim), diminta oleh sari pada Sel 24 Nov 2026, 10:00 WIB.");
  }
}

TEST_CASE("what the mail server could not do is shown, and never as done") {
  Page page;
  const auto reference = page.hold();
  REQUIRE(page.ask(What::release, reference, "sari"));
  const auto request = detail_of(page, reference).requests[0].id;
  REQUIRE(*page.desk->begin(request, page.now()));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  SECTION("tried again") {
    REQUIRE(*page.desk->put_off(request, "postsuper: <b>fatal</b>", page.now() + std::chrono::minutes(5), page.now()));
    const auto text = text_of(sari.get("/held/" + reference).body);
    CHECK(has(text,
              "The mail server could not do it yet (postsuper: &lt;b&gt;fatal&lt;/b&gt;). It is tried again at "
              "Tue 24 Nov 2026, 10:05 WIB."));
    CHECK(has(text_of(sari.get("/?trouble=yes").body), "Trouble"));
  }
  SECTION("given up") {
    REQUIRE(*page.desk->put_off(request, "the queue id names another message", std::nullopt, page.now()));
    const auto body = sari.get("/held/" + reference).body;
    CHECK(has(text_of(body),
              "The mail server could not do it: the queue id names another message. The mail is still held."));
    CHECK(has(body, "action=\"/held/" + reference + "/release\""));  // it can be decided anew
  }
}

TEST_CASE("a reviewer may say what became of mail that is gone") {
  Page page;
  const auto reference = page.hold();
  REQUIRE(page.desk->found(reference, store::HeldState::gone, page.now(), ""));
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto shown = sari.get("/held/" + reference).body;
  CHECK(has(text_of(shown), "If you know what became of it, record it here."));
  CHECK(press(sari, shown, "/held/" + reference + "/release").status == 303);
  CHECK(detail_of(page, reference).item.message.state == store::HeldState::released);
}

TEST_CASE("several at once are listed once more, then asked for") {
  Page page;
  const auto one = page.hold({.subject = "Satu"});
  const auto two = page.hold({.subject = "Dua", .to = {"joko@pabrik.example"}});
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto listed = sari.post("/several", {{"what", "return"}, {"ref", one}, {"ref", two}});
  CHECK(listed.status == 200);
  CHECK(has(text_of(listed.body),
            "Return the chosen messages (2)? Look at the list once more. The mail goes back to its sender, with this "
            "message."));
  CHECK(has(text_of(listed.body), "Satu"));
  CHECK(detail_of(page, one).requests.empty());
  const auto both = attribute_after(listed.body, "name=\"ref\"", "value");
  const auto choice = [&](const std::string& reference) {
    const auto at = both.find(reference + ":");
    REQUIRE(at != std::string::npos);
    return both.substr(at, both.find(' ', at) - at);
  };
  const Form form{{"what", "return"}, {"ref", choice(one)}, {"ref", choice(two)}, {"words", "Terlalu cepat."}};
  SECTION("all") {
    const auto answer = sari.post("/several/do", form);
    CHECK(answer.get_header_value("Location") == "/");
    CHECK(told(sari.get("/")) == "2 requested.");
    CHECK(detail_of(page, two).requests[0].words == "Terlalu cepat.");
  }
  SECTION("one of them was decided meanwhile") {
    REQUIRE(page.ask(What::release, two, "rina"));
    const auto answer = sari.post("/several/do", form);
    CHECK(answer.status == 409);
    const auto text = text_of(answer.body);
    CHECK(has(text, "requestedDua"));
    CHECK(has(text,
              "Not done: rina already requested something at Tue 24 Nov 2026, 10:00 WIB (release), which is not done "
              "yet."));
    CHECK(detail_of(page, one).requests.size() == 1);
    CHECK(detail_of(page, two).requests.size() == 1);
  }
  SECTION("without the words that are needed") {
    const auto answer = sari.post("/several/do", {{"what", "return"}, {"ref", choice(one)}});
    CHECK(answer.status == 422);
    CHECK(told(answer) == "Not done: please write some words first.");
    CHECK(has(text_of(answer.body), "Return the chosen messages (1)?"));
    CHECK(detail_of(page, one).requests.empty());
  }
  SECTION("without saying what was seen of them") {
    CHECK(sari.post("/several/do", {{"what", "release"}, {"ref", one}}).status == 409);
    CHECK(detail_of(page, one).requests.empty());
  }
}

TEST_CASE("a form that does not say what was seen decides nothing") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  CHECK(sari.post("/held/" + reference + "/release", {}).status == 409);
  CHECK(detail_of(page, reference).requests.empty());
}

TEST_CASE("nothing chosen is said to be so") {
  Page page;
  page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto answer = sari.post("/several", {{"what", "release"}});
  CHECK(answer.get_header_value("Location") == "/");
  CHECK(told(sari.get("/")) == "No mail was chosen.");
}

TEST_CASE("the log tells who did what, filtered and by pages") {
  Page page;
  const auto reference = page.hold();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  sari.post("/held/" + reference + "/note", {{"words", "halo"}});
  const auto text = text_of(sari.get("/log").body);
  CHECK(has(text, "Tue 24 Nov 2026, 10:00 WIBsarinote" + reference + "halo127.0.0.1"));
  CHECK(has(text, "sarilogin"));
  CHECK(has(text, "root (shell)account changed"));
  CHECK_FALSE(has(text_of(sari.get("/log?ref=" + reference).body), "sarilogin"));
  CHECK_FALSE(has(text_of(sari.get("/log?who=root+%28shell%29").body), "sarilogin"));
  for (int i = 0; i < 100; ++i)
    REQUIRE(page.desk->note({page.now(), "sari", "note", "", "n" + std::to_string(i), "", 0}));
  const auto first = sari.get("/log").body;
  const auto next = attribute_after(first, "class=\"pages\"", "href");
  CHECK(has(text_of(sari.get(next).body), "account changed"));
}

TEST_CASE("the language is the one chosen, else the browser's, else the policy's") {
  Page page;
  page.hold();
  Browser plain(page, "");
  Browser english(page, "fr, en;q=0.8, id;q=0.3");
  CHECK(has(plain.get("/login").body, "<html lang=\"id\">"));
  CHECK(has(english.get("/login").body, "<html lang=\"en\">"));
  REQUIRE(plain.login("sari"));
  CHECK(has(plain.get("/").body, "Perlu keputusan"));
  CHECK(plain.post("/language", {{"to", "en"}, {"back", "/"}}).status == 303);
  CHECK(has(plain.get("/").body, "Needs a decision"));
}

TEST_CASE("10,000 held mails are listed, filtered and paged in under 200 ms") {
  Page page;
  const auto one = page.hold({.to = {"first@warung.example"}});
  std::vector<std::thread> senders;
  for (int s = 0; s < 8; ++s)
    senders.emplace_back([&page, s] {
      for (int i = 0; i < 1250; ++i)
        page.hold({.to = {"p" + std::to_string(s) + "x" + std::to_string(i) + "@warung.example"}});
    });
  for (auto& sender : senders) sender.join();
  Browser sari(page);
  REQUIRE(sari.login("sari"));
  const auto next = attribute_after(sari.get("/").body, "class=\"pages\"", "href");
  for (const auto& path : {std::string("/"), next, std::string("/?text=7x1249"), std::string("/?rule=gap&order=newest"),
                           std::string("/?prospect=first"), "/held/" + one}) {
    CAPTURE(path);
    auto quickest = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 3; ++i) {
      const auto start = std::chrono::steady_clock::now();
      CHECK(sari.get(path).status == 200);
      quickest = std::min(quickest, std::chrono::steady_clock::now() - start);
    }
    CHECK(std::chrono::duration_cast<std::chrono::milliseconds>(quickest).count() < 200 * jeda::test::slowness);
  }
}
