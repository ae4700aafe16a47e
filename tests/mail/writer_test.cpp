// Who wrote: a person, or a machine that shows it by no single field of its header.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "mail/facts.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

struct Mail {
  std::string subject;
  std::string text;
  std::string from = "Sari <sari@customer.example>";
  std::string fields = "In-Reply-To: <m1@ours.example>\n";
};

std::string writer_of(const Mail& mail) {
  const auto facts = facts_of("From: " + mail.from + "\nTo: budi@ours.example\nSubject: " + mail.subject + "\n" +
                              mail.fields + "Content-Type: text/plain; charset=utf-8\n\n" + mail.text + "\n");
  return facts.automatic ? "machine" : "person";
}

const std::string none;  // no field: it answers nothing

TEST_CASE("an absence notice without any sign is one where it says nothing else") {
  const auto writer = [](const std::string& text) { return writer_of({"Re: Penawaran", text}); };
  CHECK(writer("Thank you for your email.\nI am out of the office until 30 November with limited access to email.\n"
               "For urgent matters please contact Andi (andi@customer.example).") == "machine");
  CHECK(writer("Terima kasih atas email Anda. Saat ini saya sedang cuti hingga 30 November. Untuk hal mendesak silakan "
               "hubungi Andi di 0812 0000 0001.") == "machine");
  CHECK(writer("Vielen Dank f\u00fcr Ihre Nachricht. Ich bin bis 30.11. nicht im B\u00fcro. In dringenden F\u00e4llen "
               "wenden Sie sich bitte an Herrn X.") == "machine");
  CHECK(writer("Thank you for your email. I am out of the office until Monday. The price is fine, please send the "
               "contract.") == "person");
  CHECK(writer("Terima kasih atas emailnya. Saya sedang cuti, nanti Andi yang urus kontraknya.") == "person");
  CHECK(writer("Terima kasih. Saya sedang cuti, urgent?") == "person");
}

