// What a person may see of a message beside the text that counts as its text.
#include <array>
#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

std::string alternative(const std::string& plain, const std::string& html) {
  return "Content-Type: multipart/alternative; boundary=x\n\n--x\n\n" + plain + "\n--x\nContent-Type: text/html\n\n" +
         html + "\n--x--";
}

TEST_CASE("alternatives that say the same are one reading, others are two") {
  const auto same = facts_of(alternative("Halo Bu Ani,\nini penawaran\nkami <https://toko.example/a>.",
                                         "<p>Halo Bu Ani,</p><p>ini <b>penawaran</b> kami.</p>"));
  CHECK(same.otherwise.empty());
  const auto other =
      facts_of(alternative("Halo Bu Ani.", "<p>Halo Bu Ani.<p>Diskon 50%! <a href=https://a.example/b>x</a>"));
  CHECK(other.written == "Halo Bu Ani.");
  CHECK(other.otherwise == Strings{"Halo Bu Ani.\nDiskon 50%! x"});
  CHECK(other.figures == Strings{"50%"});
  CHECK(other.links == Strings{"a.example/b"});
  CHECK(facts_of(alternative("Halo Ani. Diskon.", "<p>Halo Ani.")).otherwise.empty());
}

TEST_CASE("a quote in one alternative hides no words of the other") {
  const auto facts = facts_of("Subject: Re: x\nIn-Reply-To: <a@b>\n" +
                              alternative("Baik.\n\n> Beli sekarang", "<p>Baik.<p>Beli sekarang"));
  CHECK(facts.written == "Baik.");
  CHECK(facts.otherwise == Strings{"Baik.\nBeli sekarang"});
  const auto declared = facts_of("Subject: Re: x\nIn-Reply-To: <a@b>\n" +
                                 alternative("Baik.", "<p>Baik.<blockquote type=cite>Beli sekarang</blockquote>"));
  CHECK(declared.otherwise.empty());
  CHECK(declared.declared_first == "Beli sekarang");
  const auto known =
      facts_of("Subject: Re: x\nIn-Reply-To: <a@b>\n" +
               alternative("Baik.\n\n> Beli sekarang", "<p>Baik.<blockquote type=cite>Beli sekarang</blockquote>"));
  CHECK(known.otherwise.empty());
  CHECK(known.declared.empty());
  CHECK(known.beside.empty());
}

struct Beside {
  std::string name;
  std::string part;  // after "--x" and a line end
  std::string want;
};

TEST_CASE("attached texts and messages, and what HTML hides, stand beside the text") {
  const std::string attached = "Content-Disposition: attachment; filename=";
  const auto parts = std::to_array<Beside>({
      {"text", attached + "a\n\nBeli", "Beli"},
      {"text in base64, oddly named", attached + "a\nContent-Transfer-Encoding: (c) BASE64\n\nQmV!saQ==", "Beli"},
      {"HTML", attached + "a\nContent-Type: text/html\n\n<b>Be</b>li", "Beli"},
      {"a file of HTML", "Content-Type: application/octet-stream; name=a.HTML\n\n<b>Be</b>li", "Beli"},
      {"Markdown", attached + "b\nContent-Type: text/markdown\n\n# Beli", "# Beli"},
      {"a text file", "Content-Type: application/octet-stream; name=\"a.txt\"\n\nBeli", "Beli"},
      {"a text file of Windows",
       "Content-Type: application/octet-stream; name=a.txt\nContent-Transfer-Encoding: base64\n\n//5CAGUAbABpAA==",
       "Beli"},
      {"an invitation",
       "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nSUMMARY;X=y:Demo\nDESCRIPTION:Be\n li\\, ini\\nitu\nUID:1\n",
       "Demo\nBeli, ini\nitu\n"},
      {"a message", "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?Beli?=\nX: y\n\nsekarang\n",
       "Beli\n\nsekarang\n\n\n\n"},
      {"a message of parts",
       "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nBeli\n--y\n" + attached +
           "b\n\nini\n--y--\n",
       "\n\nBeli\n\n\n\nini\n\n"},
      {"a message in a file", "Content-Type: application/octet-stream; name=a.eml\n\nSubject: Beli\n\nini",
       "Beli\n\nini\n\n\n\n"},
      {"hidden", "Content-Type: text/html\n\n<p style=display:none>Be<b>li</b></p>Halo", "Beli"},
      {"seen within what is faint",
       "Content-Type: text/html\n\n<p style=font-size:0>Beli<span style=font-size:9px>Halo</span></p>", "Beli"},
      {"past the edge", "Content-Type: text/html\n\n<p style='position:absolute;left:-9999px'>Beli</p>Halo", "Beli"},
      {"hidden by a class",
       "Content-Type: text/html\n\n<style>@media x{p .h, #i {color:red; display : none}}</style>Be<i class=\"a "
       "h\">x</i>li<b id=i>x</b>",
       "Beli"},
      {"for Outlook", "Content-Type: text/html\n\n<!--[if mso]><p>Beli</p><![endif]-->Halo<!-- tidak -->", "\n\nBeli"},
      {"a picture's words", "Content-Type: text/html\n\n<img src=a alt=\"Be&#108;i\">Halo", "\n\nBeli"},
      {"HTML that is called plain", "\n<p>Be<b>li</b></p>", "Beli"},
  });
  for (const Beside& part : parts) {
    CAPTURE(part.name);
    const auto facts =
        facts_of("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHalo\n--x\n" + part.part + "\n--x--");
    CHECK(trim(facts.beside) == trim(part.want));
    CHECK(facts.written.find(part.want) == std::string::npos);
    CHECK(facts.written.starts_with("Halo"));
  }
}

