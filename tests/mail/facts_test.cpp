#include "mail/facts.h"

#include <array>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

std::string subject_of(std::string_view value) {
  return read_header_facts({{"Subject", std::string(value)}}, false, Limits{}).subject;
}

std::vector<std::string> references_of(std::vector<HeaderField> header) {
  return read_header_facts(header, false, Limits{}).references;
}

using Strings = std::vector<std::string>;

TEST_CASE("a subject keeps its letters where nothing encodes them, and over neighbouring encoded words") {
  const auto subject = [](std::string value) {
    return read_header_facts({{"Subject", std::move(value)}}, false, {}).subject;
  };
  CHECK(subject("[urgent: harga] Penawaran caf\xE9") == "[urgent: harga] Penawaran caf\xC3\xA9");
  CHECK(subject("caf\xC3\xA9") == "caf\xC3\xA9");
  const std::string konnichi = "\xE3\x81\x93\xE3\x82\x93\xE3\x81\xAB\xE3\x81\xA1";
  CHECK(subject("=?ISO-2022-JP?B?GyRCJDMkcyRLGyhC?= =?ISO-2022-JP?B?GyRCJEEbKEI=?=") == konnichi);  // each whole
  CHECK(subject("=?ISO-2022-JP?B?GyRCJDMkcyRL?= =?iso-2022-jp?B?JEEbKEI=?=") == konnichi);          // one goes on
  CHECK(subject("=?ISO-2022-JP?B?GyRCJDMkcyQ=?=\r\n =?ISO-2022-JP?B?SyRBGyhC?=") == konnichi);  // within a character
}

TEST_CASE("a plain message gives all its facts") {
  const auto facts = facts_of(
      "From: Budi <budi@ours.example>\r\nTo: Ani <ani@toko.example>\r\nSubject: Penawaran\r\n kedua\r\n"
      "Date: Mon, 4 May 2026 09:00:00 +0700\r\nMessage-ID: <2@ours.example>\r\nIn-Reply-To: <1@toko.example>\r\n"
      "References: <0@ours.example>\r\n <1@toko.example>\r\n\r\nHalo,\r\n\r\nbagaimana?\r\n");
  CHECK(raws(facts.from) == "budi@ours.example");
  CHECK(raws(facts.to) == "ani@toko.example");
  CHECK(facts.subject == "Penawaran kedua");
  CHECK(facts.date == "Mon, 4 May 2026 09:00:00 +0700");
  CHECK(facts.message_id == "2@ours.example");
  CHECK(facts.references == Strings{"1@toko.example", "0@ours.example"});
  CHECK(facts.text == "Halo,\n\nbagaimana?");
  CHECK_FALSE(facts.automatic);
  CHECK(facts.doubts.empty());
  CHECK(facts.fingerprint.size() == 32);
}

