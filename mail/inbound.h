// What a message from outside tells of a prospect beyond its being there: bounces, complaints, absences, the wish not
// to be written to. Pure; nothing throws; bounded as read_facts() is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <date/date.h>

#include "mail/facts.h"

namespace jeda::mail {

/// One recipient that a mail system says was not reached, in the fields of RFC 3464 or in words. Delayed and delivered
/// ones are not listed: a delay is no bounce.
struct FailedRecipient {
  Address address;         // Original-Recipient where given, else Final-Recipient, else as the notice has it
  bool permanent = false;  // a dead address, by words first, then codes; else a soft bounce: mail/bounce/diagnosis.h
  std::string status;      // "5.1.1"; "5.0.0" where nothing is told
  std::string diagnostic;  // one line, at most 200 bytes
  bool guessed = false;    // no field, list or returned message names it: to be believed only of somebody written to
};
struct DeliveryReport {
  std::vector<FailedRecipient> failed;  // may be empty
  std::string message_id;               // of the returned message; empty where it was not returned
  std::string tag = {};                 // X-Jeda-Tag of the returned message, at most 64 bytes
};

/// A feedback report (RFC 5965) about a message of ours. Of feedback type "abuse" or "opt-out" and the like;
/// "not-spam" is none.
struct Complaint {
  std::string type;                 // Feedback-Type, lower case
  std::vector<Address> recipients;  // Original-Rcpt-To, else the To of the returned message
  std::string message_id;           // of the returned message; empty where it was not returned
  std::string tag = {};             // as DeliveryReport::tag
};

/// An absence notice. `until`: the first day on which the person is back, where the text says so.
struct Absence {
  std::optional<date::year_month_day> until;
};

/// What shows that a prospect's mailbox lives, and is neither a reply nor silence.
enum class SignOfLife { receipt, calendar_answer };

struct InboundFacts {
  std::optional<DeliveryReport> bounce;
  std::optional<Complaint> complaint;
  /// Only of a message that answers by itself (Auto-Submitted: auto-replied, or an absence notice's subject; from "<>"
  /// too, as servers send them) and speaks of being away.
  std::optional<Absence> absence;
  std::string opt_out_wish;    // the sentence that asks not to be written to again, at most 200 bytes; empty: none
  bool wish_doubtful = false;  // it may be another's words, or mean something else: a person must look at it
  std::optional<SignOfLife> life;
  std::string life_of;  // of a receipt: the Message-ID that it names; empty where it names none
  int words = 0;        // of MessageFacts::written
};

/// `facts` are read_facts() of the same message. `today` helps to read dates without a year, and bounds what counts as
/// a return date: today to a year ahead. A wish is looked for only in what the person wrote, not in what is quoted, and
/// only where no machine wrote the message.
InboundFacts read_inbound(const RawMessage& message, const MessageFacts& facts, date::year_month_day today,
                          const Limits& limits);

}  // namespace jeda::mail
