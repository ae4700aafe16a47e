#include <array>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

struct Body {
  std::string_view message;
  std::string_view want_text;
};

TEST_CASE("the text is all that a reader is shown") {
  const auto bodies = std::to_array<Body>({
      {"\nHalo", "Halo"},
      {"Content-Type: text/plain\n\nHalo\r\n\r\n", "Halo"},
      {"Content-Type: nonsense\n\nHalo", "Halo"},
      {"Content-Type:\n\nHalo", "Halo"},
      {"Content-Type: image/png\n\nHalo", ""},
      {"Content-Type: message/rfc822\n\nSubject: x\n\nHalo", ""},
      {"Content-Type: text/calendar\n\nBEGIN:VCALENDAR", ""},
      {"Content-Type: multipart/mixed; boundary=x\n\npreamble\n--x\n\nHalo\n--x\n\nkedua\n--x--\nepilogue",
       "Halo\n\nkedua"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n \n--x\n\nkedua\n--x--", "kedua"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Disposition: attachment\n\nlampiran\n--x\n\nHalo",
       "Halo"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Halo\n--x\n\nkaki\n--x--",
       "Halo\n\nkaki"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\nSubject: a\n\nother\n--x--",
       ""},
      {"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>html\n--x\n\nHalo\n--x--",
       "Halo"},
      {"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n\n--x\nContent-Type: text/html\n\n<p>html\n--x--",
       "html"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n"
       "Content-Type: multipart/related; boundary=z\n\n--z\nContent-Type: text/html\n\n<p>html\n--z--\n--y\n\nHalo\n"
       "--y--\n--x\n\nkaki\n--x--",
       "Halo\n\nkaki"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n"
       "Content-Type: text/html\n\n<p>html\n--y--\n--x\n\nkaki\n--x--",
       "html\n\nkaki"},
      {"Content-Disposition: attachment\nContent-Type: text/plain\n\nHalo", "Halo"},
      // a picture between, as phones write it
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nLihat ini:\n--x\nContent-Type: image/png\n"
       "Content-Disposition: inline\n\nx\n--x\n\nBagus?\n--x--",
       "Lihat ini:\n\nBagus?"},
      {"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x\n\nHalo\n--x--", "Halo"},
      // of a multipart/alternative one part, however it is made
      {"Content-Type: multipart/alternative; boundary=x\n\n--x\n\nHalo\n--x\nContent-Type: multipart/mixed; "
       "boundary=y\n\n--y\nContent-Type: text/html\n\n<p>satu\n--y\nContent-Type: application/pdf\n\nx\n--y\n"
       "Content-Type: text/html\n\n<p>dua\n--y--\n--x--",
       "Halo"},
      {"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n\xC2\xA0\n--x\nContent-Type: multipart/mixed; "
       "boundary=y\n\n--y\nContent-Type: text/html; charset=utf-8\n\n<p>satu\n--y\nContent-Type: "
       "application/pdf\n\nx\n--y\nContent-Type: text/html\n\n<p>dua\n--y--\n--x--",
       "satu\n\ndua"},
      {"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: multipart/related; boundary=z\n\n--z\n"
       "Content-Type: multipart/alternative; boundary=y\n\n--y\n\nHalo\n--y\nContent-Type: text/html\n\n<p>html\n"
       "--y--\n--z--\n--x--",
       "Halo"},
      // of a multipart/related its root
      {"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>akar\n--x\n"
       "Content-Type: text/html\n\n<p>bingkai\n--x--",
       "akar"},
      // attached messages of a multipart/digest
      {"Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n\nHalo\n--x--", ""},
  });
  for (const Body& body : bodies) {
    CAPTURE(body.message);
    CHECK(facts_of(body.message).text == body.want_text);
  }
}

TEST_CASE("a text that only says that there is HTML gives way to it") {
  const auto text_of = [](const std::string& plain, const std::string& html) {
    return facts_of("Content-Type: multipart/alternative; boundary=x\n\n--x\n\n" + plain +
                    "\n--x\nContent-Type: text/html\n\n<p>" + html + "\n--x--")
        .text;
  };
  CHECK(text_of("Your mail client does not show HTML.", "Harganya cocok.") == "Harganya cocok.");
  CHECK(text_of("Ihr Programm zeigt kein HTML an.", "Harganya cocok.") == "Harganya cocok.");
  CHECK(text_of("View this mail in your browser: http://a.example", "Harganya cocok.") == "Harganya cocok.");
  CHECK(text_of("We send HTML too, is that fine?", "<b>We</b> send HTML too, is that fine?") ==
        "We send HTML too, is that fine?");
  CHECK(text_of("Your mail client does not show HTML.", "") == "Your mail client does not show HTML.");
  CHECK(text_of("Halo, ini penawaran kami.", "Harganya cocok.") == "Halo, ini penawaran kami.");
}

