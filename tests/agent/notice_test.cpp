// Notices: whole messages, one file for every kind and language (JEDA_WRITE_GOLDEN=1 writes them anew), and what
// hostile values do to them.
#include <catch2/catch.hpp>

#include <date/tz.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "agent/notice.h"
#include "mail/mime/encode.h"
#include "policy/load/load.h"

using namespace jeda;
using namespace jeda::agent;
using store::NoticeKind;

namespace {

policy::PolicyPtr policy_in(const std::string& language) {
  const auto loaded = policy::parse_policy(
      {"rules.yaml", "version: 1\nmode: enforce\nlanguage: " + language +
                         "\norganisation: {domains: [ours.example], sales: [\"*@ours.example\"]}\n"
                         "prospects: [{match: \"*\", time_zone: Asia/Jakarta}]\n"
                         "rules: [{name: gap, kind: gap, floor: 2h, after_reply: 24h, wait: [7d], action: hold}]\n"},
      [](const std::string&) -> tl::expected<config::SourceFile, std::string> {
        return tl::unexpected<std::string>("none");
      });
  REQUIRE(loaded);
  return loaded->policy;
}

Time moment(int day, int hour) { return date::sys_days{date::year{2026} / 11 / day} + std::chrono::hours(hour); }

store::HeldMessage mail() {
  store::HeldMessage mail;
  mail.reference = "3m8k0q9x2c";
  mail.held_at = moment(23, 3);
  mail.salesperson = "budi";
  mail.recipients = {{"ani@toko.example", "Ani@toko.example", ""}, {"eka@toko.example", "eka@toko.example", ""}};
  mail.subject = "Penawaran untuk Anda \xe2\x98\x95";
  mail.message_id = "1@budi";
  mail.rules = "gap,hours";
  mail.release = policy::Release::when_allowed;
  mail.next_allowed = moment(30, 2);
  mail.advice = {"Telepon dahulu = lebih baik.", "Selain itu, ada 3 tanda spam."};
  return mail;
}

NoticeFacts facts(NoticeKind kind) {
  NoticeFacts facts;
  facts.notice.kind = kind;
  facts.notice.reference = "3m8k0q9x2c";
  facts.notice.at = moment(24, 1);
  facts.notice.to = "budi@ours.example";
  facts.notice.token = "0123456789abcdef0123456789abcdef";
  facts.notice.by = "rina";
  facts.mails = {mail()};
  facts.from = "Meja surel <jeda@ours.example>";
  facts.now = moment(24, 1);
  facts.names = {{"ani@toko.example", "Ani Lestari"}};
  facts.page = "https://jeda.ours.example";
  facts.link = facts.page + "/m/3m8k0q9x2c0123456789abcdef0123456789abcdef";
  if (kind == NoticeKind::returned || kind == NoticeKind::expired)
    facts.notice.original = "From: Budi <budi@ours.example>\nSubject: Penawaran\n\nHalo Ani,\n--=_mail_0\n";
  if (kind == NoticeKind::returned) facts.notice.words = "Mohon telepon dahulu.\nTerima kasih.";
  if (kind == NoticeKind::expired) facts.notice.by = std::string(store::by_expiry);
  if (kind == NoticeKind::replied) facts.notice.by = std::string(store::by_schedule);
  if (kind == NoticeKind::held)
    facts.beside = {{"2c9x3m8k0q", "budi", "Jadwal kunjungan", moment(22, 3)},
                    {"2c9x3m8k0r", "sari@ours.example", "Rahasia", moment(22, 4)}};
  if (kind == NoticeKind::refused) {
    facts.mails.clear();
    facts.link.clear();
    facts.notice.details =
        R"({"subject": "Penawaran", "recipients": ["ani@toko.example"], "names": ["Ani Lestari"],
            "advice": ["Serahkan kepada sari. Surel ini tidak dikirim."]})";
  }
  if (kind == NoticeKind::own_page) {
    facts.notice.reference.clear();
    facts.notice.by = "budi (link)";
    facts.notice.details = R"({"link": "https://review.ours.example/me/1795483200-62756469-0123456789abcdef"})";
    facts.mails.clear();
  }
  if (kind == NoticeKind::reminder) {
    facts.notice.reference.clear();
    facts.notice.by.clear();
    facts.mails.push_back(mail());
    facts.mails.back().reference = "9x2c3m8k0q";
  }
  return facts;
}

std::string written(const NoticeFacts& facts, const std::string& language = "en", const NoticeTexts& texts = {}) {
  const auto message = write_notice(facts, texts, *policy_in(language));
  return message ? *message : "error: " + message.error();
}

