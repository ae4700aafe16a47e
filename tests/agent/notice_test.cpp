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
  mail.next_allowed = moment(30, 2);
  mail.advice = {"Telepon dahulu = lebih baik.", "Boleh dikirim mulai: Senin, 30 November 2026 pukul 09:00 WIB"};
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
  if (kind == NoticeKind::returned || kind == NoticeKind::expired)
    facts.notice.original = "From: Budi <budi@ours.example>\nSubject: Penawaran\n\nHalo Ani,\n--=_mail_0\n";
  if (kind == NoticeKind::returned) facts.notice.words = "Mohon telepon dahulu.\nTerima kasih.";
  if (kind == NoticeKind::expired) facts.notice.by = std::string(store::by_expiry);
  if (kind == NoticeKind::replied) facts.notice.by = std::string(store::by_schedule);
  if (kind == NoticeKind::refused) {
    facts.mails.clear();
    facts.notice.details =
        R"({"subject": "Penawaran", "recipients": ["ani@toko.example"], "advice": ["Sudah ditangani sari."]})";
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