TEST_CASE("a boundary is found whatever its field looks like") {
  for (const std::string_view type : {
           "multipart/mixed; boundary=\"a;b\"",
           "multipart/mixed;\r\n\tboundary=\"a;b\"",
           "Multipart/Mixed (comment; boundary=no) ; x=y ; BOUNDARY = \"a;b\" (c)",
           "multipart/mixed; boundary=\"a\\;b\"; boundary=no",
           "multipart/mixed; boundary*0=\"a\"; boundary*1=\";b\"",
           "multipart/mixed; boundary*=us-ascii''a%3Bb",
           "multipart/mixed; boundary=\"a;b ",
       }) {
    CAPTURE(type);
    const std::string message =
        "Content-Type: " + std::string(type) + "\r\n\r\nno\r\n--a;b  \r\n\r\nHalo\r\n--a;bc\r\n--a;b--\r\nno";
    CHECK(facts_of(message).text == "Halo\n--a;bc");
  }
}

TEST_CASE("a multipart that cannot be parted is a doubt") {
  CHECK(facts_of("Content-Type: multipart/mixed\n\n--\n\nHalo").doubts == Strings{"multipart without a boundary"});
  CHECK(facts_of("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nHalo\n----").doubts ==
        Strings{"multipart without a boundary"});
  CHECK(facts_of("Content-Type: multipart/mixed; boundary=x\nContent-Type: text/plain\n\n--x\n\nHalo").doubts ==
        Strings{"more than one Content-Type field; the first counts"});
}

TEST_CASE("a part without an empty line ends at the next boundary") {
  CHECK(
      facts_of("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n--x\n\nHalo\n--x--").text ==
      "Halo");
  CHECK(facts_of("Content-Type: multipart/mixed; boundary=x\n\n--x\nHalo\n--x--").text == "Halo");
  CHECK(facts_of("Content-Type: multipart/mixed; boundary=x\n\n--x").text.empty());
}

TEST_CASE("text is decoded from its transfer encoding") {
  const auto bodies = std::to_array<Body>({
      {"Content-Transfer-Encoding: base64\n\nSGFs\r\nbw==", "Halo"},
      {"Content-Transfer-Encoding: BASE64 (c)\n\nSGFsbw==", "Halo"},
      {"Content-Transfer-Encoding: base64\n\nSGFsbyA=SGFsbw==", "Halo Halo"},
      {"Content-Transfer-Encoding: quoted-printable\n\nHa=6Co =\r\nsemua  \r\nya=", "Halo semua\nya"},
      {"Content-Transfer-Encoding: quoted-printable\n\nHalo ", "Halo"},
      {"Content-Transfer-Encoding: quoted-printable\n\nHalo=\n", "Halo"},
      {"Content-Transfer-Encoding: 8bit\n\nHal=6F", "Hal=6F"},
  });
  for (const Body& body : bodies) {
    CAPTURE(body.message);
    const auto facts = facts_of(body.message);
    CHECK(facts.text == body.want_text);
    CHECK(facts.doubts.empty());
  }
}

TEST_CASE("of a broken encoding what is decodable is read, with a doubt") {
  struct Broken {
    std::string_view message;
    std::string_view want_text;
    std::string want_doubt;
  };
  const std::vector<Broken> bodies{
      {"Content-Transfer-Encoding: base64\n\nSGF{s!bw==", "Halo", "broken base64"},
      {"Content-Transfer-Encoding: base64\n\nSGFsbw", "Halo", "broken base64"},
      {"Content-Transfer-Encoding: base64\n\nSGFsbyAxA", "Halo 1", "broken base64"},
      {"Content-Transfer-Encoding: quoted-printable\n\nHalo =ZZ =4", "Halo =ZZ =4", "broken quoted-printable"},
      {"Content-Transfer-Encoding: x-uuencode\n\nHalo", "Halo", "unknown transfer encoding, read as it stands"},
  };
  for (const Broken& body : bodies) {
    CAPTURE(body.message);
    const auto facts = facts_of(body.message);
    CHECK(facts.text == body.want_text);
    CHECK(facts.doubts == Strings{body.want_doubt});
  }
}