TEST_CASE("machines that no field of the header names are known by two signs") {
  for (const Mail& mail : std::vector<Mail>{
           {"Re: Penawaran", "This is an automated reply. I am out of the office until 30 November."},
           {"Re: Penawaran",
            "Terima kasih atas email Anda. Saat ini saya sedang cuti dan akan kembali tanggal 30 November. Ini adalah "
            "balasan otomatis."},
           {"Re: Penawaran", "Email ini dibalas secara otomatis oleh sistem."},
           {"Abwesenheitsnotiz: Angebot", "Ich bin bis zum 30.11. nicht im Büro.", "Sari <sari@customer.example>",
            none},
           {"Réponse automatique : Devis", "Je suis absent jusqu'au 30 novembre.", "Sari <sari@customer.example>",
            none},
           {"Respuesta automática: Oferta", "Estoy fuera de la oficina hasta el 30.", "Sari <sari@customer.example>",
            none},
           {"Resposta automática: Proposta", "Estou de férias até 30/11.", "Sari <sari@customer.example>", none},
           {"Automatisch antwoord: Offerte", "Ik ben afwezig tot 30 november.", "Sari <sari@customer.example>", none},
           {"Autosvar: Tilbud", "Jeg holder ferie til den 30.", "Sari <sari@customer.example>", none},
           {"Automaattinen vastaus: Tarjous", "Olen lomalla 30.11. asti.", "Sari <sari@customer.example>", none},
           {"Automatyczna odpowiedź: Oferta", "Jestem na urlopie do 30 listopada.", "Sari <sari@customer.example>",
            none},
           {"Automatická odpověď: Nabídka", "Jsem na dovolené do 30.11.", "Sari <sari@customer.example>", none},
           {"Automatikus válasz: Ajánlat", "Szabadságon vagyok november 30-ig.", "Sari <sari@customer.example>", none},
           {"Автоответ: Предложение", "Я в отпуске до 30 ноября.", "Sari <sari@customer.example>", none},
           {"Автоматический ответ: Предложение", "Буду 30 ноября."},
           {"Otomatik Yanıt: Teklif", "30 Kasım'a kadar izindeyim, yıllık iznimi kullanıyorum.",
            "Sari <sari@customer.example>", none},
           {"自动回复: 报价", "我正在休假。", "Sari <sari@customer.example>", none},
           {"自動返信: 見積", "ただいま不在にしております。", "Sari <sari@customer.example>", none},
           {"자동 회신: 견적", "휴가 중입니다.", "Sari <sari@customer.example>", none},
           {"Trả lời tự động: Báo giá", "Tôi đang nghỉ phép.", "Sari <sari@customer.example>", none},
           {"ตอบกลับอัตโนมัติ: ใบเสนอราคา", "ขณะนี้ดิฉันลาพักร้อน", "Sari <sari@customer.example>", none},
           {"رد تلقائي: عرض", "أنا في إجازة.", "Sari <sari@customer.example>", none},
           {"Out of Office", "Thank you for your email. I am out of the office with limited access to email.",
            "Sari <sari@customer.example>", none},
           {"Out of the office Re: Penawaran", "I will be back on Monday.", "Sari <sari@customer.example>", none},
           {"Away from the office", "I'm currently travelling and will respond when I return.",
            "Sari <sari@customer.example>", none},
           {"Sari Dewi is on leave", "For urgent matters contact Andi. I will be back on 30 Nov.",
            "Sari <sari@customer.example>", none},
           {"AUTO: Sari Dewi is out of the office (returning 30/11/2026)", "I am out of the office until 30/11/2026.",
            "Sari <sari@customer.example>", none},
           {"Cuti", "Saya sedang cuti sampai 30 November.", "Sari <sari@customer.example>", none},
           {"Saya sedang cuti melahirkan", "Mohon hubungi rekan saya Andi.", "Sari <sari@customer.example>", none},
           {"[Ticket#20261123] Penawaran", "Your ticket has been created. A member of our team will get back to you.",
            "Support <support@customer.example>"},
           {"Tiket Anda #1234", "Terima kasih telah menghubungi kami. Tiket Anda telah kami terima.",
            "CS <cs@customer.example>"},
           {"Request received: Penawaran",
            "Your request (1234) has been received and is being reviewed by our support staff.",
            "Help <help@customer.example>"},
           {"We received your message",
            "Thanks for contacting us. We will get back to you within 24 hours. Please do not reply to this email.",
            "info@customer.example"},
           {"Thank you for contacting Customer", "Thank you for contacting us. We will get back to you shortly.",
            "info@customer.example", none},
           {"Konfirmasi penerimaan email",
            "Ini adalah pesan otomatis. Email Anda telah kami terima dan akan segera kami proses.",
            "info@customer.example"},
           {"Re: Penawaran",
            "Terima kasih telah menghubungi kami. Email Anda sudah kami terima dan akan kami balas dalam 1x24 jam. "
            "Mohon tidak membalas email ini.",
            "info@customer.example"},
           {"Re: Penawaran",
            "Thank you for your email. Your message has been received and we will respond within 2 business days. This "
            "mailbox is not monitored.",
            "info@customer.example"},
           {"Notifikasi", "Tagihan Anda tersedia.", "noreply@customer.example"},
           {"Notifikasi", "Tagihan Anda tersedia.", "Bank <notifications@customer.example>"},
           {"x", "y", "do-not-reply@customer.example"},
           {"x", "y", "No_Reply <no_reply+123@customer.example>"},
           {"x", "y", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"},
           {"x", "y", "jangan-balas@customer.example"},
           {"x", "y", "ne-pas-repondre@customer.example"},
           {"Penawaran", "Kembali 30 November.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nX-Autoreply: yes\n"},
           {"Penawaran", "Kembali.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nX-MS-Exchange-Inbox-Rules-Loop: sari@customer.example\n"},
           {"Read: Penawaran", "Your message\n  To: Sari\n  Subject: Penawaran\nwas read on Monday."},
           {"Accepted: Demo", ""},
           {"Diterima: Demo", ""},
           {"Office closed", "Our office is closed until 2 January.", "Sari <sari@customer.example>", none},
           {"Automatic reply: Penawaran", "", "Sari <sari@customer.example>", none},
           {"Saya tidak di kantor", "Saya kembali hari Senin.", "Sari <sari@customer.example>", none},
           {"Auto-Reply", "I have left the company. Please contact Andi."},
           {"Sari Dewi no longer works here", "Please contact andi@customer.example. I am no longer with the company."},
           {"Balasan Otomatis : Penawaran",
            "Mohon maaf saat ini saya sedang berada di luar kota dan tidak dapat membalas email.",
            "Sari <sari@customer.example>", none},
           {"Re: Penawaran",
            "*** This is an automatically generated email, please do not reply ***\nWe have received your quotation.",
            "vendor@customer.example"},
           {"Your case 12345 has been opened", "Case number 12345 has been opened for you.", "care@customer.example",
            "In-Reply-To: <m1@ours.example>\nX-Auto-Response-Suppress: All\n"},
           {"Urlaub", "Ich bin im Urlaub und ab 30.11. wieder erreichbar.", "Sari <sari@customer.example>", none},
           {"Assenza", "Sono in ferie fino al 30.", "Sari <sari@customer.example>", none},
           {"Frånvarande", "Jag är på semester till 30 nov.", "Sari <sari@customer.example>", none},
       }) {
    CAPTURE(mail.subject, mail.text);
    CHECK(writer_of(mail) == "machine");
  }
}

TEST_CASE("persons who mention absence, tickets and receipts are persons") {
  for (const Mail& mail : std::vector<Mail>{
           {"Vacation: villa for 12 in Ubud", "Could you quote July?", "Sari <sari@customer.example>", none},
           {"On leave from Monday - please copy Andi", "The price is fine, please send the contract to Andi.",
            "Sari <sari@customer.example>", none},
           {"On leave from Monday - please copy Andi", "The price is fine, please send the contract to Andi."},
           {"Auto: quote for 3 vans", "Can you deliver in May?", "Sari <sari@customer.example>", none},
           {"Auto: quote for 3 vans", "Can you deliver in May?"},
           {"Auto insurance", "How much for two cars?", "Sari <sari@customer.example>", none},
           {"Re: Penawaran", "I am out of the office next week, let's talk on Monday."},
           {"Re: Penawaran", "Saya sedang cuti sampai Jumat. Kirim saja penawarannya, saya baca nanti."},
           {"Re: Out of office until Monday", "Back now. Let's go on."},
           {"Re: Automatic reply: Penawaran", "Hi Budi, I'm back. Please send the price."},
           {"Cuti bersama - jadwal pengiriman", "Pengiriman sebelum cuti bersama bisa?", "Sari <sari@customer.example>",
            none},
           {"Sedang cuti bersama, kita mulai Senin", "Oke ya Pak.", "Sari <sari@customer.example>", none},
           {"Out of office coverage offer", "We want your offer for call answering.", "Sari <sari@customer.example>",
            none},
           {"Automatic reply feature: harga?", "Berapa harga fitur balasan otomatis?", "Sari <sari@customer.example>",
            none},
           {"Liburan kantor ke Bali", "Mohon penawaran untuk 40 orang.", "Sari <sari@customer.example>", none},
           {"Vacation rentals", "Interested.", "Sari <sari@customer.example>", none},
           {"Re: Penawaran", "Terima kasih, penawaran sudah kami terima. Kami pelajari dulu."},
           {"Re: Penawaran", "We have received your quotation and will get back to you on Monday."},
           {"Re: [Ticket#123] Penawaran",
            "Thank you for contacting us. I looked at the price and we take it. Regards, Ani",
            "Ani <support@customer.example>"},
           {"RE: Penawaran", "Please do not reply to this address, use sari.dewi@customer.example. The price is ok."},
           {"Read: chapter 3 of the contract", "Please look at it before Monday."},
           {"Accepted: your offer of 23 November", "We accept. Please send the invoice."},
           {"Declined: your offer", "Too expensive for us."},
           {"Maternity leave replacement", "We look for a system, can you quote?", "Sari <sari@customer.example>",
            none},
           {"Sick leave management software", "What does it cost?", "Sari <sari@customer.example>", none},
           {"Away day in June", "Can you host 30 people?", "Sari <sari@customer.example>", none},
           {"Holiday schedule", "We are closed 24-26 Dec but deliveries are fine. Can you confirm?",
            "Sari <sari@customer.example>", none},
           {"Kantor tutup jam berapa?", "Saya mau ambil barang.", "Sari <sari@customer.example>", none},
           {"Absence management", "Do you sell this?", "Sari <sari@customer.example>", none},
           {"Ticket for the fair", "Your ticket for the fair is attached, see you there!",
            "Sari <sari@customer.example>", none},
           {"Re: Penawaran", "This is not an automated message :) Please call me."},
           {"Fwd: Automatic reply: Penawaran", "See below, she is away.", "Sari <sari@customer.example>", none},
           {"Re: Penawaran", "Balas otomatis dari sistem kami mati, maaf. Ya, kami ambil."},
           {"Re: Penawaran", "I will be on vacation from Friday. Send it before.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nX-Auto-Response-Suppress: All\n"},
           {"RE: Penawaran", "Oke.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n"},
           {"Re: Penawaran", "Kami setuju.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nPrecedence: list\nList-ID: <sales.ours.example>\n"},
           {"Re: Penawaran", "Kami setuju.", "Sari <sari@customer.example>",
            "In-Reply-To: <m1@ours.example>\nList-Unsubscribe: <mailto:u@crm.example>\n"},
           {"Re: Penawaran", "Ok", "Alerta Gomez <alerta.gomez@customer.example>"},
           {"Re: Penawaran", "Ok", "Daemon Smith <daemon.smith@customer.example>"},
           {"Re: Penawaran", "Ok", "Sistem Informasi <sysadmin@customer.example>"},
           {"Meeting", "Undangan terlampir."},
           {"Absent collègue", "Qui remplace votre collègue ?", "Sari <sari@customer.example>", none},
           {"Urlaub auf Bali - Angebot?", "Was kostet eine Villa?", "Sari <sari@customer.example>", none},
           {"Vacaciones en Bali", "¿Cuánto cuesta?", "Sari <sari@customer.example>", none},
           {"Fuori ufficio sabato?", "Siete aperti?", "Sari <sari@customer.example>", none},
           {"Out of office furniture", "Can you quote 30 desks?", "Sari <sari@customer.example>", none},
           {"OOO", "Ooo bagus sekali, kirim ya!", "Sari <sari@customer.example>", none},
           {"Sedang di luar kota, tolong telepon saja", "Saya tertarik, telepon saja ya Pak."},
           {"Dinas luar kota minggu depan", "Kita ketemu di Surabaya?", "Sari <sari@customer.example>", none},
           {"Libur Lebaran: pengiriman sampel", "Sampel dikirim sebelum libur ya.", "Sari <sari@customer.example>",
            none},
           {"Re: Penawaran", "Harap jangan balas ke email ini, pakai yang baru. Kami jadi pesan."},
           {"Request for quotation #4455", "Please quote 40 laptops.", "Sari <sari@customer.example>", none},
           {"Case: packing of the goods", "How are they packed?", "Sari <sari@customer.example>", none},
           {"Re: Penawaran", "Ticket number 5 seats please, a ticket for each of us."},
       }) {
    CAPTURE(mail.subject, mail.text);
    CHECK(writer_of(mail) == "person");
  }
}

}  // namespace
}  // namespace jeda::mail
