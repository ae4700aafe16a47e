#include "mail/automatic.h"

#include <array>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

std::string sign_of(std::vector<HeaderField> header, bool null_sender = false) {
  const auto facts = read_header_facts(header, null_sender, Limits{});
  return facts.automatic ? std::string(to_string(*facts.automatic)) : "none";
}

struct FieldSign {
  std::string name;
  std::string value;
  std::string want_sign;
};

TEST_CASE("fields that machines set are signs, in spite of parameters and comments") {
  const std::vector<FieldSign> signs{
      {"Auto-Submitted", "auto-replied", "auto-submitted"},
      {"Auto-Submitted", "auto-replied; owner-email=\"a@b.example\"", "auto-submitted"},
      {"Auto-Submitted", "AUTO-GENERATED (by cron)", "auto-submitted"},
      {"Auto-Submitted", "(no) auto-notified", "auto-submitted"},
      {"Auto-Submitted", "x-new-keyword", "auto-submitted"},
      {"Auto-Submitted", "no", "none"},
      {"Auto-Submitted", "No (comment)", "none"},
      {"Auto-Submitted", " (said a human) no; x=y", "none"},
      {"Auto-Submitted", "", "none"},
      {"X-Auto-Response-Suppress", "All", "none"},
      {"Content-Type", "multipart/report; report-type=delivery-status; boundary=x", "report"},
      {"Content-Type", "Multipart/Report;\r\n\tboundary=x", "report"},
      {"Content-Type", "message/disposition-notification", "receipt"},
      {"Content-Type", "multipart/report; report-type=disposition-notification; boundary=x", "receipt"},
      {"Content-Type", "multipart/mixed; x=\"multipart/report\"", "none"},
      {"List-Id", "<sales.list.example>", "list"},
      {"List-Post", "<mailto:a@b.example>", "list"},
      {"List-Unsubscribe", "<mailto:a@b.example>", "list"},
      {"Mailing-List", "contact a@b.example", "list"},
      {"Precedence", "bulk", "bulk"},
      {"Precedence", "Junk", "bulk"},
      {"Precedence", "list", "list"},
      {"Precedence", "auto_reply", "bulk"},
      {"Precedence", "first-class", "none"},
      {"X-Autoreply", "yes", "bulk"},
      {"X-Autoreply", "no", "none"},
      {"X-Autorespond", "", "bulk"},
      {"X-Autoreply-From", "a@b.example", "bulk"},
      {"Feedback-ID", "1:2:3:AmazonSES", "bulk"},
      {"X-MS-Exchange-Inbox-Rules-Loop", "andi@toko.example", "bulk"},
      {"X-POST-MessageClass", "9; Autoresponder", "bulk"},
      {"X-POST-MessageClass", "8; Note", "none"},
      {"X-Mailer", "Outlook", "none"},
  };
  for (const FieldSign& sign : signs) {
    CAPTURE(sign.name, sign.value);
    CHECK(sign_of({{sign.name, sign.value}}) == sign.want_sign);
  }
}

TEST_CASE("a sign counts in whichever of several fields it stands") {
  CHECK(sign_of({{"Auto-Submitted", "no"}, {"Auto-Submitted", "auto-replied"}}) == "auto-submitted");
}

TEST_CASE("a null sender is a sign before all others") {
  CHECK(sign_of({}, true) == "null-sender");
  CHECK(sign_of({{"Auto-Submitted", "auto-replied"}}, true) == "null-sender");
}

TEST_CASE("an answer from a sales tool or by way of a bulk relay is a human's") {
  const HeaderField answers{"In-Reply-To", "<1@ours.example>"};
  CHECK(sign_of({answers, {"List-Unsubscribe", "<https://crm.example/u>"}}) == "none");
  CHECK(sign_of({{"References", "<1@ours.example>"}, {"Feedback-ID", "1:2:3:AmazonSES"}}) == "none");
  CHECK(sign_of({answers, {"List-Unsubscribe", "<https://x.example>"}, {"List-Id", "<l.example>"}}) == "list");
  CHECK(sign_of({{"In-Reply-To", " "}, {"List-Unsubscribe", "<https://x.example>"}}) == "list");
}

