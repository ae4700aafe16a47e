// What a person wrote, as the mail clients of this world wrap it: their structures, with words of our own.
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

constexpr std::string_view reply = "From: ani@toko.example\nSubject: Re: Penawaran\nIn-Reply-To: <1@ours.example>\n";
constexpr std::string_view forward = "From: ani@toko.example\nSubject: Fwd: Penawaran\n";
constexpr std::string_view fresh = "From: budi@ours.example\nSubject: Penawaran\n";

struct Client {
  std::string_view name;
  std::string_view header;
  std::string_view body;  // from the rest of the header on
  std::string_view want_written;
  bool want_quotes = true;
};

void check(const std::vector<Client>& clients) {
  for (const Client& client : clients) {
    CAPTURE(client.name);
    const auto facts = facts_of(std::string(client.header) + std::string(client.body));
    CHECK(facts.written == client.want_written);
    CHECK(facts.quotes == client.want_quotes);
  }
}

TEST_CASE("Gmail") {
  check({
      {"plain, top-posted", reply,
       "Content-Type: text/plain; charset=\"UTF-8\"\n\nBaik, saya tertarik.\nKapan bisa bertemu?\n\nOn Mon, 23 Nov "
       "2026 at "
       "10:00, Budi Santoso <budi@ours.example> wrote:\n\n> Halo Bu Ani,\n>\n> ini penawaran kami.\n>\n",
       "Baik, saya tertarik.\nKapan bisa bertemu?"},
      {"plain, attribution over two lines", reply,
       "\nBaik.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi Santoso Wijaya Kusuma <\nbudi@ours.example> wrote:\n\n> Halo\n",
       "Baik."},
      {"plain, Indonesian", reply,
       "\nBaik.\n\nPada tgl Sen, 23 Nov 2026 pukul 10.00 Budi <budi@ours.example> menulis:\n\n> Halo\n", "Baik."},
      {"plain, Indonesian over three lines", reply,
       "\nBaik.\n\nPada tanggal Sen, 23 Nov 2026 pukul 10.00\nBudi Santoso Wijaya\n<budi@ours.example> menulis:\n\n> "
       "Halo\n",
       "Baik."},
      {"plain, answers between the quotes", reply,
       "\nPada Sen, 23 Nov 2026 10.00 Budi <budi@ours.example> menulis:\n\n> Berapa toko Anda?\n\nTiga toko.\n\n> "
       "Kapan "
       "bisa bertemu?\n\nRabu pagi.\n\nAni\n",
       "Tiga toko.\n\nRabu pagi.\n\nAni"},
      {"HTML alone", reply,
       "Content-Type: text/html; charset=UTF-8\n\n<div dir=\"ltr\">Baik, saya tertarik.<div><br></div><div>Kapan "
       "bertemu?</div></div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" "
       "class=\"gmail_attr\">On "
       "Mon, 23 Nov 2026 at 10:00, Budi &lt;<a href=\"mailto:budi@ours.example\">budi@ours.example</a>&gt; "
       "wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid "
       "rgb(204,204,204);padding-left:1ex\"><div>Halo Bu Ani</div></blockquote></div>\n",
       "Baik, saya tertarik.\nKapan bertemu?"},
      {"HTML, answers between the quotes", reply,
       "Content-Type: text/html\n\n<div class=\"gmail_quote\"><div class=\"gmail_attr\">Pada tgl Sen Budi "
       "menulis:<br></div><blockquote class=\"gmail_quote\">Berapa toko?</blockquote><div>Tiga.</div><blockquote "
       "class=\"gmail_quote\">Kapan?</blockquote><div>Rabu.</div></div>",
       "Tiga.\n\nRabu."},
      {"old HTML in gmail_extra", reply,
       "Content-Type: text/html\n\n<div dir=\"ltr\">Baik.</div><div class=\"gmail_extra\"><br><div "
       "class=\"gmail_quote\">On Mon, Nov 23, 2026 at 10:00 AM, Budi <span dir=\"ltr\">&lt;<a "
       "href=\"mailto:budi@ours.example\" target=\"_blank\">budi@ours.example</a>&gt;</span> wrote:<br><blockquote "
       "class=\"gmail_quote\" style=\"x\">Halo</blockquote></div><br></div>",
       "Baik."},
      {"HTML with a signature of its own", reply,
       "Content-Type: text/html\n\n<div dir=\"ltr\">Baik.<br clear=\"all\"><div><br></div><span "
       "class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" class=\"gmail_signature\"><div>Ani "
       "Lestari</div><div>Toko Maju</div></div></div>",
       "Baik.", false},
      {"forwarded, nothing added", forward,
       "\n---------- Forwarded message ---------\nFrom: Budi <budi@ours.example>\nDate: Mon, 23 Nov 2026 at "
       "10:00\nSubject: Penawaran\nTo: <ani@toko.example>\n\n\nHalo Bu Ani\n",
       ""},
      {"forwarded, Indonesian, with a word", forward,
       "\nTolong dilihat.\n\n---------- Pesan terusan ---------\nDari: Budi <budi@ours.example>\nDate: Sen, 23 Nov "
       "2026 pukul 10.00\nSubject: Penawaran\nTo: <ani@toko.example>\n\n\nHalo\n",
       "Tolong dilihat."},
      {"forwarded as HTML", forward,
       "Content-Type: text/html\n\n<div dir=\"ltr\">Tolong dilihat.<br><br><div class=\"gmail_quote\"><div "
       "class=\"gmail_attr\">---------- Forwarded message ---------<br>From: <strong>Budi</strong><br>Date: "
       "Mon<br>Subject: x<br>To: y<br></div><br><br><div>---------- Forwarded message ---------<br>Halo "
       "lama</div></div></div>",
       "Tolong dilihat."},
      {"alternative with inline image and attachment", reply,
       "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/related; "
       "boundary=r\n\n--r\nContent-Type: "
       "multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=UTF-8; format=flowed; "
       "delsp=yes\n\nBaik, lihat gambar  \nini.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi <budi@ours.example> wrote:\n\n> "
       "Halo\n\n--a\nContent-Type: text/html\n\n<div>Baik</div>\n--a--\n--r\nContent-Type: image/png; "
       "name=\"logo.png\"\nContent-ID: <l>\n\nx\n--r--\n--m\nContent-Type: application/pdf; "
       "name=\"p.pdf\"\nContent-Disposition: attachment; filename=\"p.pdf\"\n\nx\n--m--\n",
       "Baik, lihat gambar ini."},
  });
}

