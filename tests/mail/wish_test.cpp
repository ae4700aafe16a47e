#include "mail/written/wish.h"

#include <catch2/catch.hpp>
#include <ctime>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

struct Said {
  std::string_view text;
  std::string_view want_wish;  // "*": the whole text
};

TEST_CASE("wishes not to be written to again are found as people write them") {
  for (const auto& [text, want_wish] : std::vector<Said>{
           // Indonesian
           {"tolong jangan email saya lagi", "*"},
           {"Jangan hubungi saya lagi.", "*"},
           {"Mohon jangan kirim email ke saya lagi ya", "*"},
           {"jgn kirim email lagi", "*"},
           {"Jangan kirimi saya penawaran lagi, terima kasih.", "*"},
           {"jangan pernah hubungi kami lagi!", "*"},
           {"Tolong jangan kirim-kirim email lagi", "*"},
           {"mohon hapus dari daftar", "*"},
           {"Mohon hapus email saya dari daftar Anda.", "*"},
           {"Tolong keluarkan saya dari milis ini", "*"},
           {"coret nama saya dari database kalian", "*"},
           {"Hapus kontak saya.", "*"},
           {"stop kirim email", "*"},
           {"STOP", "*"},
           {"Tolong berhenti mengirim email ke saya.", "*"},
           {"hentikan pengiriman email ini", "*"},
           {"Hentikan spam ini!", "*"},
           {"stop spam dong", "*"},
           {"berhenti langganan", "*"},
           {"Saya mau berhenti berlangganan.", "*"},
           {"Mohon stop berlangganan newsletter", "*"},
           {"unsubscribe", "*"},
           {"Tolong unsubscribe saya", "*"},
           {"Saya tidak mau dihubungi lagi", "*"},
           {"Kami tidak ingin menerima email lagi dari Anda.", "*"},
           {"gak usah kirim email lagi", "*"},
           {"tidak perlu hubungi kami lagi", "*"},
           {"ga mau terima penawaran lagi", "*"},
           {"Kami tidak tertarik, jangan hubungi kami lagi.", "*"},
           {"stop email saya", "*"},
           {"Bisakah berhenti mengirim penawaran?", "*"},
           {"jangan ganggu saya lagi", "*"},
           {"gausah email saya lagi", "*"},
           {"Halo Budi,\nmaaf, tolong jangan kirim email lagi.\nAni", "maaf, tolong jangan kirim email lagi."},
           // English
           {"Please remove me from your list", "*"},
           {"please remove my email address from your mailing list.", "*"},
           {"Remove me.", "*"},
           {"take me off", "*"},
           {"Take me off this list!", "*"},
           {"Please take my name off your distribution list", "*"},
           {"not interested, please don't contact me again", "*"},
           {"Please do not email me again.", "*"},
           {"Don\xE2\x80\x99t contact me anymore", "*"},
           {"Never contact me again.", "*"},
           {"Stop emailing me.", "*"},
           {"please stop sending me these emails", "*"},
           {"Stop sending emails!", "*"},
           {"Could you please stop contacting us?", "*"},
           {"Cease all communication.", "*"},
           {"UNSUBSCRIBE", "*"},
           {"Unsubscribe please", "*"},
           {"please unsubscribe me from this newsletter", "*"},
           {"I want to unsubscribe.", "*"},
           {"I would like to be removed from your list", "*"},
           {"How do I unsubscribe?", "*"},
           {"No more emails please", "*"},
           {"I no longer wish to receive your emails.", "*"},
           {"We do not want to hear from you.", "*"},
           {"I don't want to receive any more emails", "*"},
           {"Opt out", "*"},
           {"I'd like to opt out of your emails", "*"},
           {"please opt me out", "*"},
           {"Leave me alone", "*"},
           {"Lose my email address.", "*"},
           {"don't send me any more of these", "*"},
           {"Please delete my contact details.", "*"},
           {"Hi Budi. Thanks for the note. Please stop emailing\nme about this. Ani",
            "Please stop emailing me about this."},
           {"please refrain from contacting us", "*"},
           {"quit spamming me", "*"},
           {"If you are not the right person, please remove me from your list.", "*"},
       }) {
    CAPTURE(text);
    CHECK(opt_out_wish(text) == (want_wish == "*" ? text : want_wish));
  }
}