TEST_CASE("words that HTML seems to hide and shows are written") {
  const auto written = [](std::string_view html) {
    return facts_of("Content-Type: text/html\n\n" + std::string(html)).written;
  };
  CHECK(written("<p style=font-size:0><span style=font-size:14px>Halo</span></p>") == "Halo");
  CHECK(written("<p style=visibility:hidden>x<i style=visibility:visible>Halo</i></p>") == "Halo");
  CHECK(written("<p style=max-height:0>Halo</p>") == "Halo");
  CHECK(written("<p style='text-indent:-18.0pt'>Halo</p>") == "Halo");
  CHECK(written("dis<span style=display:none>x</span>kon") == "diskon");
}

TEST_CASE("types and encodings that are written oddly hide nothing") {
  for (const std::string part :
       {"Content-Transfer-Encoding: \"base64\"\n\nQmVsaQ==", "Content-Transfer-Encoding: BASE64;\n\nQmVsaQ==",
        "Content-Type: \"text/plain\"\n\nBeli", "Content-Type: text/plain/x\n\nBeli",
        "Content-Type : text/html\n\n<p>Be<b>li", "Content-Type: text/x-nothing\n\nBeli"}) {
    CAPTURE(part);
    CHECK(facts_of(part).written == "Beli");
  }
}

TEST_CASE("the root of a multipart/related is the one it names") {
  CHECK(facts_of("Content-Type: multipart/related; boundary=x; start=\"<b>\"\n\n--x\nContent-ID: <a>\n\nsatu\n--x\n"
                 "Content-ID: <b>\n\ndua\n--x--")
            .text == "dua");
}

TEST_CASE("what cannot be read of the parts is a doubt") {
  const auto doubts = [](const std::string& message) { return facts_of(message).doubts; };
  const std::string mixed = "Content-Type: multipart/mixed; boundary=x\n\n--x\n";
  CHECK(doubts(mixed + repeated("A: b\n", 51) + "\nHalo\n--x--") == Strings{"more than 50 header fields of a part"});
  CHECK(doubts(mixed + "Content-Type: text/plain\nContent-Type: text/html\n\nHalo\n--x--") ==
        Strings{"more than one Content-Type field; the first counts"});
  CHECK(doubts("\nHalo\nbegin 644 a.txt\nx") ==
        Strings{"a file within the text (uuencode or yEnc), read as it stands"});
  std::string nested = "Subject: x\n\nHalo";
  for (int i = 0; i < 6; ++i) nested = "Content-Type: message/rfc822\n\n" + nested;
  CHECK(doubts(nested) == Strings{"more than 4 messages attached one to the other"});
}

}  // namespace
}  // namespace jeda::mail