void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(JEDA_SOURCE_DIR) + "/tests/agent/golden/" + name + ".eml";
  if (std::getenv("JEDA_WRITE_GOLDEN")) std::ofstream(path) << text;
  std::ifstream file(path);
  INFO(path);
  CHECK(text == std::string(std::istreambuf_iterator<char>(file), {}));
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Without quoted-printable's soft line ends.
std::string unfolded(std::string text) {
  for (std::size_t at = 0; (at = text.find("=\n", at)) != std::string::npos;) text.erase(at, 2);
  return text;
}

std::string problems(const std::string& text, bool html = false) {
  return config::to_string(check_notice_template({"held.en.txt", text}, html));
}

}  // namespace

TEST_CASE("every kind of notice, in both languages") {
  for (int kind = 0; kind < notice_kinds; ++kind)
    for (const char* language : {"id", "en"}) {
      const auto named = static_cast<NoticeKind>(kind);
      check_golden(std::string(store::to_string(named)) + "." + language, written(facts(named), language));
    }
}

TEST_CASE("no line of a notice's header is made by a sender") {
  auto hostile = facts(NoticeKind::held);
  hostile.mails[0].subject = "x\r\nBcc: all@ours.example\n\n<script>alert(1)</script>\xe2\x80\xae\xff";
  hostile.mails[0].message_id = "1@budi>\r\nX-Evil: 1";
  hostile.mails[0].recipients[0].raw = "\"<img src=x>\"@toko.example\r\n.\r\n";
  const std::string message = written(hostile);
  CHECK_FALSE(has(message, "\nBcc"));
  CHECK_FALSE(has(message, "\nX-Evil"));
  const std::string html = message.substr(message.find("text/html"));
  CHECK_FALSE(has(html, "<script>"));
  CHECK_FALSE(has(html, "<img"));
  CHECK_FALSE(has(message, "\r"));
  CHECK_FALSE(has(message, "In-Reply-To"));
  CHECK(has(message, "&lt;script&gt;"));
}

TEST_CASE("values are not read as templates") {
  auto hostile = facts(NoticeKind::held);
  hostile.mails[0].subject = "{{reference}} {{#advice}} {{=<% %>=}}";
  const std::string message = written(hostile);
  CHECK(has(message, "Subject: On hold: {{reference}} {{#advice}} {{=<% %>=}}\n"));
}

TEST_CASE("when it goes is told as it is when the notice is written") {
  struct Row {
    policy::Release release;
    Time now;
    std::string want;
  };
  const std::vector<Row> rows{{policy::Release::when_allowed, moment(30, 1),
                               "It goes automatically from Monday, 30 November 2026 at 09:00 WIB."},
                              {policy::Release::when_allowed, moment(30, 2), "It goes automatically once it may."},
                              {policy::Release::review, moment(30, 1), "It waits for a reviewer's decision."},
                              {policy::Release::review, moment(30, 3), "It waits for a reviewer's decision."}};
  for (const Row& row : rows) {
    auto held = facts(NoticeKind::held);
    held.mails[0].release = row.release;
    held.now = row.now;
    const std::string message = unfolded(written(held));
    CHECK(has(message, "Your mail to Ani Lestari and 1 more is on hold. " + row.want + "\n"));
    CHECK(has(message, "30 November") == has(row.want, "30 November"));
    CHECK(has(message, "Telepon dahulu") == (row.now < moment(30, 2)));  // it may have named the moment, too
  }
}

TEST_CASE("what only another text ends has no moment that could pass") {
  auto held = facts(NoticeKind::held);
  held.mails[0].release = policy::Release::review;
  held.mails[0].next_allowed = held.mails[0].held_at;
  CHECK(has(written(held), "Telepon dahulu"));
}

TEST_CASE("refused recipients whose moment has passed are told no old moment") {
  auto refused = facts(NoticeKind::refused);
  refused.notice.details = R"({"recipients": ["ani@toko.example"], "next_allowed": )" +
                           std::to_string(moment(24, 1).time_since_epoch().count()) +
                           R"(, "advice": ["From Tuesday on."]})";
  const std::string message = unfolded(written(refused));
  CHECK_FALSE(has(message, "From Tuesday"));
  CHECK(has(message, "This is about this prospect alone"));
  CHECK(has(message, "by now you may send it again"));
}

TEST_CASE("without a page there is no button, and a notice says what to do") {
  for (const auto kind : {NoticeKind::held, NoticeKind::waits, NoticeKind::replied, NoticeKind::reminder}) {
    CHECK(has(unfolded(written(facts(kind))), "class=3D\"button\" href=3D\"https://jeda.ours.example/"));
    auto bare = facts(kind);
    bare.page.clear();
    bare.link.clear();
    const std::string message = unfolded(written(bare));
    CHECK_FALSE(has(message, "href"));
    CHECK_FALSE(has(message, "See it and decide"));
    CHECK_FALSE(has(message, "Open the queue"));
    CHECK((has(message, "ask a reviewer") || has(message, "jeda held list")));
  }
}

