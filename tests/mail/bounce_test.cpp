// Bounces in all their forms, complaints and receipts: whom they are about, and whether an address is dead.
#include <catch2/catch.hpp>

#include "mail/bounce/diagnosis.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/returned.h"
#include "mail/bounce/text_addresses.h"
#include "mail/inbound.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using namespace date::literals;  // NOLINT: for 2026_y/11/22

InboundFacts read(std::string_view message, bool null_sender = true) {
  const RawMessage raw = split_message(message);
  return read_inbound(raw, read_facts(raw, null_sender, {}), 2026_y / 11 / 22, {});
}

std::string failed(const InboundFacts& facts) {
  if (!facts.bounce) return "no bounce";
  std::string text = facts.bounce->message_id.empty() ? "" : facts.bounce->message_id + ":";
  for (const auto& one : facts.bounce->failed) {
    text += " " + one.address.raw + " " + one.status + (one.permanent ? " hard" : " soft") +
            (one.guessed ? " guessed" : "");
  }
  return text;
}

std::string notice(std::string_view text, std::string_view fields = "Subject: failure notice\n") {
  return "From: MAILER-DAEMON@mx.example\nTo: budi@ours.example\n" + std::string(fields) +
         "Content-Type: text/plain; charset=utf-8\n\n" + std::string(text);
}

constexpr std::string_view copy =
    "\nReturn-Path: <budi@ours.example>\nMessage-ID: <m1@ours.example>\nTo: Sari "
    "<sari@toko.example>\nSubject: Penawaran\n\nHalo <lain@toko.example>:\n";

TEST_CASE("a notice without a report names its recipients, whatever system wrote it") {
  struct Notice {
    std::string_view system;
    std::string text;
    std::string_view want;
  };
  const std::string returned(copy);
  for (const auto& [system, text, want] : std::vector<Notice>{
           {"qmail",
            "Hi. This is the qmail-send program at q.example.\n\n<sari@toko.example>: \nSorry, no mailbox here by that "
            "name. (#5.1.1)\n\n<ani@toko.example>:\nRemote host said: 452 over quota\n\n--- Below this line is a copy "
            "of the message.\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.1.1 hard ani@toko.example 4.0.0 soft"},
           {"hMailServer",
            "Your message did not reach some or all of the intended recipients.\n\n   Subject: Penawaran\n\nThe "
            "following recipient(s) could not be reached:\n\nsari@toko.example\n   Error Type: SMTP\n   hMailServer "
            "sent: RCPT TO:<sari@toko.example>\n   Remote server replied: 550 5.1.1 No such user\n\nhMailServer\n",
            " sari@toko.example 5.1.1 hard"},
           {"Exim",
            "A message that you sent could not be delivered to one or more of its recipients.\n\n  sari@toko.example\n "
            "   (generated from info@toko.example)\n    SMTP error from remote mail server after RCPT "
            "TO:<sari@toko.example>:\n    550 mailbox unavailable\n\n------ This is a copy of the message, including "
            "all the headers. ------\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.0.0 hard info@toko.example 5.0.0 hard"},
           {"Sendmail",
            "   ----- The following addresses had permanent fatal errors -----\n<sari@toko.example>\n    (reason: 550 "
            "mailbox is full)\n\n   ----- Transcript of session follows -----\n... while talking to "
            "mx.toko.example.:\n>>> RCPT To:<sari@toko.example>\n<<< 550 mailbox is full\n",
            " sari@toko.example 5.0.0 soft"},
           {"Yahoo",
            "Sorry, we were unable to deliver your message to the following address.\n\n<sari@toko.example>:\n554: "
            "delivery error: dd This user doesn't have a toko.example account [0]\n\n--- Original message "
            "follows.\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.0.0 hard"},
           {"GMX",
            "This message was created automatically by mail delivery software.\n\n\"sari@toko.example\":\nSMTP error "
            "from remote server for RCPT TO command, host: mx.toko.example (192.0.2.1) reason: 550 no such user\n\n--- "
            "The header of the original message is following. ---\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.0.0 hard"},
           {"Zoho",
            "This message was created automatically by mail delivery software.\nA message that you sent could not be "
            "delivered to one or more of its recipients. This is a permanent error.\n\nsari@toko.example Invalid "
            "Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <sari@toko.example>... User Unknown\n\nReceived:from "
            "mail.zoho.example\nMessage-ID: <m1@ours.example>\n",
            "m1@ours.example: sari@toko.example 5.1.1 hard"},
           {"mail.ru",
            "A message that you sent was rejected by the local scanning code.\n\n  Message was not accepted -- invalid "
            "mailbox.\n Local mailbox sari@toko.example is unavailable: user not found\n",
            " sari@toko.example 5.0.0 hard"},
           {"Exchange",
            "Your message\n\n  To:      Sari\n  Subject: Penawaran\n\ndid not reach the following "
            "recipient(s):\n\nsari@toko.example on Mon, 23 Nov 2026 10:00:00 +0700\n    The recipient name is not "
            "recognized\n    MSEXCH:IMS:TOKO:A:B 0 (000C05A6) Unknown Recipient\n",
            " sari@toko.example 5.0.0 hard"},
           {"Gmail",
            "Delivery to the following recipient failed permanently:\n\n     sari@toko.example\n\nTechnical details of "
            "permanent failure: \nThe error that the other server returned was:\n550 550 5.1.1 unknown user (state "
            "14).\n\n   ----- Original message -----\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.1.1 hard"},
           {"Postfix without a report",
            "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could "
            "not\nbe delivered to one or more recipients.\n\n<sari@toko.example>: host mx.toko.example[192.0.2.1] "
            "said: 550 5.7.1\n    blocked using a list (in reply to RCPT TO command)\n",
            " sari@toko.example 5.7.1 soft"},
           {"Domino, in German",
            "Ihre Nachricht konnte nicht zugestellt werden an:\n\n  sari@toko.example\n\nBenutzer unbekannt\n",
            " sari@toko.example 5.0.0 hard"},
           {"a server in Chinese", "很抱歉，您的邮件被退回。\n收件人：sari@toko.example\n原因：用户不存在\n",
            " sari@toko.example 5.0.0 hard"},
           {"IMail", "Unknown user: sari@toko.example\n\nOriginal message follows.\n" + returned,
            "m1@ours.example: sari@toko.example 5.0.0 hard"},
           {"behind another word, at the end of the line",
            "Your message could not be delivered.\n\nTo: sari@toko.example\nFrom: Budi at ours\nContact: "
            "help@mx.example\n\nno such user\n",
            " sari@toko.example 5.0.0 hard"},
           {"in the text and in the returned message",
            "I could not deliver your message to Sari at sari@toko.example. Ask help@mx.example.\n\nThe message "
            "follows:\n" +
                returned,
            "m1@ours.example: sari@toko.example 5.0.0 soft"},
           {"in the text alone", "I could not deliver your message to Sari at sari@toko.example: no such user\n",
            " sari@toko.example 5.0.0 hard guessed"},
           {"nowhere but in the returned message",
            "Your message could not be delivered.\n\n--- Returned message ---\n" + returned,
            "m1@ours.example: sari@toko.example 5.0.0 soft guessed"},
           {"late only",
            "Your message has not yet been delivered to:\n\n  sari@toko.example\n\nNo action is required on your "
            "part.\n",
            "no bounce"},
       }) {
    CAPTURE(system);
    CHECK(failed(read(notice(text))) == want);
  }
}

