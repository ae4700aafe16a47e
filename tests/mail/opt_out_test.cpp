// The wish not to be written to again, in whole messages: whose it is, and when a person must look at it.
#include <catch2/catch.hpp>

#include "mail/inbound.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

enum class Asked { no, in_doubt, yes };

struct AskedMessage {
  std::string_view name;
  std::string message;
  Asked want = Asked::yes;
};

InboundFacts inbound_facts(const std::string& message) {
  using namespace date::literals;
  const RawMessage raw = split_message(message);
  return read_inbound(raw, read_facts(raw, false, {}), 2026_y / 11 / 23, {});
}

void check_asked(const std::vector<AskedMessage>& messages) {
  for (const AskedMessage& message : messages) {
    CAPTURE(message.name);
    const InboundFacts facts =
        inbound_facts("From: ani@toko.example\nTo: Budi <budi@ours.example>\n" + message.message);
    CAPTURE(facts.opt_out_wish);
    CHECK(facts.opt_out_wish.empty() == (message.want == Asked::no));
    CHECK(facts.wish_doubtful == (message.want == Asked::in_doubt));
  }
}

const std::string answer = "Subject: Re: Penawaran\nIn-Reply-To: <1@ours.example>\n";
const std::string text_plain = "Content-Type: text/plain; charset=utf-8\n\n";
const std::string text_html = "Content-Type: text/html; charset=utf-8\n\n";

TEST_CASE("a wish may stand in the subject alone") {
  check_asked({
      {"a word", "Subject: unsubscribe\n\n"},
      {"in capitals", "Subject: STOP\n\nAni\n"},
      {"a sentence", "Subject: Tolong hapus saya dari daftar\n\n"},
      {"encoded", "Subject: =?utf-8?q?Please=C2=A0remove=C2=A0me_from_your_list?=\n\n"},
      {"behind our own subject", "Subject: Re: Penawaran - please remove me from your list\n\nAni\n"},
      {"behind it, in brackets", "Subject: Bls: Penawaran (jangan kirim email lagi)\n\n"},
      {"behind it, and a long text",
       answer.substr(0, 22) + ", please remove me from your list\n\n" +
           "Kami pelajari dahulu bersama kepala bagian pembelian pekan depan di kantor.\n",
       Asked::in_doubt},
      {"our own subject, and no text", "Subject: Re: Unsubscribe\nIn-Reply-To: <1@ours.example>\n\n", Asked::in_doubt},
      {"our own subject, and a text", "Subject: Re: Unsubscribe\n\nTerima kasih, nanti kami kabari lagi.\n", Asked::no},
      {"a word of it", "Subject: Re: How to unsubscribe users\n\n", Asked::no},
      {"forwarded", "Subject: Fwd: unsubscribe\n\n", Asked::no},
      {"beside a yes", "Subject: stop\n\nSaya tertarik, mohon dikirim.\n", Asked::in_doubt},
      {"a subject of every day", "Subject: Stop kontak di Bandung\n\nKapan?\n", Asked::no},
  });
}

TEST_CASE("blanks, dashes and marks of all scripts part words and sentences") {
  check_asked({
      {"no-break spaces", answer + text_html + "<p>Please&nbsp;remove&nbsp;me from your list.</p>"},
      {"narrow ones", answer + text_plain + "Please\xE2\x80\xAFremove\xE2\x80\x89me from your list.\n"},
      {"dashes", answer + text_plain + "Pak Budi\xE2\x80\x94please unsubscribe me\xE2\x80\x94thanks\n"},
      {"two hyphens", answer + text_plain + "Pak Budi--please unsubscribe me--thanks\n"},
      {"an ellipsis", answer + text_plain + "Unsubscribe\xE2\x80\xA6\n"},
      {"dots", answer + text_plain + "Unsubscribe...\n"},
      {"a full stop of Chinese writing",
       answer + text_plain + "\xE4\xBD\xA0\xE5\xA5\xBD\xE3\x80\x82Unsubscribe\xE3\x80\x82\n"},
      {"a full-width mark", answer + text_plain + "STOP\xEF\xBC\x81\n"},
      {"a full-width question", answer + text_plain + "Unsubscribe me\xEF\xBC\x9F\n", Asked::no},
      {"character references", answer + text_html + "<p>&#80;lease&#32;remove&#x20;me&#46;</p>"},
      {"a blank without width", answer + text_plain + "Un\xE2\x80\x8Bsubscribe\n"},
      {"a domain", answer + text_plain + "www.unsubscribe.example\n", Asked::no},
  });
}

