#include "milter/keeping.h"

#include <catch2/catch.hpp>

using namespace jeda;
using namespace jeda::milter;

namespace {

mail::MessageFacts facts_of(const std::string& body_complete_text) {
  return mail::read_facts(mail::split_message(body_complete_text), false, {});
}

const std::string with_all =
    "From: Budi <budi@ours.example>\r\nTo: ani@warung.example\r\nSubject: Penawaran\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    "<p>Halo, <a href=\"https://ours.example/a?b=1&c=<2>\nLink: x\">klik <b>di</b> sini</a> atau "
    "https://toko.example/promo.</p>\r\n--x\r\nContent-Type: application/pdf; name=harga.pdf\r\n"
    "Content-Disposition: attachment; filename=\"harga\r\n pompa.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "SGFsbyBkdW5pYQ==\r\n--x--\r\n";

}  // namespace

TEST_CASE("a preview says how much of a held mail is kept") {
  struct Case {
    config::Preview preview;
    std::string want_headers;
    std::string want_excerpt;
  };
  const std::string fields =
      "From: Budi <budi@ours.example>\nTo: ani@warung.example\nSubject: Penawaran\n"
      "Attachment: harga pompa.pdf (application/pdf, 10 bytes)\n";
  const std::string links =
      "Link: klik di sini <https://ours.example/a?b=1&c=%3C2%3E%0ALink:%20x>\nLink: <https://toko.example/promo>\n";
  const std::string text = "Halo, klik di sini atau https://toko.example/promo.";
  const auto c = GENERATE_COPY(values<Case>({{config::Preview::none, "", ""},
                                             {config::Preview::headers, fields, ""},
                                             {config::Preview::text, fields + links, text},
                                             {config::Preview::whole, fields + links, text}}));
  const auto details = details_of(facts_of(with_all), {}, c.preview, "budi@ours.example", "budi@ours.example");
  CHECK(details.headers == c.want_headers);
  CHECK(details.excerpt == c.want_excerpt);
  CHECK(details.source.empty());  // of the message itself, see Session
}

TEST_CASE("what is kept of a mail is bounded") {
  std::string message = "From: budi@ours.example\r\nContent-Type: text/html\r\n\r\n";
  for (int i = 0; i < 5000; ++i) {
    const auto n = std::to_string(i);
    message.append("<a href=\"https://ours.example/")
        .append(n)
        .append(100, 'x')
        .append("\">a")
        .append(n)
        .append("</a> kata ");
  }
  const auto details = details_of(facts_of(message), {}, config::Preview::text, "", "");
  CHECK(details.headers.size() < 20 * 1024);
  CHECK(details.excerpt.size() <= 64 * 1024);
}