TEST_CASE("absence notices are known by their subject") {
  for (const std::string subject : {"Out of Office",
                                    "Out of Office: Penawaran",
                                    "OUT OF OFFICE AutoReply: Penawaran",
                                    "Out of office until Monday",
                                    "Out-of-office",
                                    "Automatic reply: Penawaran",
                                    "Auto-Reply: x",
                                    "Autoreply",
                                    "I am out of the office until 5 May",
                                    "[EXTERNAL] Automatic reply: x",
                                    "Vacation reply",
                                    "On leave till 5/5",
                                    "Balasan otomatis: Penawaran",
                                    "Balasan Otomatis",
                                    "Sedang cuti",
                                    "Sedang cuti sampai 5 Mei",
                                    "Sedang cuti 5-7 Mei",
                                    "Saya sedang cuti.",
                                    "Di luar kantor",
                                    "Di luar kantor - Penawaran",
                                    "Sedang tidak di kantor (cuti)",
                                    "=?utf-8?q?Balasan_otomatis=3A_Penawaran?=",
                                    "OOO: Penawaran",
                                    "Automatische Antwort: x",
                                    "R\xC3\xA9PONSE automatique : x",
                                    "\xE8\x87\xAA\xE5\x8B\x95\xE5\xBF\x9C\xE7\xAD\x94: x",
                                    "Out of office \xE2\x80\x93 back on Monday"}) {
    CAPTURE(subject);
    CHECK(sign_of({{"Subject", subject}}) == "vacation-subject");
  }
}

TEST_CASE("a human who writes about absence is a human") {
  for (const std::string subject : {"Re: Out of Office",
                                    "RE: Automatic reply: Penawaran",
                                    "Re: Out of office coverage offer",
                                    "Re: [Penawaran] cuti bersama",
                                    "Bls: Balasan otomatis",
                                    "Out of office coverage offer",
                                    "Automatic reply feature: harga?",
                                    "Sedang cuti bersama, kita mulai Senin",
                                    "Cuti bersama",
                                    "Vacation plans",
                                    "Vacation: villa for 12 in Ubud",
                                    "Auto: Penawaran",
                                    "Auto parts",
                                    "Autonomy",
                                    "On vacation packages",
                                    "Ooops",
                                    "Fwd: Out of office",
                                    "Penawaran di luar kantor",
                                    "Di luar kantornya",
                                    "",
                                    "[",
                                    "[Out of office]"}) {
    CAPTURE(subject);
    CHECK(sign_of({{"Subject", subject}}) == "none");
  }
}

TEST_CASE("a group of the addressee's own company hands on what a person wrote") {
  const std::vector<HeaderField> answer{{"To", "sales@ours.example"},
                                        {"In-Reply-To", "<1@mail.ours.example>"},
                                        {"Precedence", "list"},
                                        {"List-Id", "Sales <sales.ours.example>"}};
  CHECK(sign_of(answer) == "none");
  auto foreign = answer;
  foreign[3].value = "<sales.list.example>";
  CHECK(sign_of(foreign) == "list");
  auto new_thread = answer;
  new_thread[1].value = "<1@list.example>";
  CHECK(sign_of(new_thread) == "list");
  auto another_addressee = answer;
  another_addressee[0].value = "andi@toko.example";
  CHECK(sign_of(another_addressee) == "list");
}

TEST_CASE("a machine's address is a sign, however it is written") {
  for (const std::string from : {"MAILER-DAEMON@mx.toko.example", "Mail Delivery System <x@toko.example>",
                                 "MAILER-DAEMON (Mail Delivery System)", "No.Reply-7@toko.example",
                                 "Postmaster@x.example", "tiket-noreply+55@toko.example"}) {
    CAPTURE(from);
    CHECK(sign_of({{"From", from}}) == "robot-sender");
  }
  for (const std::string from : {"Daemon Putra <daemon.putra@toko.example>", "Norep Lyons <norep@toko.example>",
                                 "Sistem <sysadmin@toko.example>", "Alerta <alerta@toko.example>"}) {
    CAPTURE(from);
    CHECK(sign_of({{"From", from}}) == "none");
  }
}

TEST_CASE("every sign has its name") {
  CHECK(to_string(AutomaticSign::null_sender) == "null-sender");
  CHECK(to_string(AutomaticSign::auto_submitted) == "auto-submitted");
  CHECK(to_string(AutomaticSign::report) == "report");
  CHECK(to_string(AutomaticSign::list) == "list");
  CHECK(to_string(AutomaticSign::bulk) == "bulk");
  CHECK(to_string(AutomaticSign::vacation_subject) == "vacation-subject");
  CHECK(to_string(AutomaticSign::robot_sender) == "robot-sender");
  CHECK(to_string(AutomaticSign::bounce_notice) == "bounce-notice");
  CHECK(to_string(AutomaticSign::receipt) == "receipt");
  CHECK(to_string(AutomaticSign::calendar_answer) == "calendar-answer");
  CHECK(to_string(AutomaticSign::automatic_text) == "automatic-text");
  CHECK(to_string(AutomaticSign::unsubscribe) == "unsubscribe");
}

}  // namespace
}  // namespace jeda::mail