TEST_CASE("what only sounds like a wish is none") {
  for (const std::string_view text : {
           "",
           "Terima kasih, kami pelajari dulu.",
           "how do I unsubscribe users in your product?",
           "How many customers unsubscribe from the newsletter?",
           "Our users want to unsubscribe guests in one click.",
           "Can users unsubscribe from notifications in your app?",
           "Does your tool handle unsubscribe links?",
           "The unsubscribe rate last month was 2 %.",
           "If a customer asks to be removed from the list, what happens?",
           "please don't stop sending these, they are useful",
           "Please don't remove me from the list!",
           "don't unsubscribe me yet",
           "I do not want to unsubscribe.",
           "jangan berhenti",
           "Jangan berhenti kirim email ya, infonya berguna.",
           "jangan hapus saya dari daftar",
           "Tolong jangan stop kirim email",
           "Saya tidak mau berhenti langganan.",
           "jangan lupa kirim email ke saya",
           "Jangan lupa hubungi saya besok.",
           "jangan ragu hubungi saya",
           "Jangan sungkan kontak kami.",
           "don't hesitate to contact me",
           "Please do not hesitate to email me.",
           "Don't forget to email me the price list.",
           "please don't email me the password, use the portal",
           "Don't contact me before Monday, I am travelling.",
           "Please don't email me until next week.",
           "jangan hubungi saya dulu, saya masih rapat",
           "Jangan kirim email ke alamat lama, pakai alamat ini.",
           "Please don't contact me on WhatsApp, email is fine",
           "stop by our office any time",
           "Please stop sending invoices to the old address.",
           "we stop selling that model in May",
           "take me through the offer once more",
           "Please take the discount off the invoice.",
           "please remove the second item from the list",
           "Tolong hapus item kedua dari daftar pesanan.",
           "Mohon hapus biaya kirim dari penawaran.",
           "Stop kirim barang ke cabang Depok, pindah ke Bogor.",
           "hentikan pengiriman barang ke gudang lama",
           "Pelanggan kami sering berhenti langganan.",
           "Apakah bisa berhenti kapan saja?",
           "Kapan kontrak berhenti?",
           "No more questions from my side.",
           "I will opt for the larger package",
           "not interested",
           "Maaf, belum berminat.",
           "We have removed the old system from our records.",
           "Are you the right person to contact?",
           "Can you remove me as admin from the trial account?",
           "I received your email, no need to send it again in print.",
           "stop worrying, we will pay",
           "Kami tidak perlu dikirim sampel, cukup katalog.",
       }) {
    CAPTURE(text);
    CHECK(opt_out_wish(text).empty());
  }
}

TEST_CASE("a wish is shown in one line of 200 bytes at most") {
  const std::string wish = "Please remove me from your list " + repeated("caf\xC3\xA9 ", 100);
  const std::string shown = opt_out_wish(wish);
  CHECK(shown.starts_with("Please remove me from your list caf"));
  CHECK(shown.size() <= 200);
  CHECK(shown.size() > 190);
  CHECK(opt_out_wish("please\tremove\x1B me from your list").find_first_of("\t\x1B\n") == std::string::npos);
}

TEST_CASE("text made to be slow is read in time") {
  for (const std::string_view piece :
       {"hapus email ", "jangan ", "stop sending me any all of more further your emails ", "a.", "\n",
        "remove me from ", "hapus\n", "\xE2\x80\x99", "please "}) {
    CAPTURE(piece);
    const auto begin = std::clock();
    opt_out_wish(repeated(piece, (1 << 20) / piece.size()));
    CHECK(std::clock() - begin < CLOCKS_PER_SEC);
  }
}

}  // namespace
}  // namespace jeda::mail