TEST_CASE("a wish below a picture, and on the line of an attribution, is the writer's") {
  check_asked({
      {"below a picture", answer + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nLihat ini:\n--b\nContent-Type: "
                                   "image/png\n\nx\n--b\n\nTolong jangan kirim email lagi.\n--b--\n"},
      {"before an attribution", answer + text_plain +
                                    "Tolong jangan kirim email lagi. On Mon, 23 Nov 2026 at 10:00, Budi "
                                    "wrote:\n> Halo\n"},
  });
}

TEST_CASE("a wish that the writer did not write is none") {
  const std::string yes = "Ya, cocok. Kirim penawarannya.\n\nAni\n\n";
  const std::string footer =
      "Halo Bu Ani, ini penawaran kami.\nPlease reply UNSUBSCRIBE if you want no more mails.\nUnsubscribe\n";
  check_asked({
      {"below Outlook's header, German",
       answer + text_plain + yes +
           "Von: Budi <budi@ours.example>\nGesendet: Montag, 23. November 2026 10:00\nAn: Ani\nBetreff: "
           "Penawaran\n\n" +
           footer,
       Asked::no},
      {"below a header of no known language",
       answer + text_plain + yes + "Xa: Budi <budi@ours.example>\nXb: 23/11/2026 10:00\nXc: Ani\nXd: Penawaran\n\n" +
           footer,
       Asked::no},
      {"below an attribution of no known language",
       answer + text_plain + yes + "23/11/2026 10:00 xyz Budi <budi@ours.example> xyz:\n\n" + footer, Asked::no},
      {"a link", answer + text_html + "<p>Baik.</p><p>Ani</p><p><a href='https://toko.example/u'>Unsubscribe</a></p>",
       Asked::no},
      {"a link to an address",
       answer + text_html +
           "<p>Baik.</p><p><a href='mailto:u@toko.example'>Unsubscribe</a> | <a "
           "href='https://toko.example/p'>Privacy</a></p>",
       Asked::no},
      {"a link in plain text", answer + text_plain + "Baik.\n\nUnsubscribe <https://toko.example/u>\n", Asked::no},
      {"instructions", answer + text_plain + "Baik.\n\nJika Anda tidak ingin menerima email lagi, balas STOP.\n",
       Asked::no},
      {"below a signature mark",
       answer + text_plain +
           "Baik, kami tunggu.\n\n-- \nAni\nToko Maju\n\nKami selalu melayani pelanggan kami dengan sepenuh hati.\n"
           "Unsubscribe\n",
       Asked::no},
      {"below a signature",
       answer + text_plain +
           "Baik, kami tunggu.\n\nSalam,\nAni\nPT Toko Maju\n+62 812 3456 7890\nKami selalu melayani pelanggan kami "
           "dengan sepenuh hati dan cepat.\nPlease unsubscribe me\n",
       Asked::no},
      {"of a machine", "Subject: Out of office\nAuto-Submitted: auto-replied\n\nPlease do not contact me again.\n",
       Asked::no},
  });
}

TEST_CASE("a wish beside what speaks against it is for a person to decide") {
  const std::string text = "Terima kasih atas penawarannya, kami pelajari dahulu bersama tim kami.\n\n";
  check_asked({
      {"a yes", answer + text_plain + "Saya tertarik, kirim katalognya. Jangan email saya lagi di alamat kantor.\n",
       Asked::in_doubt},
      {"a word below a text", answer + text_plain + text + "Unsubscribe\n", Asked::in_doubt},
      {"a footer",
       answer + text_plain + text + "You are receiving this because you are our customer.\nPlease unsubscribe me\n",
       Asked::in_doubt},
      {"what may introduce a quote",
       answer + text_plain + text + "Budi <budi@ours.example> 23/11/2026\n\nPlease remove me.\n", Asked::in_doubt},
      {"a goodbye", answer + text_plain + text + "Salam,\nAni\n\nPlease remove me.\n", Asked::in_doubt},
      {"nothing", answer + text_plain + text + "Tolong jangan email saya lagi.\n"},
      {"thanks", answer + text_plain + "Terima kasih,\ntolong jangan email saya lagi.\n"},
      {"a no", answer + text_plain + "Kami tidak tertarik. Tolong jangan email saya lagi.\n"},
      {"one's own click",
       answer + text_plain + "I clicked unsubscribe but still get your emails, remove me from your list.\n"},
  });
}

}  // namespace
}  // namespace jeda::mail