TEST_CASE("Outlook") {
  check({
      {"plain", reply,
       "\nBaik.\n\nSalam,\nAni Lestari\nToko Maju\nTelp. 021-555 1234\n\n-----Original Message-----\nFrom: Budi "
       "<budi@ours.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Ani <ani@toko.example>\nSubject: "
       "Penawaran\n\nHalo Bu Ani\n",
       "Baik."},
      {"plain with a rule", reply,
       "\nBaik.\n\n________________________________\nFrom: Budi <budi@ours.example>\nSent: Monday, 23 November 2026 "
       "10:00\nTo: Ani\nCc: Tono\nSubject: Penawaran\n\nHalo\n",
       "Baik."},
      {"plain, Indonesian", reply,
       "\nBaik.\n\n-----Pesan Asli-----\nDari: Budi <budi@ours.example>\nDikirim: 23 November 2026 10:00\nKepada: "
       "Ani\nPerihal: Penawaran\n\nHalo\n",
       "Baik."},
      {"plain, Indonesian without a rule", reply,
       "\nBaik.\n\nDari: Budi <budi@ours.example>\nTerkirim: Senin, 23 November 2026 10.00\nKe: Ani\nSubjek: "
       "Penawaran\n\nHalo\n",
       "Baik."},
      {"plain of bold fields", reply,
       "\nBaik.\n\n*From:* Budi <budi@ours.example>\n*Sent:* Monday\n*To:* Ani\n*Subject:* x\n\nHalo\n", "Baik."},
      {"HTML, the border above the header", reply,
       "Content-Type: text/html\n\n<html><body lang=EN-US><div class=WordSection1><p "
       "class=MsoNormal>Baik.<o:p></o:p></p>"
       "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 "
       "1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b>From:</b> Budi &lt;budi@ours.example&gt; "
       "<br><b>Sent:</b> Monday, November 23, 2026 10:00 AM<br><b>To:</b> Ani<br><b>Subject:</b> "
       "Penawaran<o:p></o:p></p></div></div><p class=MsoNormal>Halo Bu Ani</p></div></body></html>",
       "Baik."},
      {"HTML, a header of another language below the border", reply,
       "Content-Type: text/html\n\n<p class=MsoNormal>Baik.</p><div style='border:none;border-top:solid #B5C4DF "
       "1.0pt'><p><b>Von:</b> Budi<br><b>Gesendet:</b> Montag<br><b>An:</b> Ani<br><b>Betreff:</b> "
       "x</p></div><p>Halo</p>",
       "Baik."},
      {"on the web", reply,
       "Content-Type: text/html\n\n<div class=\"elementToProof\" style=\"font-size: 12pt\">Baik.</div><div "
       "id=\"Signature\"><div>Ani Lestari</div><div>Toko Maju</div></div><div id=\"appendonsend\"></div><hr "
       "style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>Dari:</b> "
       "Budi<br></font><div>&nbsp;</div></div><div>Halo Bu Ani</div>",
       "Baik."},
      {"for phones", reply,
       "\nBaik.\n\nDapatkan Outlook untuk Android<https://aka.ms/x>\n________________________________\nFrom: "
       "Budi\nSent: "
       "Monday\nTo: Ani\nSubject: x\n\nHalo",
       "Baik."},
      {"a border that is none of a header", reply,
       "Content-Type: text/html\n\n<p>Baik.</p><div style='border:none;border-top:solid 1pt'>Harga: Rp "
       "5 juta</div><p>Sampai jumpa</p>",
       "Baik.\nHarga: Rp 5 juta\nSampai jumpa", false},
  });
}