TEST_CASE("subjects are decoded to one line of UTF-8") {
  const auto subjects = std::to_array<std::array<std::string_view, 2>>({
      {"Halo", "Halo"},
      {"=?utf-8?Q?Caf=C3=A9_baru?=", "Caf\xC3\xA9 baru"},
      {"=?UTF-8?b?Q2Fmw6k=?=", "Caf\xC3\xA9"},
      {"=?iso-8859-1?q?Caf=E9?= baru", "Caf\xC3\xA9 baru"},
      {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
      {"=?utf-8?q?a?=\r\n\t=?utf-8?q?b?= c", "ab c"},
      {"=?utf-8?b?w6?= =?utf-8?b?k=?=", "\xEF\xBF\xBD"},
      {"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xC3\xA9"},  // one character in two words
      {"=?utf-8*id?q?baru?=", "baru"},
      {"=?gb2312?B?xOO6ww==?=", "\xE4\xBD\xA0\xE5\xA5\xBD"},
      {"=?shift_jis?B?g2WDWINn?=", "\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88"},
      {"=?utf-8?q?a=0D=0AX-Jeda:_b?=", "a  X-Jeda: b"},
      {"x=?utf-8?q?y?=z", "xyz"},
      {"=?utf-8?q?ab_?=", "ab"},
      {"=?utf-8?x?ab?=", "=?utf-8?x?ab?="},
      {"=?utf-8?q?ab", "=?utf-8?q?ab"},
      {"=?", "=?"},
      {"=?=?utf-8?q?a?=", "=?a"},
      {"=?utf-8?q?"
       "?=",
       ""},
      {"Caf\xC3\xA9", "Caf\xC3\xA9"},
      {"Caf\xE9!", "Caf\xC3\xA9!"},
      {"=?no-such?q?Caf=C3=A9?=", "Caf\xC3\xA9"},
  });
  for (const auto& [value, want_subject] : subjects) {
    CAPTURE(value);
    CHECK(subject_of(value) == want_subject);
  }
}

TEST_CASE("what could not be read in a header is a doubt") {
  struct Doubtful {
    std::string value;
    std::string want_doubt;
  };
  const std::vector<Doubtful> values{
      {"Caf\xE9", "unencoded bytes in the header that are not UTF-8"},
      {"=?utf-8?q?Caf=E9?=", "encoded word does not fit its charset"},
      {"=?no-such?q?Caf=E9?=", "encoded word of unknown charset"},
      {"=?utf-8?b?Q2F*tcw==?=", "broken encoded word in the header"},
  };
  for (const auto& [value, want_doubt] : values) {
    CAPTURE(value);
    CHECK(read_header_facts({{"Subject", value}}, false, Limits{}).doubts == Strings{want_doubt});
  }
}

TEST_CASE("references are read whatever surrounds them") {
  CHECK(references_of({{"References", "<a@x> <b@x>\r\n\t<c@x>"}}) == Strings{"a@x", "b@x", "c@x"});
  CHECK(references_of({{"References", "<a@x><b@x>,<a@x>"}}) == Strings{"a@x", "b@x"});
  CHECK(references_of({{"References", "a@x b@x"}}) == Strings{"a@x", "b@x"});
  CHECK(references_of({{"References", "<a@x> (was <b@x>) <c@x>"}}) == Strings{"a@x", "c@x"});
  CHECK(references_of({{"In-Reply-To", "Your message of \"Mon, 4 May\" <a@x>"}}) == Strings{"a@x"});
  CHECK(references_of({{"In-Reply-To", "<b@x>"}, {"References", "<a@x> <b@x>"}}) == Strings{"b@x", "a@x"});
  CHECK(references_of({{"References", "<a\r\n @x> <>"}}) == Strings{"a@x"});
  CHECK(references_of({{"References", "<a@x <b@x>"}}) == Strings{"b@x"});
  CHECK(references_of({{"References", "<a@x"}}) == Strings{"a@x"});
  CHECK(references_of({{"References", "nothing here"}}).empty());
  CHECK(references_of({{"References", "<a(b)@x>"}}) == Strings{"a(b)@x"});
  CHECK(references_of({{"References", "<" + std::string(5000, 'a') + "> <b@x>"}}) == Strings{"b@x"});
}

TEST_CASE("of references past the limit the newest are kept, with a doubt") {
  Limits limits;
  limits.references = 3;
  const auto facts = read_header_facts(
      {{"References", "<a@x> <a@x> <b@x> <c@x> <d@x>"}, {"In-Reply-To", "<z@x>"}, {"References", "<e@x>"}}, false,
      limits);
  CHECK(facts.references == Strings{"z@x", "d@x", "e@x"});
  CHECK(facts.doubts == Strings{"more than 3 references"});
}

TEST_CASE("a Message-ID loses its brackets and is the first of several") {
  const auto id = [](std::string value) {
    return read_header_facts({{"Message-Id", std::move(value)}}, false, Limits{}).message_id;
  };
  CHECK(id("<a@x>") == "a@x");
  CHECK(id(" <a@x> (comment)") == "a@x");
  CHECK(id("a@x") == "a@x");
  CHECK(id("").empty());
  CHECK(id("<a@x>\r\nX-Jeda: <b@x>") == "a@x");
  const auto facts = read_header_facts({{"Message-ID", "<a@x>"}, {"Message-ID", "<b@x>"}}, false, Limits{});
  CHECK(facts.message_id == "a@x");
  CHECK(facts.doubts == Strings{"more than one Message-ID field; the first counts"});
}

TEST_CASE("a message without headers or body has no facts but a fingerprint") {
  const auto facts = read_facts({}, false, Limits{});
  CHECK(facts.message_id.empty());
  CHECK(facts.subject.empty());
  CHECK(facts.text.empty());
  CHECK(facts.from.empty());
  CHECK(facts.fingerprint.size() == 32);
  CHECK(facts.doubts.empty());
}

TEST_CASE("the facts of a header alone have no text and no fingerprint") {
  const auto facts = read_header_facts({{"Subject", "a"}}, false, Limits{});
  CHECK(facts.subject == "a");
  CHECK(facts.text.empty());
  CHECK(facts.fingerprint.empty());
}

TEST_CASE("one text has one fingerprint, however it was encoded or wrapped") {
  const auto want = facts_of("Subject: Caf\xC3\xA9\r\n\r\nHarga kopi: Caf\xC3\xA9 lima ribu\r\n").fingerprint;
  for (const std::string_view copy : {
           "Subject: =?utf-8?q?Caf=C3=A9?=\n\nHarga kopi:\nCaf\xC3\xA9 lima    ribu",
           "Subject: =?iso-8859-1?q?Caf=E9?=\nContent-Type: text/plain; charset=iso-8859-1\n\n"
           "Harga kopi: Caf\xE9 lima ribu",
           "Subject:  Caf\xC3\xA9 \nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
           "quoted-printable\n\nHarga kopi: Caf=C3=\n=A9 lima ribu=\n",
           "Subject: Caf\xC3\xA9\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
           "SGFyZ2Ega29waTogQ2Fmw6kg\nbGltYSByaWJ1Cg==\n",
           "Subject: Caf\xC3\xA9\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nHarga kopi: Caf\xC3\xA9 "
           "lima\xC2\xA0ribu\n--x\nContent-Type: text/html\n\n<p>Harga\n--x--\n",
           "Subject: Caf\xC3\xA9\nContent-Type: text/html; charset=utf-8\n\n<p>Harga kopi:</p> Caf&eacute; "
           "lima<br>ribu",
       }) {
    CAPTURE(copy);
    CHECK(facts_of(copy).fingerprint == want);
  }
}

TEST_CASE("another text or subject has another fingerprint") {
  const auto first = facts_of("Subject: a\n\nb c").fingerprint;
  CHECK(facts_of("Subject: a\n\nb d").fingerprint != first);
  CHECK(facts_of("Subject: x\n\nb c").fingerprint != first);
  CHECK(facts_of("Subject: a b\n\nc").fingerprint != first);
  CHECK(facts_of("Subject: a\n\nbc").fingerprint != first);
  const std::string image = "Subject: a\nContent-Type: image/png\n\n";
  CHECK(facts_of(image + "b c").fingerprint != first);
  CHECK(facts_of(image + "b c").fingerprint != facts_of(image + "b  c").fingerprint);
}

TEST_CASE("an invitation's method and event are read") {
  const auto calendar_of = [](std::string_view type, std::string_view text) {
    return facts_of("Content-Type: " + std::string(type) + "\n\n" + std::string(text)).calendar;
  };
  const auto request = calendar_of("text/calendar; method=REQUEST",
                                   "BEGIN:VCALENDAR\nmethod:Request\nBEGIN:VEVENT\nUID;X=1:demo-\n 1@ours.example\n");
  REQUIRE(request);
  CHECK(request->method == "REQUEST");
  CHECK(request->uid == "demo-1@ours.example");
  CHECK(calendar_of("application/ics", "METHOD:CANCEL\n")->uid.empty());
  CHECK_FALSE(calendar_of("text/calendar", "BEGIN:VCALENDAR\nUID:demo-1\n"));
  CHECK_FALSE(calendar_of("text/plain", "METHOD:REQUEST\nUID:demo-1\n"));
  CHECK(facts_of("Content-Type: text/calendar\n\nMETHOD:REPLY\n").automatic == AutomaticSign::calendar_answer);
  CHECK_FALSE(facts_of("Content-Type: text/calendar\n\nMETHOD:REQUEST\n").automatic);
}

}  // namespace
}  // namespace jeda::mail
