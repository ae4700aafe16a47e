// Input meant to exhaust stack, memory or time. Where a test would take minutes if a bound were missing, the bound on
// time in it is far above what it takes.
#include <catch2/catch.hpp>
#include <ctime>
#include <random>
#include <thread>

#include "tests/mail/messages.h"
#include "tests/support/slowness.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

MessageFacts facts_in_time(const RawMessage& message, const Limits& limits = {}) {
  const auto begin = std::clock();
  auto facts = read_facts(message, false, limits);
  CHECK(std::clock() - begin < 10 * CLOCKS_PER_SEC);
  CHECK(facts.fingerprint.size() == 32);
  return facts;
}

// Each multipart opens the next one, with a boundary of its own or with the same one.
RawMessage nested(std::size_t depth, bool own_boundaries) {
  const auto boundary = [&](std::size_t level) { return own_boundaries ? "b" + std::to_string(level) : "b"; };
  RawMessage message{{{"Content-Type", "multipart/mixed; boundary=" + boundary(0)}}, ""};
  for (std::size_t level = 0; level < depth; ++level) {
    message.body +=
        "--" + boundary(level) + "\nContent-Type: multipart/mixed; boundary=" + boundary(level + 1) + "\n\n";
  }
  message.body += "--" + boundary(depth) + "\n\nHalo\n";
  return message;
}

TEST_CASE("200,000 nested multiparts are read to the depth that is allowed") {
  Limits limits;
  limits.body_bytes = 100 * 1024 * 1024;
  for (const bool own_boundaries : {true, false}) {
    const auto facts = facts_in_time(nested(200000, own_boundaries), limits);
    CHECK(facts.text.empty());
    CHECK(facts.doubts.front() == "parts nested deeper than 16");
  }
}

TEST_CASE("text within the allowed depth is found") {
  CHECK(facts_in_time(nested(15, true)).text == "Halo");
  CHECK(facts_in_time(nested(16, true)).text.empty());
}

TEST_CASE("100,000 nested messages and siblings are bounded") {
  Limits limits;
  limits.body_bytes = 100 * 1024 * 1024;
  const RawMessage messages{{{"Content-Type", "message/rfc822"}}, repeated("Content-Type: message/rfc822\n\n", 100000)};
  CHECK(facts_in_time(messages, limits).text.empty());
  const RawMessage siblings{{{"Content-Type", "multipart/mixed; boundary=x"}},
                            repeated("--x\nContent-Type: image/png\n\nx\n", 100000)};
  CHECK(facts_in_time(siblings, limits).doubts == Strings{"more than 100 parts"});
  const RawMessage dashes{{{"Content-Type", "multipart/mixed; boundary=-"}}, std::string(1000000, '-')};
  CHECK(facts_in_time(dashes, limits).text.empty());
}

TEST_CASE("of 10,000 header fields the first thousand are read") {
  RawMessage message{{{"Subject", "Halo"}}, "ya"};
  message.header.resize(10000, {"X-Filler", "x"});
  message.header.push_back({"From", "late@x.example"});
  const auto facts = facts_in_time(message);
  CHECK(facts.subject == "Halo");
  CHECK(facts.text == "ya");
  CHECK(facts.from.empty());
  CHECK(facts.doubts == Strings{"more than 1000 header fields"});
}

TEST_CASE("a header of too many bytes is read up to the field that is too much") {
  const RawMessage message{{{"Subject", "Halo"}, {"X-Big", std::string(300000, 'x')}, {"From", "a@x.example"}}, "ya"};
  const auto facts = facts_in_time(message);
  CHECK(facts.subject == "Halo");
  CHECK(facts.from.empty());
  CHECK(facts.doubts == Strings{"more than 262144 bytes of header"});
}

TEST_CASE("of a body of 100 MB only the allowed bytes are looked at") {
  RawMessage message{{{"Subject", "Halo"}}, std::string(100 * 1024 * 1024, 'a')};
  const auto facts = facts_in_time(message);
  CHECK(facts.text.size() == 512 * 1024);
  CHECK(facts.doubts == Strings{"only the first 1048576 bytes of the body were looked at",
                                "only the first 524288 bytes of a part were read"});
  message.body.resize(10);
  message.body_complete = false;
  CHECK(facts_in_time(message).doubts == Strings{"only the first 10 bytes of the body were looked at"});
}