TEST_CASE("Thunderbird") {
  check({
      {"flowed, bottom-posted", reply,
       "Content-Type: text/plain; charset=UTF-8; format=flowed\n\nOn 11/23/26 10:00, Budi wrote:\n> Halo Bu Ani, ini "
       "\n> penawaran kami.\n\nBaik, saya tertarik dan ingin \nbertemu \nRabu.\n\n-- \nAni Lestari\nToko Maju\n",
       "Baik, saya tertarik dan ingin bertemu Rabu."},
      {"flowed, DelSp", reply,
       "Content-Type: text/plain; format=flowed; delsp=yes\n\nPemberita \nhuan baru  \nhari ini.\n From kami.\n\nOn "
       "23/11/2026 10.00, Budi wrote:\n>  Halo\n",
       "Pemberitahuan baru hari ini.\nFrom kami."},
      {"HTML", reply,
       "Content-Type: text/html\n\n<html><body><div class=\"moz-cite-prefix\">On 11/23/26 10:00, Budi "
       "wrote:<br></div><blockquote type=\"cite\" cite=\"mid:1@ours.example\"><p>Halo</p></blockquote><p>Baik.</p><div "
       "class=\"moz-signature\">-- <br>Ani Lestari<br>Toko Maju</div></body></html>",
       "Baik."},
      {"forwarded", forward,
       "\nTolong dilihat.\n\n-------- Forwarded Message --------\nSubject: \tPenawaran\nDate: \tMon, 23 Nov "
       "2026\nFrom: \tBudi\nTo: \tAni\n\n\n\nHalo\n",
       "Tolong dilihat."},
  });
}

TEST_CASE("Apple Mail") {
  check({
      {"plain", reply,
       "Content-Type: text/plain;\n\tcharset=utf-8\n\nBaik.\n\nSent from my iPhone\n\n> On 23 Nov 2026, at 10.00, Budi "
       "<budi@ours.example> wrote:\n> \n> \xEF\xBB\xBFHalo\n",
       "Baik."},
      {"plain, Indonesian", reply,
       "\nBaik.\n\nDikirim dari iPhone saya\n\n> Pada 23 Nov 2026, pukul 10.00, Budi <budi@ours.example> menulis:\n> "
       "\n> Halo\n",
       "Baik."},
      {"HTML", reply,
       "Content-Type: text/html\n\n<html><body style=\"overflow-wrap: break-word;\">Baik.<br "
       "id=\"lineBreakAtBeginningOfMessage\"><div><br><blockquote type=\"cite\"><div>On 23 Nov 2026, at 10.00, Budi "
       "&lt;budi@ours.example&gt; wrote:</div><br "
       "class=\"Apple-interchange-newline\"><div>Halo</div></blockquote></div>"
       "</body></html>",
       "Baik."},
      {"HTML from a phone", reply,
       "Content-Type: text/html\n\n<html><body dir=\"auto\">Baik.<br><br><div id=\"AppleMailSignature\" "
       "dir=\"ltr\">Sent from my iPhone</div><div dir=\"ltr\"><br><blockquote type=\"cite\">On Nov 23, 2026, at 10:00, "
       "Budi wrote:<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">Halo</div></blockquote>"
       "</body></html>",
       "Baik."},
      {"forwarded", forward,
       "\nTolong dilihat.\n\n> Begin forwarded message:\n> \n> From: Budi\n> Subject: x\n> \n> Halo\n",
       "Tolong dilihat."},
      {"forwarded without marks", forward, "\nBegin forwarded message:\n\nFrom: Budi\nSubject: x\nDate: y\n\nHalo\n",
       ""},
  });
}