TEST_CASE("an absence notice of the null sender is no bounce, whomever it names") {
  for (const std::string_view text :
       {"Saya cuti. Hubungi:\n\n<ani@toko.example>\n",
        "I am out of the office. Your mail was rejected, there is no such user. Write to ani@toko.example.\n",
        "Terima kasih, pesan Anda sudah kami terima.\n\nani@toko.example\n"}) {
    CHECK(failed(read("From: sari@toko.example\nTo: budi@ours.example\nSubject: Re: Penawaran\n\n" +
                      std::string(text))) == "no bounce");
  }
}

TEST_CASE("what fields say of recipients is found wherever they stand") {
  const std::string fields =
      "Final-Recipient: rfc822; sari@toko.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 no such "
      "user\n";
  CHECK(failed(read(notice("It failed.\n\nReporting-MTA: dns; mx\n\n" + fields))) == " sari@toko.example 5.0.0 hard");
  CHECK(failed(read("From: a@mx.example\nSubject: x\nContent-Type: multipart/report\n\n--b\nContent-Type: "
                    "text/plain\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\n" +
                    fields + "--b--\n")) == " sari@toko.example 5.0.0 hard");
  CHECK(failed(read("From: a@mx.example\nSubject: x\nContent-Type: multipart/report; boundary=lost\n\n--b\n\n" +
                    fields)) == " sari@toko.example 5.0.0 hard");
  CHECK(failed(read(notice("Action: error\nStatus: 5.1.1\nFinal-Recipient: rfc822; sari@toko.example\n"))) ==
        " sari@toko.example 5.1.1 hard");
  CHECK(failed(read(notice("Final-Recipient: rfc822; sari@toko.example\n\nAction: failed\nStatus: 5.1.1\n"))) ==
        " sari@toko.example 5.1.1 hard");
  CHECK(failed(read("From: a@gate.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: "
                    "message/rfc822\n\nContent-Type: multipart/report; boundary=i\n\n--i\nContent-Type: "
                    "message/delivery-status\n\n" +
                    fields + "\n--i--\n--o--\n")) == " sari@toko.example 5.0.0 hard");
}

