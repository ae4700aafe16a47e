#include "mail/inbound.h"

#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using namespace date::literals;  // NOLINT: for 2026_y/11/22

constexpr date::year_month_day today = 2026_y / 11 / 22;  // a Sunday

InboundFacts inbound_of(std::string_view message, bool null_sender = false) {
  const RawMessage raw = split_message(message);
  return read_inbound(raw, read_facts(raw, null_sender, {}), today, {});
}

std::string shown(const InboundFacts& facts) {
  if (!facts.bounce) return "no bounce";
  std::string text = facts.bounce->message_id;
  for (const auto& failed : facts.bounce->failed) {
    text += " | " + failed.address.raw + " " + failed.status + (failed.permanent ? " hard: " : " soft: ") +
            failed.diagnostic;
  }
  return text;
}

std::string report(std::string_view status, std::string_view returned) {
  return "From: MAILER-DAEMON@mx.example\nTo: budi@ours.example\nSubject: Undelivered Mail\nContent-Type: "
         "multipart/report; report-type=delivery-status;\n\tboundary=\"b\"\n\n--b\n\nSorry.\n--b\nContent-Type: "
         "message/delivery-status\n\n" +
         std::string(status) + "\n--b\n" + std::string(returned) + "\n--b--\n";
}

constexpr std::string_view returned_message =
    "Content-Type: message/rfc822\n\nFrom: budi@ours.example\nMessage-ID: <1@ours.example>\nTo: "
    "ani@toko.example\n\nHalo";

TEST_CASE("bounces of several mail systems name who was not reached") {
  struct Bounce {
    std::string_view name;
    std::string status;
    std::string_view returned;
    std::string_view want;
  };
  for (const auto& [name, status, returned, want] : std::vector<Bounce>{
           {"Postfix",
            "Reporting-MTA: dns; mx.ours.example\nX-Postfix-Queue-ID: 4ABC\nArrival-Date: Sun, 22 Nov 2026 10:00:00 "
            "+0700\n\nFinal-Recipient: rfc822; ani@toko.example\nOriginal-Recipient: rfc822;ani@alias.example\nAction: "
            "failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.toko.example\nDiagnostic-Code: smtp; 550 5.1.1 "
            "<ani@toko.example>: Recipient address\n    rejected: User unknown",
            returned_message,
            "1@ours.example | ani@alias.example 5.1.1 hard: smtp; 550 5.1.1 <ani@toko.example>: Recipient address    "
            "rejected: User unknown"},
           {"Postfix, header only",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ani@toko.example\nAction: failed\nStatus: 4.4.1",
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <2@ours.example>\nTo: ani@toko.example\n",
            "2@ours.example | ani@toko.example 4.4.1 soft: "},
           {"Exchange",
            "Reporting-MTA: dns;EX01.toko.example\r\nReceived-From-MTA: dns;mx.ours.example\r\n\r\n"
            "Original-Recipient: rfc822;ANI@toko.example\r\nFinal-Recipient: rfc822;ani@toko.example\r\nAction: "
            "failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp;550 5.2.2 mailbox full\r\nX-Display-Name: Ani\r\n",
            returned_message, "1@ours.example | ANI@toko.example 5.2.2 soft: smtp;550 5.2.2 mailbox full"},
           {"Gmail",
            "Reporting-MTA: dns; googlemail.com\nX-Original-Message-ID: <1@ours.example>\n\nFinal-Recipient: rfc822; "
            "ani@toko.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 The email account does "
            "not exist.\nLast-Attempt-Date: Sun, 22 Nov 2026 01:00:00 -0800 (PST)",
            returned_message,
            "1@ours.example | ani@toko.example 5.1.1 hard: smtp; 550-5.1.1 The email account does not exist."},
           {"Sendmail",
            "Reporting-MTA: dns; mx.ours.example\nArrival-Date: x\n\nFinal-Recipient: RFC822; ani@toko.example\n"
            "Action: failed\nStatus: 5.1.2\nRemote-MTA: DNS; toko.example\nLast-Attempt-Date: x\n",
            returned_message, "1@ours.example | ani@toko.example 5.1.2 hard: "},
           {"several recipients, one of them late and one reached",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\n\n"
            "Final-Recipient: rfc822;b@x.example\nAction: delayed\nStatus: 4.4.7\n\nFinal-Recipient: "
            "rfc822;c@x.example\nAction: relayed\nStatus: 2.1.5\n\n\nFinal-Recipient: rfc822;d@x.example\nAction: "
            "Failed (gave up)\nStatus: 4.4.7 (expired)\n",
            returned_message, "1@ours.example | a@x.example 5.1.1 hard:  | d@x.example 4.4.7 soft: "},
           {"no status but a reply code",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822;a@x.example\nAction: failed\nDiagnostic-Code: smtp; 550 "
            "no "
            "such user at 10.1.2.3",
            "", " | a@x.example 5.0.0 hard: smtp; 550 no such user at 10.1.2.3"},
           {"an original recipient that is none",
            "Reporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;unknown\nFinal-Recipient: rfc822; <a@x.example>\n"
            "Action: failed\nStatus: 5.1.1",
            "", " | a@x.example 5.1.1 hard: "},
           {"no recipient but the returned message's", "Reporting-MTA: dns; mx\n", returned_message,
            "1@ours.example | ani@toko.example 5.0.0 soft: "},
       }) {
    CAPTURE(name);
    CHECK(shown(inbound_of(report(status, returned))) == want);
    CHECK(shown(inbound_of(report(status, returned), true)) == want);
  }
}