TEST_CASE("Yahoo, Zimbra, Proton and phones") {
  check({
      {"Yahoo, plain", reply,
       "\n Baik.\n\n    On Monday, November 23, 2026 at 10:00:00 AM GMT+7, Budi <budi@ours.example> wrote:  \n \n Halo "
       "Bu Ani\n",
       "Baik."},
      {"Yahoo, Indonesian", reply,
       "\nBaik.\n\n    Pada Senin, 23 November 2026 10.00.00 WIB, Budi <budi@ours.example> menulis:  \n \n Halo\n",
       "Baik."},
      {"Yahoo, HTML", reply,
       "Content-Type: text/html\n\n<div class=\"yahoo-style-wrap\"><div dir=\"ltr\">Baik.</div></div><div "
       "id=\"yahoo_quoted_123\" class=\"yahoo_quoted\"><div><div>On Monday, Budi "
       "wrote:</div><div>Halo</div></div></div>",
       "Baik."},
      {"Yahoo on Android", reply,
       "\nBaik.\n\nDikirim dari Yahoo Mail di Android \n \n  Pada Sen, Nov 23, 2026 pada 10:00, Budi "
       "<budi@ours.example> menulis:   Halo\n",
       "Baik."},
      {"Zimbra, plain", reply,
       "\nBaik.\n\n----- Original Message -----\nFrom: \"Budi\" <budi@ours.example>\nTo: \"Ani\" "
       "<ani@toko.example>\nSent: Monday, November 23, 2026 10:00:00 AM\nSubject: Penawaran\n\nHalo\n",
       "Baik."},
      {"Zimbra, HTML", reply,
       "Content-Type: text/html\n\n<div style=\"font-family: arial\"><div>Baik.</div><div "
       "data-marker=\"__SIG_PRE__\">Ani Lestari<br>Toko Maju</div><br><hr id=\"zwchr\" "
       "data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\"><b>From: </b>\"Budi\"<br></div><div "
       "data-marker=\"__QUOTED_TEXT__\">Halo</div></div>",
       "Baik."},
      {"Proton", reply,
       "Content-Type: text/html\n\n<div>Baik.</div><div class=\"protonmail_signature_block\"><div>Ani "
       "Lestari</div></div><div class=\"protonmail_quote\">On Monday, Budi wrote:<br><blockquote "
       "class=\"protonmail_quote\" type=\"cite\">Halo</blockquote></div>",
       "Baik."},
      {"Zoho, HTML", reply,
       "Content-Type: text/html\n\n<div>Baik.</div><div class=\"zmail_extra\"><br>---- On Mon, Budi wrote ----<br>"
       "<blockquote><div>Halo</div></blockquote></div>",
       "Baik."},
      {"GMX", reply,
       "Content-Type: text/html\n\n<div>Baik.</div><div name=\"quote\" style=\"margin:10px\"><div><b>Gesendet:</b> "
       "Montag</div><div>Halo</div></div>",
       "Baik."},
      {"Outlook for Mac", reply,
       "Content-Type: text/html\n\n<div>Baik.</div><span id=\"OLK_SRC_BODY_SECTION\"><div>From: "
       "Budi</div><div>Halo</div>"
       "</span>",
       "Baik."},
      {"Samsung", reply,
       "\nBaik.\n\nDikirim dari Galaxy saya\n\n-------- Pesan asli --------\nDari: Budi <budi@ours.example>\nTanggal: "
       "23/11/26 10.00 (GMT+07:00)\nKe: Ani\nSubjek: Penawaran\n\nHalo\n",
       "Baik."},
  });
}

// Whatever the language: known words, unknown ones ("xyz"), wrapped or not, with '>' below and without.
TEST_CASE("an attribution is known by its writer, its time and its end") {
  for (const std::string head : {
           "On Mon, 23 Nov 2026 at 10:00, Budi <budi@ours.example> wrote:",
           "Pada 23/11/2026 10.00, Budi menulis:",
           "Am 23.11.26 um 10:00 schrieb Budi Santoso:",
           "Le lun. 23 nov. 2026 \xC3\xA0 10:00, Budi <budi@ours.example> a \xC3\xA9"
           "crit\xC2\xA0:",
           "Budi <budi@ours.example> \xE4\xBA\x8E"
           "2026\xE5\xB9\xB4"
           "11\xE6\x9C\x88"
           "23\xE6\x97\xA5 10:00\xE5\x86\x99\xE9\x81\x93\xEF\xBC\x9A",
           "2026-11-23 10:00 GMT+07:00 Budi <budi@ours.example>:",
           "xyz, 23 xyz 2026 xyz 10:00, Budi <budi@ours.example>:",
           "Budi <budi@ours.example> xyz (xyz: 2026. xyz 23., 10:00):",
           "\xE2\x80\xABxyz \xD9\xA2\xD9\xA3 xyz \xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6 Budi <\xE2\x80\xAA"
           "budi@ours.example\xE2\x80\xAC>:\xE2\x80\xAC",
           "23/11/2026 10:00, xyz Budi Santoso xyz:",  // a name that the message is addressed to
           "---- On Mon, 23 Nov 2026 10:00:00 +0700 Budi <budi@ours.example> wrote ----",
           "---- xyz 23 xyz 2026 10:00:00 Budi <budi@ours.example> xyz ----",
       }) {
    CAPTURE(head);
    std::string wrapped = head;
    wrapped[wrapped.find(' ', 20)] = '\n';
    for (const std::string& above : {head, wrapped}) {
      for (const std::string below : {"\n> Halo\n> lagi\n", "\nHalo\nlagi\n"}) {
        CAPTURE(above, below);
        const std::string message =
            std::string(reply) + "To: Budi Santoso <budi@ours.example>\nContent-Type: text/plain; charset=utf-8\n\n";
        CHECK(facts_of(message + "Baik.\n\n" + above + "\n" + below).written == "Baik.");
        CHECK(facts_of(message + "Baik.\n" + above + "\n" + below).written == "Baik.");
      }
    }
  }
}