TEST_CASE("X-Failed-Recipients names recipients, and the text what is wrong with each") {
  CHECK(failed(read(notice("Delivery to the following recipient has been delayed:\n\n     sari@toko.example\n",
                           "X-Failed-Recipients: sari@toko.example\n"))) == "no bounce");
  CHECK(failed(read(notice("The following addresses failed:\n\n  sari@toko.example\n    550 No such user\n  "
                           "ani@toko.example\n    552 quota exceeded\n",
                           "X-Failed-Recipients: sari@toko.example,\n ani@toko.example\n"))) ==
        " sari@toko.example 5.0.0 hard ani@toko.example 5.0.0 soft");
}

TEST_CASE("the address that a bounce came to may name the recipient") {
  const auto verp = [](std::string_view to) { return verp_recipient(to).value_or(Address{"none", "none"}).raw; };
  CHECK(verp("budi+sari=toko.example@ours.example") == "sari@toko.example");
  CHECK(verp("bounces-sari.dewi=toko.co.id@ours.example") == "sari.dewi@toko.co.id");
  CHECK(verp("budi+diskon@ours.example") == "none");
  CHECK(verp("budi=sari@ours.example") == "none");
  CHECK(verp("budi+a=b@ours.example") == "none");
  CHECK(failed(read("From: MAILER-DAEMON@mx.example\nTo: budi+sari=toko.example@ours.example\nSubject: x\n\n"
                    "Postai ei toimitettu.\n")) == " sari@toko.example 5.0.0 soft");
}

TEST_CASE("our own addresses and the reporter's are not what failed") {
  CHECK(failed(read("From: MAILER-DAEMON@mx.example\nTo: budi@ours.example\nSubject: Undelivered Mail\n\nCould not be "
                    "delivered:\n\n<budi@ours.example>\n<postmaster@mx.example>\n<sari@toko.example>\n")) ==
        " sari@toko.example 5.0.0 soft");
  CHECK(failed(read("From: MAILER-DAEMON@mx.example\nTo: budi@ours.example\nSubject: Undelivered Mail\n\nCould not be "
                    "delivered:\n\n<ani@ours.example>\n\nAsk help@mx.example.\n")) == " ani@ours.example 5.0.0 soft");
}