TEST_CASE("a report that a person attached is no bounce") {
  CHECK(shown(inbound_of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nlihat\n--b\nContent-Type: "
                         "message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822;a@x.example\n"
                         "Action: failed\nStatus: 5.1.1\n--b--\n")) == "no bounce");
}

std::string feedback(std::string_view fields) {
  return "From: fbl@isp.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nA "
         "complaint.\n--b\nContent-Type: message/feedback-report\n\n" +
         std::string(fields) + "\n--b\n" + std::string(returned_message) + "\n--b--\n";
}

TEST_CASE("a feedback report is a complaint of whom it names") {
  const auto abuse = inbound_of(feedback(
      "Feedback-Type: Abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <Ani@toko.example>\nOriginal-Rcpt-To: "
      "b@toko.example\nOriginal-Mail-From: <budi@ours.example>"));
  REQUIRE(abuse.complaint);
  CHECK(abuse.complaint->type == "abuse");
  CHECK(raws(abuse.complaint->recipients) == "Ani@toko.example b@toko.example");
  CHECK(abuse.complaint->message_id == "1@ours.example");
  CHECK_FALSE(abuse.bounce);
  const auto bare = inbound_of(feedback("Feedback-Type: opt-out"));
  REQUIRE(bare.complaint);
  CHECK(raws(bare.complaint->recipients) == "ani@toko.example");
  CHECK_FALSE(inbound_of(feedback("Feedback-Type: not-spam\nOriginal-Rcpt-To: ani@toko.example")).complaint);
}

struct Away {
  std::string_view text;
  date::year_month_day want_until;  // {} for none
};