TEST_CASE("a quoted header is known by three fields, a writer and a day") {
  for (const std::string head : {
           "Von: Budi\nGesendet: Montag\nAn: Ani\nBetreff: Penawaran\n",
           "Xa: Budi <budi@ours.example>\nXb: 23 xyz 2026 10:00\nXc: Ani\n",
           "Xa\xEF\xBC\x9A"
           "Budi <budi@ours.example>\nXb\xEF\xBC\x9A"
           "2026/11/23 10:00\nXd\xEF\xBC\x9APenawaran\n",
           "Xd : Penawaran\nXb : 23/11/2026\nXa : Budi\n",
           "*Xa:* Budi <budi@ours.example>\n*Xb:* 23.11.2026 10:00\n*Xc:* Ani <ani@toko.example>,\n  Tono\n*Xd:* x\n",
           "---------- xyz ----------\nXa: Budi <budi@ours.example>\nXb: 23 xyz 2026\nXc: Ani\n",
           "From: Budi <budi@ours.example>\nDate: Mon, 23 Nov 2026\n",
       }) {
    CAPTURE(head);
    CHECK(facts_of(std::string(reply) + "Content-Type: text/plain; charset=utf-8\n\nBaik.\n\n" + head + "\nHalo\n")
              .written == "Baik.");
  }
}

TEST_CASE("what a person writes in a reply is no quote") {
  for (const std::string text : {
           "Tanggal: 23/11/2026\nJam: 10:00\nTempat: Bandung\nNarahubung: Ani <ani@toko.example>",
           "Dari: Jakarta\nKe: Bandung\nTanggal: 23/11/2026",
           "Nama: Ani\nTanggal kirim: 23/11/2026\nEmail: ani@toko.example\nTelp: 0812 3456 7890",
           "Email: ani@toko.example\nTanggal: 23/11/2026\nBarang: kopi",
           "Kirim ke ani@toko.example tanggal 23/11/2026 dengan data ini:\n\nkopi 5 kg",
           "Jadwalnya 23/11/2026 pukul 10:00:\n\nmasuk gudang",
           "Kemarin jam 10.00 dia menulis:\n\nsaya tertarik",
           "--- catatan ---\n\nharap dibaca",
           "Re: harga\nOK: setuju\nCatatan: kirim 23/11/2026",
       }) {
    CAPTURE(text);
    CHECK(facts_of(std::string(reply) + "\nHalo.\n\n" + text).written == "Halo.\n\n" + text);
  }
}

TEST_CASE("a writer's own words in the line of an attribution, and quotes in their midst, stay apart") {
  check({
      {"behind a sentence", reply, "\nSetuju. On Mon, 23 Nov 2026 at 10:00, Budi wrote:\n> Halo\n", "Setuju."},
      {"without a mark", reply, "\nsetuju On Wed, Apr 4, 2012 at 3:59 PM, b@ours.example wrote:\n\nHalo\n", "setuju"},
      {"with dashes", reply, "\nsetuju--- Pada 23 Nov 2026 10.00 Budi <b@ours.example> menulis:\n> Halo\n", "setuju"},
      {"wrapped", reply,
       "\nSetuju! Pada tanggal Sen, 23 Nov 2026 pukul\n10.00 Budi <budi@ours.example> menulis:\n> Halo\n", "Setuju!"},
      {"what a program broke", reply,
       "\n> Kami menawarkan mesin kasir baru dengan harga yang bersahabat untuk semua\ntoko Anda\n> di "
       "Bandung.\n\nBaik.\n",
       "Baik."},
      {"an answer between the lines", reply, "\n> Berapa toko?\nTiga\n> Kapan?\nRabu\n", "Tiga\n\nRabu"},
      {"an answer by its subject alone", "Subject: Antw: Penawaran\n", "\nBaik.\n\n-----Original Message-----\nHalo\n",
       "Baik."},
      {"another one", "Subject: =?utf-8?b?5Zue5aSN77ya?= Penawaran\n", "\nBaik.\n> Halo\n", "Baik."},
      {"numbered", "Subject: [toko] RE[2]: Penawaran\n", "\nBaik.\n> Halo\n", "Baik."},
      {"none", "Subject: Resep: kopi\n", "\nBaik.\n> Halo\n", "Baik.\n> Halo", false},
  });
}