TEST_CASE("an address is dead by words first, then by codes") {
  struct Told {
    std::string_view status, diagnostic;
    bool want_dead;
  };
  for (const auto& [status, diagnostic, want_dead] : std::vector<Told>{
           {"5.1.1", "", true},
           {"5.1.2", "", true},
           {"5.1.3", "", true},
           {"5.1.6", "", true},
           {"5.1.10", "", true},
           {"5.4.4", "", true},
           {"4.1.1", "450 4.1.1 user unknown in virtual mailbox table", true},
           {"5.0.0", "550 no such user", true},
           {"5.7.1", "550 5.7.1 <sari@toko.example>: no such user", true},
           {"4.4.4", "Host or domain name not found. Name service error for name=toko.example type=A: Host not found",
            true},
           {"5.0.0", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", true},
           {"5.4.1", "550 5.4.1 Recipient address rejected: Access denied (in reply to RCPT TO command)", true},
           {"5.4.1", "550 5.4.1 Recipient address rejected: Access denied", true},
           {"5.7.1", "550 5.7.1 Recipient address rejected: Access denied (in reply to RCPT TO command)", false},
           {"5.0.0", "550 Invalid Recipient", true},
           {"5.5.0", "550 Requested action not taken: mailbox unavailable", false},
           {"5.5.0", "550 Requested action not taken: mailbox unavailable (in reply to RCPT TO command)", true},
           {"5.5.0", "550 Requested action not taken: mailbox unavailable (in reply to end of DATA command)", false},
           {"5.0.0", "554 no such user (in reply to end of\n    DATA command)", false},
           {"5.1.1", "550 5.1.1 no such user (in reply to end of DATA command)", true},
           {"4.5.0", "450 mailbox unavailable (in reply to RCPT TO command)", false},
           {"4.4.3", "Host not found, try again", false},
           {"5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.dnsbl.example", false},
           {"5.1.1", "554 5.1.1 your message looks like spam", false},
           {"5.7.26", "550-5.7.26 unauthenticated, the sender's domain fails DMARC", false},
           {"5.3.4", "552 5.3.4 message size exceeds fixed limit", false},
           {"5.0.0", "552 disk quota exceeded", false},
           {"5.1.1", "550 user is over quota. (#5.1.1)", false},
           {"5.2.2", "", false},
           {"5.1.8", "553 5.1.8 sender address rejected, domain not found", false},
           {"5.1.1", "550 5.1.1 Sender verify failed: no such user", false},
           {"5.0.0", "retry timeout exceeded", false},
           {"5.4.6", "5.4.6 routing loop detected", false},
           {"5.2.1", "550-5.2.1 the user is receiving mail at a rate that prevents delivery", false},
           {"5.1.1", "550 5.1.1 too many recipients", false},
           {"5.0.0", "550 something is wrong at 5.1.1.9", false},
           {"5.0.0", "550 no thanks, spamfilter.toko.example said: user unknown", true},
           {"", "see https://mx.example/nosuchuser", false},
           {"4.4.7", "delivery time expired", false},
       }) {
    CAPTURE(status, diagnostic);
    CHECK(diagnose(status, diagnostic, {}).permanent == want_dead);
  }
}

TEST_CASE("what is said of another recipient, or of all, does not make one dead") {
  CHECK(failed(read("From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nContent-Type: multipart/report; "
                    "boundary=b\n\n--b\n\nUndelivered:\n\n<a@x.example>: no such user\n\n<c@x.example>: refused\n--b\n"
                    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; "
                    "a@x.example\nAction: failed\nStatus: 5.0.0\n\nFinal-Recipient: rfc822; c@x.example\nAction: "
                    "failed\nStatus: 5.0.0\n--b--\n")) == " a@x.example 5.0.0 hard c@x.example 5.0.0 soft");
}

TEST_CASE("plain words leave out what is no word of the diagnosis") {
  CHECK(plain_words("550 5.1.1 <Sari@toko.example>... User couldn\xE2\x80\x99t be found; see http://a.example/x, "
                    "mx1.spam.example!") == "550 5 1 1 user couldnt be found see");
  CHECK(plain_words("RESOLVER.ADR.ExRecipNotFound; not found") == "resolver adr exrecipnotfound not found");
  CHECK(plain_words("") == "");
}

TEST_CASE("a returned message begins where a line or a header says so") {
  const auto begin = [](std::string_view text) { return text.substr(find_copy(text).begin); };
  CHECK(begin("Gagal: a@x.example\n\n--- Original message ---\nHalo") == "--- Original message ---\nHalo");
  CHECK(begin("Gagal\nReceived: from x\nSubject: y\n") == "Received: from x\nSubject: y\n");
  CHECK(begin("Your message\n  To: Sari\n  Subject: y\n\ndid not reach a@x.example\n") == "");
  CHECK(begin("You can delete your own text from the attached returned message.\n\n<a@x.example>: no") == "");
  CHECK(begin("") == "");
}

TEST_CASE("a machine that tells of undelivered mail is known without a sign in the header; who passes it on is not") {
  const auto sign = [](std::string_view from, std::string_view subject, std::string_view text) {
    const auto facts =
        facts_of("From: " + std::string(from) + "\nTo: budi@ours.example\nSubject: " + std::string(subject) + "\n\n" +
                 std::string(text));
    return facts.automatic ? std::string(to_string(*facts.automatic)) : "person";
  };
  constexpr std::string_view qmail =
      "Hi. This is the qmail-send program at q.example.\nI'm afraid I wasn't able to deliver your message to the "
      "following addresses.\n\n<sari@toko.example>:\nno such user\n";
  CHECK(sign("Admin <admin@mx.example>", "failure notice", qmail) == "bounce-notice");
  CHECK(sign("Admin <admin@mx.example>", "[EXTERNAL] Undeliverable: Penawaran",
             "Your message did not reach some or all of the intended recipients.\n\n  sari@toko.example\n") ==
        "bounce-notice");
  CHECK(sign("Sari <sari@toko.example>", "Fwd: failure notice", qmail) == "person");
  CHECK(sign("Sari <sari@toko.example>", "Re: Undeliverable: Penawaran", "Sudah saya perbaiki, kirim lagi ya.") ==
        "person");
  CHECK(sign("Sari <sari@toko.example>", "Email saya",
             "Pak, email ke ani@toko.example gagal: 550 5.1.1 user unknown. Kirim ke saya saja.") == "person");
  CHECK(sign("Sari <sari@toko.example>", "Mail delivery failed",
             "Hi Budi, your mail to Ani was not delivered, she left. Write to me instead.") == "person");
}

std::string complaint(const InboundFacts& facts) {
  return facts.complaint
             ? facts.complaint->type + " " + raws(facts.complaint->recipients) + " " + facts.complaint->message_id
             : "none";
}

TEST_CASE("complaints come without a feedback report too") {
  const std::string returned =
      "\n--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: <sari@toko.example>\nMessage-ID: "
      "<m1@ours.example>\nTo: someone@ours.example\n\nHalo\n--b--\n";
  CHECK(complaint(read("From: staff@hotmail.example\nSubject: complaint about message from 192.0.2.1\nContent-Type: "
                       "multipart/mixed; boundary=b\n\n--b\n\n" +
                       returned)) == "abuse sari@toko.example m1@ours.example");
  CHECK(complaint(read("From: scomp@isp.example\nSubject: Client TOS Notification\nContent-Type: multipart/mixed; "
                       "boundary=b\n\n--b\n\nA member complains.\n--b\nContent-Type: message/rfc822\n\nMessage-ID: "
                       "<m1@ours.example>\nTo: sari@toko.example\n\nHalo\n--b--\n")) ==
        "abuse sari@toko.example m1@ours.example");
  CHECK(complaint(read("From: fbl@isp.example\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
                       "message/feedback-report\n\nFeedback-Type: auth-failure\nOriginal-Rcpt-To: sari@toko.example\n" +
                       returned)) == "none");
}

TEST_CASE("a mail client's button to unsubscribe is a wish, though a machine sent it") {
  const auto apple = read(
      "From: Sari <sari@toko.example>\nTo: budi@ours.example\nSubject: unsubscribe\nAuto-Submitted: "
      "auto-generated\n\nApple Mail sent this email to unsubscribe from the message \"Penawaran\".\n",
      false);
  CHECK(apple.opt_out_wish == "Apple Mail sent this email to unsubscribe from the message \"Penawaran\".");
  const std::string_view gmail =
      "From: Sari <sari@toko.example>\nTo: budi@ours.example\nSubject: unsubscribe\n\nThis message was automatically "
      "generated by Gmail.\n";
  CHECK(read(gmail, false).opt_out_wish == "This message was automatically generated by Gmail.");
  CHECK(facts_of(gmail).automatic == AutomaticSign::unsubscribe);
  CHECK(read(notice("I am out of the office. Unsubscribe me.", "Subject: Out of office\n")).opt_out_wish.empty());
}

TEST_CASE("receipts are signs of life, and a rejection that looks like one is a soft bounce") {
  const auto report = [](std::string_view text, std::string_view type, std::string_view fields) {
    return "From: sari@toko.example\nTo: budi@ours.example\nSubject: x\nContent-Type: multipart/report; "
           "boundary=b\n\n--b\n\n" +
           std::string(text) + "\n--b\nContent-Type: message/" + std::string(type) + "\n\n" + std::string(fields) +
           "\n--b--\n";
  };
  const auto shown = [](const InboundFacts& facts) {
    return failed(facts) + (facts.life == SignOfLife::receipt ? ", receipt" : "");
  };
  CHECK(shown(read(report("Dibaca.", "disposition-notification",
                          "Final-Recipient: rfc822; sari@toko.example\nOriginal-Message-ID: <m1@ours.example>\n"
                          "Disposition: manual-action/MDN-sent-manually; displayed"))) == "no bounce, receipt");
  CHECK(shown(read(report("Terkirim.", "delivery-status",
                          "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; sari@toko.example\nAction: "
                          "delivered\nStatus: 2.1.5"))) == ", receipt");
  CHECK(shown(read(report("Diteruskan.", "delivery-status",
                          "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; sari@toko.example\nAction: "
                          "relayed\nStatus: 2.1.9"))) == "");
  CHECK(shown(read("From: postmaster@mx.example\nTo: budi@ours.example\nSubject: Automatically rejected "
                   "mail\nContent-Type: multipart/report; boundary=b\n\n--b\n\nYour message to <sari@toko.example> was "
                   "automatically rejected:\nQuota exceeded\n--b\nContent-Type: message/disposition-notification\n\n"
                   "Final-Recipient: rfc822; sari@toko.example\nDisposition: "
                   "automatic-action/MDN-sent-automatically; deleted\n--b--\n")) == " sari@toko.example 5.0.0 soft");
}

}  // namespace
}  // namespace jeda::mail