TEST_CASE("absence notices say when their writer is back") {
  constexpr date::year_month_day none{};
  for (const auto& [text, want_until] : std::vector<Away>{
           {"Saya cuti sampai dengan 30 November 2026.", 2026_y / 12 / 1},
           {"Saya cuti s/d 30-11-2026", 2026_y / 12 / 1},
           {"Saya cuti s.d. 30 Nov.", 2026_y / 12 / 1},
           {"Sedang cuti, kembali bekerja tanggal 2/12/2026.", 2026_y / 12 / 2},
           {"Saya akan kembali ke kantor pada hari Senin, 30 November 2026.", 2026_y / 11 / 30},
           {"Saya di luar kantor mulai 23 November hingga 27 November 2026 dan kembali 30 November 2026.",
            2026_y / 11 / 30},
           {"Cuti tanggal 23-27 November 2026", 2026_y / 11 / 28},
           {"Cuti 23 Nov - 4 Des", 2026_y / 12 / 5},
           {"Saya cuti dari tanggal 1 sampai 5 Desember 2026.", 2026_y / 12 / 6},
           {"Kami libur sampai Jumat.", 2026_y / 11 / 28},
           {"Saya masuk kantor kembali besok.", 2026_y / 11 / 23},
           {"I am out of the office, back on Monday, 30 November.", 2026_y / 11 / 30},
           {"I am away until Dec 4", 2026_y / 12 / 5},
           {"I'm on leave until 4th of December 2026.", 2026_y / 12 / 5},
           {"On annual leave through December 31st, 2026", 2027_y / 1 / 1},
           {"I will return on January 4.", 2027_y / 1 / 4},
           {"Out of office from 11/23/2026 to 11/27/2026.", 2026_y / 11 / 28},
           {"Out of office until 2026-12-04.", 2026_y / 12 / 5},
           {"I will be back in the office on 2026-12-07.", 2026_y / 12 / 7},
           {"I won't be back until Dec 7.", 2026_y / 12 / 7},
           {"I am on vacation until next Friday", 2026_y / 11 / 28},
           {"I am out of office and return Monday.", 2026_y / 11 / 23},
           {"I am out of office until 30/11. I will be back on 1/12.", 2026_y / 12 / 1},
           {"I am out of office.", none},
           {"I am away until 1 November 2026.", none},
           {"I am on leave until 30 November 2036.", none},
           {"I am on leave until 31 February 2027.", none},
           {"I am on leave since 25 November 2026.", none},
           {"Sedang cuti. Telp 021-555-1234, ruang 12/3.", none},
       }) {
    CAPTURE(text);
    const auto facts =
        inbound_of("Auto-Submitted: auto-replied\nSubject: Re: Penawaran\n\n" + std::string(text) + "\n");
    REQUIRE(facts.absence);
    CHECK(facts.absence->until == (want_until == none ? std::nullopt : std::optional(want_until)));
    CHECK(facts.opt_out_wish.empty());
  }
}

TEST_CASE("an absence is told by a machine that answers, and by words of absence") {
  CHECK(
      inbound_of("Subject: Out of office until 4 December\nIn-Reply-To: <1@ours.example>\n\nThanks.").absence->until ==
      2026_y / 12 / 5);
  CHECK(inbound_of("Auto-Submitted: auto-replied\n\nI am on leave.", true).absence);
  CHECK(inbound_of("Subject: Sedang cuti\n\nTerima kasih.", true).absence);
  CHECK_FALSE(inbound_of("Subject: Out of office until 4 December\n\nThanks.").absence);
  CHECK_FALSE(inbound_of("Subject: Re: x\n\nI am out of office until 4 December").absence);
  CHECK_FALSE(inbound_of("Auto-Submitted: auto-generated\n\nYour ticket has the number 5.").absence);
  CHECK_FALSE(inbound_of("Subject: x\nList-Id: <l.example>\n\nI am on leave until 4 December").absence);
}

TEST_CASE("a wish is read in what the person wrote, and only there") {
  CHECK(inbound_of("Subject: Re: x\nIn-Reply-To: <1@ours.example>\n\nPlease remove me from your list.").opt_out_wish ==
        "Please remove me from your list.");
  const std::string quoted =
      "Terima kasih.\n\nOn Mon, 23 Nov 2026 at 10:00, Budi <budi@ours.example> wrote:\n> Reply "
      "STOP or say: please remove me from your list.\n";
  CHECK(inbound_of("Subject: Re: x\nIn-Reply-To: <1@ours.example>\n\n" + quoted).opt_out_wish.empty());
  CHECK(inbound_of("Subject: Re: x\n\n" + quoted).opt_out_wish.empty());
  CHECK(inbound_of("Precedence: bulk\n\nPlease remove me from your list.").opt_out_wish.empty());
  CHECK(inbound_of("\nsatu dua tiga").words == 3);
}

}  // namespace
}  // namespace jeda::mail