TEST_CASE("signatures, sign-offs and disclaimers are left out") {
  check({
      {"a signature mark", fresh, "\nHalo Bu Ani,\nini penawaran.\n\n-- \nBudi Santoso\nPT Ours | +62 812 3456 789\n",
       "Halo Bu Ani,\nini penawaran.", false},
      {"a sign-off with contact lines", fresh,
       "\nHalo Bu Ani,\nini penawaran.\n\nTerima kasih,\n\nSalam hangat,\n\nBudi Santoso\nSales Manager\nPT Ours\nJl. "
       "Sudirman 5, Jakarta\nHP: 0812-3456-7890\nwww.ours.example\n",
       "Halo Bu Ani,\nini penawaran.\n\nTerima kasih,", false},
      {"a sign-off with a name alone", fresh, "\nini penawaran.\n\nBest regards,\nBudi\n",
       "ini penawaran.\n\nBest regards,\nBudi", false},
      {"a signature of many lines", fresh,
       "\nini penawaran.\n\nBest Regards, Ani Lestari\nHead of Procurement\nGeneral Affairs Division\nPT Toko Maju "
       "Tbk\n"
       "Menara Maju Lt. 5\nJl. Mawar 5\nKawasan Niaga\nJakarta Pusat 10110\nIndonesia\n\nTelp. +62 21 5550 0123\nFaks "
       "+62 21 5550 0124\nHP 0812 3456 7890\nani@toko.example\nwww.toko.example\nhttps://peta.example/?q=toko+maju\n",
       "ini penawaran.", false},
      {"a signature below a rule", fresh,
       "\nini penawaran.\n\n_________________\nAni Lestari\nPT Toko Maju\nTelp. 021-5550123\n", "ini penawaran.",
       false},
      {"a signature in German", fresh,
       "\nEin Angebot.\n\nMit freundlichen Gr\xC3\xBC\xC3\x9F"
       "en\nAni Lestari\nLaden GmbH\n+49 30 555 01234\n\n"
       "Von meinem iPhone gesendet\n",
       "Ein Angebot.", false},
      {"a disclaimer in English", fresh,
       "\nini penawaran.\n\nRegards,\nBudi\n+62 812 3456 7890\n\n______\nThis e-mail and any attachments are "
       "confidential and\nintended solely for the addressee.\n\nIf you have received this e-mail in error, delete "
       "it.\n\nPlease consider the environment before printing this e-mail.\n",
       "ini penawaran.", false},
      {"a disclaimer in Indonesian", fresh,
       "\nini penawaran.\n\nSurel ini dan lampirannya bersifat rahasia dan hanya ditujukan\nkepada "
       "penerima.\n\nApabila "
       "Anda bukan penerima yang dituju, mohon hapus surel ini.\n",
       "ini penawaran.", false},
      {"a disclaimer below quotes", reply,
       "\nBaik.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi <b@x.example> wrote:\n> Halo\n\nThis message is confidential.\n",
       "Baik."},
      {"a phone line below a signature", fresh, "\nini penawaran.\n\n-- \nBudi\n\nGet Outlook for iOS\n",
       "ini penawaran.", false},
      {"a signature alone", fresh, "\n-- \nBudi Santoso\nPT Ours\n", "", false},
  });
}

TEST_CASE("nothing hides behind what only looks like a quote or a signature") {
  const std::string offer = "Kami menawarkan diskon besar untuk semua pelanggan lama dan baru bulan ini saja.";
  const auto written = [](std::string_view header, const std::string& body) {
    return facts_of(std::string(header) + "\n" + body).written;
  };
  CHECK(written(fresh, "-- \n" + offer) == "--\n" + offer);
  CHECK(written(fresh, "Halo.\n-- \nBeli sekarang?\n") == "Halo.\n--\nBeli sekarang?");
  CHECK(written(fresh, "Halo.\n-- \nDiskon 50%\n") == "Halo.\n--\nDiskon 50%");
  CHECK(written(fresh, "Halo.\n-- \nHarga Rp 5.000.000\n") == "Halo.\n--\nHarga Rp 5.000.000");
  const std::string long_text = repeated("baris pendek\n", 11);
  CHECK(written(fresh, "Halo.\n-- \n" + long_text).size() > long_text.size());
  const std::string contact = "\n+62 812 3456 7890";
  CHECK(written(fresh, "Halo.\n-- \n" + long_text + long_text + contact).size() > 2 * long_text.size());
  CHECK(written(fresh, "Halo.\nSalam,\n" + long_text + long_text + contact).size() > 2 * long_text.size());
  CHECK(written(fresh, "Halo.\n_____\nBeli sekarang?" + contact) == "Halo.\n_____\nBeli sekarang?" + contact);
  CHECK(written(fresh, "Salam,\n\n" + offer) == "Salam,\n\n" + offer);
  CHECK(written(fresh, "Terima kasih\nBudi\n0812-3456-7890") == "Terima kasih\nBudi\n0812-3456-7890");
  CHECK(written(fresh, "Best regards,\n" + offer + "\n+62 812 3456 7890") ==
        "Best regards,\n" + offer + "\n+62 812 3456 7890");
  CHECK(written(fresh, "> " + offer) == "> " + offer);
  const std::string fake = "Halo.\n\nOn Mon, 23 Nov 2026 at 10:00, Ani <a@b.example> wrote:\n\n" + offer;
  CHECK(written(fresh, fake) == fake);
  const std::string header = "Halo.\n\nFrom: Ani\nSent: Monday\nTo: Budi\nSubject: x\n\n" + offer;
  CHECK(written(fresh, header) == header);
  CHECK(written(fresh, "-----Original Message-----\n" + offer) == "-----Original Message-----\n" + offer);
  CHECK(written("Content-Type: text/html\n", "Halo.<blockquote type=\"cite\">" + offer + "</blockquote>") ==
        "Halo.\n" + offer);
  CHECK(written("Content-Type: text/html\n", "Halo.<div class=\"gmail_signature\">" + offer + "</div>") ==
        "Halo.\n" + offer);
  CHECK(written(fresh, "Sent from our warehouse today: 50 boxes of android phones for you and your friends") != "");
  CHECK(written(fresh, "This email is about our new shop.") == "This email is about our new shop.");
  CHECK(written(reply, "Dia menulis:\n\nsaya tertarik") == "Dia menulis:\n\nsaya tertarik");
  CHECK(written(reply, "Dari: Jakarta\nKe kami: baik") == "Dari: Jakarta\nKe kami: baik");
}