TEST_CASE("recipients are called by their names, which are no markup and no address") {
  struct Row {
    std::map<std::string, std::string> names;
    std::string want;
  };
  const std::vector<Row> rows{{{{"eka@toko.example", "Eka"}}, "Your mail to Eka and 1 more is on hold."},
                              {{}, "Your mail to 2 prospects is on hold."},
                              {{{"ani@toko.example", "Ani@toko.example"}}, "Your mail to 2 prospects is on hold."},
                              {{{"ani@toko.example", "A\r\nBcc: x <b>"}}, "Your mail to A Bcc: x <b> and 1 more is"}};
  for (const Row& row : rows) {
    auto held = facts(NoticeKind::held);
    held.names = row.names;
    const std::string message = unfolded(written(held));
    CHECK(has(message, row.want));
    CHECK_FALSE(has(message, "\nBcc"));
    CHECK_FALSE(has(message.substr(message.find("text/html")), "<b>"));
  }
}

TEST_CASE("what salespeople did themselves is told as theirs") {
  auto released = facts(NoticeKind::released);
  for (const char* by : {"budi", "budi (link)"}) {
    released.notice.by = by;
    CHECK(has(unfolded(written(released)), "1 more is on its way, as you asked.\n"));
  }
  released.notice.by = "budiman";
  CHECK(has(unfolded(written(released)), "is on its way: budiman looked at it.\n"));
}

TEST_CASE("to what no envelope can carry, nothing is sent") {
  for (const char* bad :
       {"", "budi", "budi@ours.example, all@ours.example", "a b@c", "x@y\r\nRCPT TO:<z>", "<x@y>", "@y"}) {
    auto to_nobody = facts(NoticeKind::held);
    to_nobody.notice.to = bad;
    CHECK(written(to_nobody) == "error: it has no address that mail can be sent to");
  }
}

TEST_CASE("words in From are quoted or encoded") {
  auto named = facts(NoticeKind::held);
  named.from = "Meja, surel <jeda@ours.example>";
  CHECK(has(written(named), "From: \"Meja, surel\" <jeda@ours.example>\n"));
  named.from = "Pus\xc3\xa1t <jeda@ours.example>";
  CHECK(has(written(named), "From: =?UTF-8?"));
  named.from = "jeda@ours.example";
  CHECK(has(written(named), "From: jeda@ours.example\n"));
}

TEST_CASE("templates are checked where they stand") {
  CHECK(problems("Subject: {{subject}}\n\n{{#advice}}{{.}}{{/advice}}{{^by}}nobody{{/by}}\n") == "");
  CHECK(problems("Hello\n") ==
        "held.en.txt:1:1: must begin with a line 'Subject: ...' and an empty line\n    Hello\n    ^\n");
  CHECK(problems("Subject: x\n\nHello {{name}}\n") ==
        "held.en.txt:3:9: unknown variable 'name'\n    Hello {{name}}\n            ^\n");
  CHECK(problems("Subject: x\n\n{{#by}}never ends\n") ==
        "held.en.txt:3:1: Unclosed section \"by\"\n    {{#by}}never ends\n    ^\n");
  CHECK(problems("<p>{{{words}}}</p>", true) ==
        "held.en.txt:1:4: values are always escaped: {{name}}\n    <p>{{{words}}}</p>\n       ^\n");
  CHECK(problems("Subject: x\n\n{{> held}}\n") ==
        "held.en.txt:3:1: partials are not supported\n    {{> held}}\n    ^\n");
}

TEST_CASE("the shipped templates pass their own check") {
  for (int kind = 0; kind < notice_kinds; ++kind)
    for (std::size_t language = 0; language < policy::Language::names().size(); ++language) {
      const NoticeText text = shipped_text(static_cast<NoticeKind>(kind), policy::Language(language));
      CHECK(problems(text.text) == "");
      CHECK(problems(text.html, true) == "");
    }
}

TEST_CASE("quoted-printable lines are short and lose nothing at their ends") {
  CHECK(mail::quoted_printable("a=b \nc\t\xc3\xa9") == "a=3Db=20\nc=09=C3=A9\n");
  const std::string longest(76, 'x');
  CHECK(mail::quoted_printable(longest) == longest + "\n");
  CHECK(mail::quoted_printable(longest + "y") == std::string(75, 'x') + "=\nxy\n");
  CHECK(mail::quoted_printable("") == "");
}
