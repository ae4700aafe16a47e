// The lists of what mail systems write (texts/heard/bounces.list): each entry is in the form that it is compared in,
// and does what its section says.
#include <string>

#include <catch2/catch.hpp>

#include "mail/bounce/diagnosis.h"
#include "mail/bounce/feedback.h"
#include "mail/bounce/notice.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/report.h"
#include "mail/bounce/returned.h"
#include "mail/heard.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

constexpr std::string_view andi = "\n\n<andi@toko.example>:\n550 5.1.1\n";

std::size_t failures(const std::string& subject, const std::string& text) {
  const RawMessage message = split_message("From: a@mx.example\nTo: budi@ours.example\nSubject: " + subject +
                                           "\nContent-Type: text/plain; charset=utf-8\n\n" + text);
  const Reports reports = read_reports(message, read_facts(message, true, {}), {});
  return reports.bounce ? reports.bounce->failed.size() : 0;
}

bool is_notice(const std::string& subject, const std::string& text) {
  MessageFacts facts;
  facts.subject = subject;
  facts.text = text;
  return is_bounce_notice(facts);
}

bool works_in_bounces(Heard section, const std::string& entry) {
  Returned returned;
  returned.message_id = "1@ours.example";
  switch (section) {
    case Heard::bounce_subjects:
      return is_notice(entry, "It could not be delivered." + std::string(andi)) &&
             !is_notice("Re: " + entry, "It could not be delivered." + std::string(andi));
    case Heard::bounce_openings:
      return is_notice("Undelivered Mail", entry + " could not be delivered") &&
             !is_notice("Undelivered Mail", "Halo, " + entry + " could not be delivered");
    case Heard::bounce_texts:
      return failures("Penawaran", entry + std::string(andi)) == 1;
    case Heard::bounce_delays:
      return failures("Undelivered Mail", entry + std::string(andi)) == 0;
    case Heard::bounce_copies:
      return find_copy("<andi@toko.example>:\n\n--- " + entry + " ---\n\nHalo").begin == 22;
    case Heard::bounce_labels: {
      const auto found = recipients_in(entry + ": andi@toko.example", 2);
      return found.size() == 1 && found.front().is_listed();
    }
    case Heard::bounce_alive:
      return !diagnose("5.1.1", entry, {}).permanent;
    case Heard::bounce_dead:
      return diagnose("5.7.1", entry, {}).permanent && diagnose("4.0.0", entry, {}).permanent;
    case Heard::bounce_dead_if_lasting:
      return diagnose({}, "550 " + entry + " (in reply to RCPT TO command)", {}).permanent &&
             !diagnose({}, "450 " + entry + " (in reply to RCPT TO command)", {}).permanent;
    case Heard::complaint_subjects:
      return complaint_of(returned, entry).has_value() && !complaint_of(returned, "Re: " + entry);
    case Heard::unsubscribe_texts:
      return unsubscribe_request("unsubscribe", entry) == entry &&
             unsubscribe_request("Re: unsubscribe", entry).empty();
    default:
      return false;
  }
}

TEST_CASE("each entry of the lists of bounces does what its section says") {
  for (const Heard section : {Heard::bounce_subjects, Heard::bounce_openings, Heard::bounce_texts, Heard::bounce_delays,
                              Heard::bounce_copies, Heard::bounce_labels, Heard::bounce_alive, Heard::bounce_dead,
                              Heard::bounce_dead_if_lasting, Heard::complaint_subjects, Heard::unsubscribe_texts}) {
    for (const std::string_view entry : heard(section)) {
      CAPTURE(static_cast<int>(section), entry);
      CHECK(plain_words(entry) == entry);
      CHECK(works_in_bounces(section, std::string(entry)));
    }
  }
}

}  // namespace
}  // namespace jeda::mail