TEST_CASE("what only a line or an element declares to be quoted is kept, and the newest message of it") {
  struct Quote {
    std::string_view name;
    std::string_view body;
    std::string_view want_first;
    bool want_declared = true;
  };
  const std::vector<Quote> quotes = {
      {"marked lines declare nothing",
       "\nBaik.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi <b@ours.example> wrote:\n\n> Halo\n", "", false},
      {"Outlook",
       "\nBaik.\n\n-----Original Message-----\nFrom: Budi <b@ours.example>\nSent: Monday\nTo: Ani\nSubject: "
       "Penawaran\n\nHalo Bu Ani,\n\nini penawaran kami.\n\n-- \nBudi\n",
       "Halo Bu Ani,\n\nini penawaran kami."},
      {"Outlook, twice",
       "\nBaik.\n\nDari: Budi\nTerkirim: Senin\nKe: Ani\nSubjek: x\n\nyang kedua\n\nDari: Ani\nTerkirim: "
       "Minggu\nKe: Budi\nSubjek: x\n\nyang pertama\n",
       "yang kedua"},
      {"Yahoo",
       "\nBaik.\n\n    Pada Senin, 23 November 2026 10.00.00 WIB, Budi <b@ours.example> menulis:  \n \n Halo\n",
       "Halo"},
      {"Yahoo on Android",
       "\nBaik.\n\n  Pada Sen, Nov 23, 2026 pada 10:00, Budi <b@ours.example> menulis:   Halo\nlagi\n", "Halo\nlagi"},
      {"an attribution over two lines",
       "\nBaik.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi Santoso\n<b@ours.example> wrote:\n\nHalo\n\nlagi",
       "Halo\n\nlagi"},
      {"Gmail",
       "Content-Type: text/html\n\n<div>Baik.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, 23 Nov "
       "2026 at 10:00, Budi &lt;b@ours.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\"><div>Halo Bu "
       "Ani</div></blockquote></div>",
       "Halo Bu Ani"},
      {"Outlook, HTML",
       "Content-Type: text/html\n\n<p>Baik.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> "
       "Budi<br><b>Sent:</b> Monday<br><b>To:</b> Ani<br><b>Subject:</b> x</p></div><p>Halo Bu Ani</p><p>Sampai "
       "jumpa</p>",
       "Halo Bu Ani\nSampai jumpa"},
      {"an element that nobody sees is a quote",
       "Content-Type: text/html\n\n<p>Baik.</p><div id=appendonsend></div><p>Beli</p>", "Beli"},
      {"hidden words are no quote",
       "Content-Type: text/html\n\n<p>Baik.</p><blockquote type=cite>a<span "
       "style=\"display:none\">b</span></blockquote>",
       "a"},
      {"a head with nothing below", "\nBaik.\n\n-----Original Message-----\n", ""},
  };
  for (const Quote& quote : quotes) {
    CAPTURE(quote.name);
    const auto facts = facts_of(std::string(reply) + std::string(quote.body));
    CHECK(facts.written == "Baik.");
    CHECK(facts.declared_first == quote.want_first);
    CHECK(facts.declared.empty() != quote.want_declared);
  }
  CHECK(facts_of(std::string(fresh) + "\nHalo.\n\nDari: A\nTanggal: b\nSubjek: x\n\nBeli\n").declared.empty());
}

TEST_CASE("what HTML does not show was not written for a reader") {
  const auto written = [](std::string_view html) {
    return facts_of("Content-Type: text/html\n\n" + std::string(html)).written;
  };
  CHECK(written("<div style=\"display:none;max-height:0\">Preheader</div><p>Halo</p>") == "Halo");
  CHECK(written("<span style='Font-Size: 0px'>x</span>Halo") == "Halo");
  CHECK(written("<p hidden>x</p>Halo") == "Halo");
  CHECK(written("<p style=\"visibility: hidden\">x</p>Halo") == "Halo");
  CHECK(written("<p style=\"font-size:0.9em\">x</p>Halo") == "x\nHalo");
  CHECK(written("<p style=\"font-size:10px\">x</p>Halo") == "x\nHalo");
  CHECK(written("<p style=\"opacity:0.5\">x</p>Halo") == "x\nHalo");
  const auto facts = facts_of("Content-Type: text/html\n\n<p style=display:none>x</p>Halo");
  CHECK(facts.text == "Halo");
  CHECK(facts.beside == "x\n\n");
}

using Strings = std::vector<std::string>;

