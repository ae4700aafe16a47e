// What a message says, as values: the facts that rules and the store ask for. No I/O, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/address.h"

namespace jeda::mail {

/// One header field as the MTA handed it over: the value unfolded or not, with no leading space.
struct HeaderField {
  std::string name;
  std::string value;
};

/// A message as it came over the wire, possibly cut short.
struct RawMessage {
  std::vector<HeaderField> header;
  std::string body;
  bool body_complete = true;    // false where bytes past the scan limit were not collected
  bool header_complete = true;  // likewise of the header
};

/// Bounds set before any parser sees a byte. What lies beyond them is not read, and `MessageFacts::doubts` says so.
struct Limits {
  std::size_t header_fields = 1000;
  std::size_t header_bytes = 256 * 1024;  // names and values together
  std::size_t body_bytes = 1024 * 1024;   // jeda.yaml's scan_limit
  std::size_t parts = 100;                // MIME parts looked at
  std::size_t depth = 16;                 // nesting; mimetic recurses and overflowed the stack at 200,000
  std::size_t addresses = 1000;           // per address header
  std::size_t references = 100;           // message ids of In-Reply-To and References together
};

/// Why a message counts as written by a machine. Whoever it comes from, it is no reply.
enum class AutomaticSign {
  null_sender,       // envelope sender <>
  auto_submitted,    // RFC 3834: any Auto-Submitted but "no", parameters ignored
  receipt,           // of reading or delivery: RFC 8098, or a program's subject and words for it
  report,            // multipart/report: bounce, feedback report
  bulk,              // Precedence: bulk, junk, auto_reply; X-Autoreply and its like; Feedback-ID
  calendar_answer,   // text/calendar, METHOD:REPLY and its like: a click, no words
  robot_sender,      // mailer-daemon@, no-reply@ and their like, whatever the envelope says
  vacation_subject,  // "Out of office", "Sedang cuti", ... and a second sign, in the body or a reference
  automatic_text,    // says of itself that no person wrote it, or confirms no more than having been received
  bounce_notice,     // tells of undelivered mail and has no other sign
  unsubscribe,       // a mail client's own "unsubscribe" button: no reply, but a wish
  list,              // List-Id, List-Post, List-Unsubscribe, Precedence: list ... (RFC 2369, RFC 2919)
};

/// The name used in logs and JSON: "null-sender", "auto-submitted", ...
std::string_view to_string(AutomaticSign sign);

/// An invitation, or what came of one (RFC 5546).
struct Calendar {
  std::string method;  // upper case: "REQUEST", "CANCEL", "REPLY", "COUNTER" ...; never empty
  std::string uid;     // of the event, one line, at most 200 bytes; empty where it names none
};

/// A part of a message that is no text of it.
struct Enclosure {
  std::string name;       // of the file, else "type/subtype"; one line
  std::string type;       // "application/pdf", lower case
  std::size_t bytes = 0;  // decoded, or nearly: told from how many there are encoded
  bool whole = true;      // false: it goes on beyond what was read
};

/// A link as a person meets it.
struct LinkTarget {
  std::string words;    // one line; empty where the address itself stands in the text
  std::string address;  // with its query; one line of printable ASCII, else its bytes as %XX
};

struct MessageFacts {
  std::string message_id;               // without angle brackets; empty where there is none
  std::vector<std::string> references;  // ids of In-Reply-To, then References; without brackets, no duplicates
  std::vector<Address> from;            // of all From fields in order, groups opened
  std::vector<Address> to;
  std::vector<Address> cc;
  std::vector<Address> reply_to;
  std::string subject;  // decoded to UTF-8 (RFC 2047); raw bytes of no UTF-8 are read as windows-1252
  std::string date;     // as written
  std::optional<AutomaticSign> automatic;
  std::string list_id;               // of List-Id, in lower case; empty where there is none
  std::optional<Calendar> calendar;  // of the first part that is text/calendar and has a method
  std::string text;  // of all parts that are shown, in their order; UTF-8, HTML reduced to the words that it shows

  /// What the writer wrote in this very message: `text` without quoted earlier messages, signature and disclaimer,
  /// lines of one paragraph joined where format=flowed says so. Whatever cannot be told apart stays in.
  std::string written;
  bool quotes = false;  // an earlier message is quoted
  /// Of what `written` leaves out: the text that no '>' marks, and only a line like "On ... wrote:" or an element of
  /// HTML declares to be quoted. Anybody can declare that of any text. At most 64 KiB.
  std::string declared;
  std::string declared_first;  // what the newest of those messages says, without its head, signature and own quotes

  /// What is written in the other parts of a multipart/alternative, where they say other words than `written`: some
  /// reader sees that instead. Each as `written` would be. What they declare to be quoted is in `declared`, or, where
  /// something is there already, in `beside`.
  std::vector<std::string> otherwise;
  /// What a reader may see beside the text: attached texts and messages, the words of an invitation, and what HTML
  /// shows to some programs only, or says that it hides.
  std::string beside;

  // At most 100 of each. Of HTML the links of <a> count. Pictures that HTML shows in its midst (a Content-ID, not an
  // attachment) are no attachments: mostly they are logos.
  std::vector<std::string> links;        // http(s) links in `written`: host and path, lower-case host, no query, no '#'
  std::vector<std::string> linked;       // the words of links in `written`, of HTML
  std::vector<std::string> attachments;  // file names, else "type/subtype", then ':' and the encoded part's size
  std::vector<Enclosure> enclosures;     // what `attachments` are, for people
  std::vector<LinkTarget> targets;       // of all links in what is shown, of every reading; each once
  std::vector<std::string> figures;      // numbers in `written` with their unit or currency: "15%", "rp 1500000"

  std::string purpose;              // value of X-Jeda-Purpose, lower case, trimmed; empty where there is none
  std::string override_reason;      // value of X-Jeda-Override, decoded, one line; empty where there is none
  std::vector<std::string> doubts;  // what could not be read and why, for the log; never quotes the message

  /// 16 bytes, hex: equal for two copies of one text however they were encoded or wrapped. Of the subject and of `text`
  /// with white space folded; of the body's raw bytes where the message has no readable text.
  std::string fingerprint;
};

/// Reads a message. Never throws and never fails: hostile or broken input gives fewer facts and more doubts. Time and
/// memory are linear in the bytes that `limits` admits. Safe for concurrent use. `null_sender` is true where the
/// envelope sender is "<>".
MessageFacts read_facts(const RawMessage& message, bool null_sender, const Limits& limits);

/// The facts of the header alone, for messages whose body was not collected: `text` and `fingerprint` stay empty.
MessageFacts read_header_facts(const std::vector<HeaderField>& header, bool null_sender, const Limits& limits);

/// A file that a message carries.
struct EnclosedFile {
  std::string name;   // as Enclosure::name
  std::string bytes;  // transfer encoding undone, as far as it can be
};

/// MessageFacts::enclosures alone: nothing else of the message is read.
std::vector<Enclosure> enclosures_of(const RawMessage& message, const Limits& limits);

/// The one behind enclosures_of()[number]. Absent: there is none.
std::optional<EnclosedFile> enclosed_file(const RawMessage& message, std::size_t number, const Limits& limits);

/// Splits a whole message in RFC 5322 form (a file, as `jeda explain` reads it) into header fields and body. Bare LF
/// and CRLF both end a line; an mbox "From " line at the start is skipped.
RawMessage split_message(std::string_view bytes);

}  // namespace jeda::mail