TEST_CASE("charsets are read under any name, and lies are a doubt") {
  struct Charset {
    std::string name;
    std::string_view bytes;
    std::string_view want_text;
    Strings want_doubts;
  };
  const Strings lie{"text does not fit its charset"};
  const Strings unknown{"text of unknown charset"};
  const Strings ascii{"unknown charset of a text that is ASCII"};  // mostly: programs show it whatever it is called
  const std::vector<Charset> charsets{
      {"utf-8", "Caf\xC3\xA9", "Caf\xC3\xA9", {}},
      {"UTF8", "Caf\xC3\xA9", "Caf\xC3\xA9", {}},
      {"iso-8859-1", "Caf\xE9 \x80", "Caf\xC3\xA9 \xE2\x82\xAC", {}},
      {"windows-1252", "Caf\xE9", "Caf\xC3\xA9", {}},
      {"cp1252", "Caf\xE9", "Caf\xC3\xA9", {}},
      {"koi8-r", "\xC1", "\xD0\xB0", {}},
      {"gbk", "\xC4\xE3", "\xE4\xBD\xA0", {}},
      {"iso-2022-jp", "\x1B$B%F\x1B(B", "\xE3\x83\x86", {}},
      {"utf-16le", std::string_view("H\0a\0", 4), "Ha", {}},
      {"us-ascii", "Caf\xC3\xA9", "Caf\xC3\xA9", lie},
      {"us-ascii", "Caf\xE9", "Caf\xC3\xA9", lie},
      {"utf-8", "Caf\xE9", "Caf\xEF\xBF\xBD", lie},
      {"gbk", "a\x81 b", "a\xEF\xBF\xBD b", lie},
      {"no-such", "\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9", unknown},
      {"no-such", "\xE9\xE9", "\xC3\xA9\xC3\xA9", unknown},
      {"no-such", "Caf\xE9", "Caf\xC3\xA9", ascii},
      {"../../../../etc/passwd", "Halo", "Halo", ascii},
      {"utf-8,swaplfnl", "Halo", "Halo", ascii},
      {std::string(5000, 'x'), "Halo", "Halo", ascii},
  };
  for (const Charset& charset : charsets) {
    CAPTURE(charset.name, charset.bytes);
    const auto facts = read_facts(
        {{{"Content-Type", "text/plain; charset=\"" + charset.name + "\""}}, std::string(charset.bytes)}, false, {});
    CHECK(facts.text == charset.want_text);
    CHECK(facts.doubts == charset.want_doubts);
  }
}

TEST_CASE("a NUL in a body is shown as U+FFFD and ends nothing") {
  const std::string body("Ha\0lo\r\nya", 9);
  for (const std::string type : {"text/plain", "text/html"}) {
    CAPTURE(type);
    const auto facts = read_facts({{{"Content-Type", type}}, body}, false, {});
    CHECK(facts.text.starts_with("Ha\xEF\xBF\xBDlo"));
    CHECK(facts.text.ends_with("ya"));
  }
}

TEST_CASE("HTML is reduced to its words") {
  const auto bodies = std::to_array<std::array<std::string_view, 2>>({
      {"<html><head><title>T</title><style>p{a:b}</style></head><body><p>Halo <b>se</b>mua</p><p>dua</p></body></html>",
       "Halo semua\ndua"},
      {"Halo<br>semua", "Halo\nsemua"},
      {"<ul><li>satu<li>dua</ul>", "satu\ndua"},
      {"<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"},
      {"<script>if (a<b && \"</p>\") x</script>Halo", "Halo"},
      {"<!-- <p>no</p> -->Halo<!doctype x><?php no ?>", "Halo"},
      {"<a href=\"x>y\" title='a\"b'>Halo</a>", "Halo"},
      {"<a href=\"unclosed>Halo</a>", "Halo"},
      {"Rp1 &lt; Rp2 &amp; 3 &eacute; &#233; &#x110000; &nosuch;", "Rp1 < Rp2 & 3 \xC3\xA9 \xC3\xA9 &nosuch;"},
      {"harga&nbsp|&nbspbaru &amp setuju &copy2026",
       "harga | baru & setuju \xC2\xA9"
       "2026"},
      {"&#147;ya&#148; &#150; &#x80; &#x92 &#133",
       "\xE2\x80\x9Cya\xE2\x80\x9D \xE2\x80\x93 \xE2\x82\xAC \xE2\x80\x99 "
       "\xE2\x80\xA6"},
      {"AT&T, R&D &hellip; &x &; &# &#; &#x; &hellip", "AT&T, R&D \xE2\x80\xA6 &x &; &# &#; &#x; &hellip"},
      {"&notit; &lt;b&gt &ampx", "\xC2\xACit; <b> &x"},
      {"a < b > c", "a < b > c"},
      {"Caf\xC3\xA9", "Caf\xC3\xA9"},
      {"<meta charset=koi8-r><p>Caf\xC3\xA9", "Caf\xC3\xA9"},
      {"<p>Halo</", "Halo</"},
      {"<", "<"},
      {"", ""},
      {"<p></p>", ""},
      {"<script>never closed", ""},
  });
  for (const auto& [html, want_text] : bodies) {
    CAPTURE(html);
    CHECK(read_facts({{{"Content-Type", "text/html; charset=utf-8"}}, std::string(html)}, false, {}).text == want_text);
  }
}

}  // namespace
}  // namespace jeda::mail