TEST_CASE("links are those of the written text, without what tracks") {
  CHECK(facts_of("\nLihat HTTPS://Toko.Example/Promo/?utm_source=x#a, dan (http://a.example).").links ==
        Strings{"toko.example/Promo", "a.example"});
  CHECK(facts_of("\nhttps://u:p@a.example/b https://a.example/b ftp://c.example xhttp://").links ==
        Strings{"a.example/b"});
  CHECK(facts_of(std::string(reply) + "\nhttps://a.example\n> https://b.example\n").links == Strings{"a.example"});
  CHECK(facts_of("Content-Type: text/html\n\n<p>Lihat <a class=x href=\"https://a.example/p?q=1&amp;r\">di "
                 "sini</a></p><p><a href='http://b.example'><img src=x></a><a href=\"mailto:x@y\">x</a>")
            .links == Strings{"a.example/p", "b.example"});
  CHECK(facts_of(std::string(reply) +
                 "Content-Type: text/html\n\n<a href=\"https://a.example\">a</a><blockquote "
                 "type=cite><a href=\"https://b.example\">b</a></blockquote><p style=\"display:none\"><a "
                 "href=\"https://c.example\">c</a></p>")
            .links == Strings{"a.example"});
  CHECK(facts_of("Content-Type: text/html\n\n<a href=\"https://a.example\">a</a><p>-- <br>Budi<br><a "
                 "href=\"https://b.example\">PT Ours</a>")
            .links == Strings{"a.example"});
}

TEST_CASE("attachments are listed by name and size, pictures within the text are not") {
  const auto facts = facts_of(
      "Content-Type: multipart/mixed; boundary=m\n\n--m\n\nHalo\n--m\nContent-Type: application/pdf; "
      "name=a.pdf\n\nxyz\n--m\nContent-Type: text/csv\nContent-Disposition: attachment; "
      "filename*=UTF-8''harga%20b.csv\n\n"
      "a,b\n--m\nContent-Type: image/png; name=l.png\nContent-ID: <l>\n\nx\n--m\nContent-Type: image/jpeg\n\nxx\n--m\n"
      "Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"=?utf-8?q?caf=C3=A9.pdf?=\"\n\n--m\n"
      "Content-Type: message/rfc822\n\nSubject: x\n--m\nContent-Type: application/pgp-signature; name=s.asc\n\nx\n"
      "--m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"a\tb\r\n c.txt\"\n\n1\n--m--\n");
  CHECK(facts.attachments ==
        Strings{"a.pdf:3", "harga b.csv:3", "image/jpeg:2", "caf\xC3\xA9.pdf:0", "message/rfc822:10", "a b c.txt:1"});
  CHECK(facts.text == "Halo");
}

TEST_CASE("figures are numbers with a unit, in one way of writing") {
  const auto figures = [](const std::string& text) {
    std::string joined;
    for (const auto& figure : facts_of("\n" + text).figures) joined += (joined.empty() ? "" : "; ") + figure;
    return joined;
  };
  CHECK(figures("Rp1.500.000,- Rp 1,5 juta IDR 1,500,000 rp. 1500000 1,5 jt rupiah") == "rp 1500000");
  CHECK(figures("diskon 15% atau 15 persen, 2.5%") == "15%; 2.5%");
  CHECK(figures("$1,200.50 dan USD 99 serta 10 dollars") == "usd 1200.5; usd 99; usd 10");
  CHECK(figures("kontrak 3 bulan, 12 months, 2 tahun") == "3 bulan; 12 bulan; 2 tahun");
  CHECK(figures("Senin 23 November 2026 pukul 10.00, HP 0812-3456-7890, ruang 5") == "");
  CHECK(figures("500 ribu; 2 miliar rupiah") == "500000; rp 2000000000");
  CHECK(figures("Rp 0,5 juta Rp 007") == "rp 500000; rp 7");
  CHECK(figures(std::string(100000, '9') + "%") == "");
  CHECK(figures("1.2.3.4 % 1,,2 %") == "1234%; 2%");
}

TEST_CASE("purpose and override are read from the header") {
  const auto facts = read_header_facts(
      {{"x-jeda-purpose", " Renewal \r\n"}, {"X-Jeda-Override", "=?utf-8?q?pelanggan=0Aminta?="}}, false, {});
  CHECK(facts.purpose == "renewal");
  CHECK(facts.override_reason == "pelanggan minta");
  CHECK(facts.written.empty());
  CHECK(read_header_facts({}, false, {}).purpose.empty());
}

TEST_CASE("addresses keep the names they are written with") {
  const auto names = [](std::string value) {
    std::string joined;
    for (const auto& address : read_header_facts({{"To", std::move(value)}}, false, {}).to)
      joined += address.name + "|";
    return joined;
  };
  CHECK(names("Ani Lestari <a@x.example>, b@x.example, \"Doe, \\\"J\\\"\" <c@x.example>") ==
        "Ani Lestari||Doe, \"J\"|");
  CHECK(names("=?utf-8?q?Caf=C3=A9?= <a@x.example>") == "Caf\xC3\xA9|");
  CHECK(names("Sales: Ani <a@x.example>;") == "Ani|");
}

}  // namespace
}  // namespace jeda::mail