TEST_CASE("parts without a word are read up to the bound of two texts") {
  Limits limits;
  limits.body_bytes = 100 * 1024 * 1024;
  const std::string blank = "--b\nContent-Type: text/html\n\n" + repeated("<p></p>", 80000) + "\n";
  const std::string words = "--b\n\nHalo\n";
  RawMessage message{{{"Content-Type", "multipart/mixed; boundary=b"}}, blank + words};
  CHECK(facts_in_time(message, limits).text == "Halo");
  message.body = blank + blank + blank + words;
  CHECK(facts_in_time(message, limits).text.empty());
  CHECK(facts_in_time(message, limits).doubts.back() == "too much text; the last parts were not read");
}

TEST_CASE("values made to be slow are read in time") {
  for (const std::string_view piece :
       {"<", "(",  "\"",  "\\",  "a@b,",   "a:",   "=?", "=?a?q?", "=?a?q?b?= ", "<a@b",
        "[", "@[", "(\\", "\"a", "a b@c ", "\xC3", "@",  ".",      " .",         "=?utf-8?b?=?="}) {
    CAPTURE(piece);
    const std::string value = repeated(piece, 60000 / piece.size());
    facts_in_time({{{"From", value}, {"Subject", value}, {"References", value}, {"Content-Type", value}}, ""});
  }
}

TEST_CASE("quotes and signatures made to be slow are read in time") {
  for (const std::string_view piece : {"On 1:00 a@b.c, x wrote:\n",
                                       "A: <a@b.c> 1/1/2026\n",
                                       "> \n",
                                       ">\nx\n",
                                       "-- x\n",
                                       "----\n",
                                       "On ",
                                       ". On 1:00 ",
                                       "a@b.c ",
                                       "<a@b.c>:\n",
                                       "x:\n",
                                       "\n",
                                       " \n",
                                       "\xE2\x80\x8F:\n",
                                       "*\n",
                                       "Salam,\n+62 812 3456 7890\n",
                                       "Rp 1 ? ",
                                       "http://a?",
                                       "\xC2\xA0",
                                       "10:00 10:00 10:00 10:00 10:00 10:00 10:00 10:00 10:00 10:00:\n"}) {
    CAPTURE(piece);
    facts_in_time({{{"Subject", "Re: x"}, {"To", "Budi <b@x.example>"}, {"Content-Type", "text/plain; charset=utf-8"}},
                   repeated(piece, 500000 / piece.size())});
  }
}

TEST_CASE("HTML made to be slow or deep is read in time") {
  for (const std::string_view piece :
       {"<b>", "<div>", "</b>", "<b></i>", "<table><tr><td>", "<a ", "<a b=\"", "<!--", "&", "&#", "<script>",
        "</script", "<p", "<a b c", "&amp", "<![CDATA[", "<select><option>", "\xC3", "<svg><math>"}) {
    CAPTURE(piece);
    facts_in_time({{{"Content-Type", "text/html"}}, repeated(piece, 500000 / piece.size())});
  }
  std::string attributes = "<a";
  for (int i = 0; i < 70000; ++i) {
    attributes += " a" + std::to_string(i);
  }
  CHECK(facts_in_time({{{"Content-Type", "text/html"}}, attributes + ">Halo"}).text == "Halo");
}

TEST_CASE("HTML nested too deep is read up to there, with a doubt") {
  const auto facts =
      facts_in_time({{{"Content-Type", "text/html"}}, "<p>Halo" + repeated("<div>", 100000) + "no</div>"});
  CHECK(facts.text == "Halo");
  CHECK(facts.doubts == Strings{"HTML nested too deep; its words up to there were read"});
}

TEST_CASE("text made to be slow to part into own and quoted is read in time") {
  const std::vector<HeaderField> plain{{"Subject", "Fwd: Re: x"}, {"In-Reply-To", "<1@x.example>"}};
  std::vector<HeaderField> flowed = plain;
  flowed.push_back({"Content-Type", "text/plain; format=flowed; delsp=yes"});
  for (const std::string_view piece : {"> ",
                                       ">",
                                       ">\n",
                                       "On Mon, 23 Nov at 10:00 A wrote:\n",
                                       "On x\n",
                                       "On Mon, 23 Nov at wrote:\n\n",
                                       "a@b wrote:\n",
                                       "From: a\n",
                                       "From: a\nTo: b\n",
                                       "--\n",
                                       "-- \n",
                                       "a\n",
                                       "\n",
                                       "\xC2\xA0",
                                       "This email\n",
                                       "Regards\n",
                                       "Regards\n+62 812 3456 7890\n",
                                       "> a\nRegards\nB\n+62 812 3456 7890\n",
                                       "confidential ",
                                       "a \n",
                                       " ",
                                       "---",
                                       "Sent from my iPhone\n",
                                       "5%",
                                       "1.",
                                       "rp 5 ",
                                       "http://",
                                       "http://a ",
                                       "a@",
                                       "On ",
                                       ">:\n",
                                       "\x03"}) {
    CAPTURE(piece);
    const std::string body = repeated(piece, 200000 / piece.size());
    facts_in_time({plain, body});
    facts_in_time({plain, "Halo\n" + body + "\nya"});
    facts_in_time({flowed, body});
  }
}

TEST_CASE("marked HTML made to be slow is read in time") {
  for (const std::string_view piece :
       {"<blockquote type=cite>", "<blockquote type=cite></blockquote>x", "<a href=http://a>",
        "<a href=\"http://a\">x</a>", "<div class=gmail_signature>x</div>", "<div style='display:none'>",
        "<div style='border:none;border-top:solid'>a", "<p style=\"", "<p class=' ",
        "<p class = = =", "<p a=b c=d e='f' ", "<hr id=zwchr>"}) {
    CAPTURE(piece);
    facts_in_time(
        {{{"Content-Type", "text/html"}, {"In-Reply-To", "<1@x.example>"}}, repeated(piece, 500000 / piece.size())});
  }
  const std::string style = "<p style=\"" + repeated("font-size:", 50000) + "\">Halo";
  CHECK(facts_in_time({{{"Content-Type", "text/html"}}, style}).written == "Halo");
}

const Strings& corpus() {
  static const Strings messages{
      "From: \"A, B\" <a@b.example>, G: c@d;\nSubject: =?utf-8?q?Caf=C3=A9?= =?gbk?b?xOM=?=\nReferences: <a@b> (c) "
      "<d@e>\n"
      "Content-Type: multipart/mixed; boundary=\"x y\"\n\npre\n--x y\nContent-Type: text/html; charset=iso-2022-jp\n"
      "Content-Transfer-Encoding: base64\n\nPHA+SGFsbzwvcD4=\n--x y\nContent-Type: multipart/alternative; "
      "boundary=z\n\n"
      "--z\nContent-Transfer-Encoding: quoted-printable\n\nHa=6Co=\n\n--z--\n--x y--\n",
      "Subject: Out of office: x\nAuto-Submitted: no (c)\nContent-Type: text/html; "
      "charset=utf-16\n\n<p>&eacute;<b>x</i>",
      "Content-Type: multipart/mixed; boundary*0=a; boundary*1=%41\n\n--aA\nContent-Type: message/rfc822\n\n--aA--",
      "Content-Type: text/plain; charset=utf-7\nContent-Transfer-Encoding: quoted-printable\n\n+AGE-=41=\n",
  };
  return messages;
}

std::string mutated(std::string message, std::mt19937& random) {
  for (auto count = 1 + random() % 8; count > 0; --count) {
    const auto at = random() % (message.size() + 1);
    switch (random() % 4) {
      case 0:
        message.insert(at, 1, static_cast<char>(random()));
        break;
      case 1:
        message.erase(at, random() % 20);
        break;
      case 2:
        message.insert(at, message.substr(random() % (message.size() + 1), random() % 60));
        break;
      default: {
        const std::string& other = corpus().at(random() % corpus().size());
        message.insert(at, other.substr(random() % other.size(), random() % 60));
      }
    }
  }
  return message;
}

TEST_CASE("no mutation of a tricky message breaks what facts promise") {
  const auto seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < jeda::test::rounds(20000); ++i) {
    const std::string message = mutated(corpus().at(random() % corpus().size()), random);
    const auto facts = facts_of(message);
    const bool sound = facts.fingerprint.size() == 32 && facts.subject.find_first_of("\r\n") == std::string::npos &&
                       facts.message_id.find_first_of("\r\n ") == std::string::npos &&
                       facts.text.find('\0') == std::string::npos && facts_of(message).fingerprint == facts.fingerprint;
    if (!sound) {
      CAPTURE(message);
      REQUIRE(sound);
    }
  }
}

TEST_CASE("threads may read messages at once") {
  const auto want = facts_of(corpus()[0]).fingerprint;
  std::vector<std::string> got(4);
  std::vector<std::thread> threads;
  for (std::string& result : got) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 200; ++i) {
        result = facts_of(corpus()[0]).fingerprint + facts_of(corpus()[1]).text;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const std::string& result : got) {
    CHECK(result.substr(0, 32) == want);
  }
}

}  // namespace
}  // namespace jeda::mail
